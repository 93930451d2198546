import { Button } from '@backstage/ui';
import type { AdoptionDecision } from '@mli/plugin-insights-common';
import { formatDate } from '@mli/plugin-ml-platform-react';
import { useState } from 'react';
import { TextDialog } from '../AdoptionDialogs/TextDialog';
import type { EvidenceProps } from './AdoptionEvidence';
import styles from './AdoptionEvidence.module.css';
import { Fact } from './Fact';

/** The adoption date with the decisions behind it, and what makes one void. */
export function WhyThisDate({ found, pair, title }: EvidenceProps) {
  const [voiding, setVoiding] = useState<AdoptionDecision>();
  return (
    <section className={styles.block} aria-label="Why this date">
      <h3 className={styles.heading}>Why this date</h3>
      <p className={styles.line}>{found.why}</p>
      {found.decisions.map(decision => (
        <details key={decision.spell} className={styles.details}>
          <summary>
            {`Decision ${decision.spell}: ${formatDate(decision.adoptionDate)}`}
            {decision.disputed && ' (disputed)'}
            {decision.voided && ' (void)'}
          </summary>
          <dl className={styles.facts}>
            <Fact name="Spell began">{formatDate(decision.onset)}</Fact>
            <Fact name="Decided">{formatDate(decision.decidedAt)}</Fact>
            <Fact name="Rule">{`${decision.rule}, version ${decision.ruleVersion}`}</Fact>
            <Fact name="Evidence">
              <code className={styles.digest}>
                {decision.evidenceDigest.slice(0, 16)}
              </code>
            </Fact>
            {decision.voided && (
              <Fact name="Void">{`${decision.voided.reason} (${formatDate(decision.voided.at)})`}</Fact>
            )}
          </dl>
          {found.may.voidDecision && !decision.voided && (
            <Button
              size="small"
              variant="secondary"
              onPress={() => setVoiding(decision)}
            >
              Void this date
            </Button>
          )}
        </details>
      ))}
      <details className={styles.details}>
        <summary>The rules</summary>
        <ul className={styles.rules}>
          {found.thresholds.map(rule => (
            <li key={rule}>{rule}</li>
          ))}
        </ul>
      </details>
      {voiding && (
        <TextDialog
          title={`Void ${formatDate(voiding.adoptionDate)} for ${title(pair.team)}`}
          note="The date is no longer used, anywhere. It is kept, with your name and the reason."
          label="Why is it not right?"
          submitLabel="Void it"
          isRequired
          change={(client, reason) =>
            client.voidDecision({ ...pair, spell: voiding.spell, reason })
          }
          onClose={() => setVoiding(undefined)}
        />
      )}
    </section>
  );
}
