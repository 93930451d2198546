import { Button } from '@backstage/ui';
import { useState } from 'react';
import { DeclareDialog } from '../AdoptionDialogs/DeclareDialog';
import { StartUsingButton } from '../AdoptionDialogs/StartUsingButton';
import { TextDialog } from '../AdoptionDialogs/TextDialog';
import type { EvidenceProps } from './AdoptionEvidence';
import styles from './AdoptionEvidence.module.css';

/** What the reader can do about a team and an offering. */
export function EvidenceActions({ found, pair, title }: EvidenceProps) {
  const [open, setOpen] = useState<'declare' | 'agree' | 'refuse'>();
  const { row, may, need } = found;
  const isStarted = row.status !== 'not-started';
  return (
    <section className={styles.block} aria-label="What to do">
      <h3 className={styles.heading}>What to do</h3>
      {need && <p className={styles.line}>{need.sentence}</p>}
      <div className={styles.buttons}>
        {may.declare && (
          <Button
            size="small"
            variant="secondary"
            onPress={() => setOpen('declare')}
          >
            Say what you do with it
          </Button>
        )}
        {!isStarted && (
          <StartUsingButton offering={pair.offering} team={pair.team} />
        )}
        {may.confirm && row.notRelevant !== 'confirmed' && (
          <Button
            size="small"
            variant="secondary"
            onPress={() => setOpen('agree')}
          >
            Agree: not relevant
          </Button>
        )}
        {may.confirm && row.notRelevant !== 'refused' && (
          <Button
            size="small"
            variant="secondary"
            onPress={() => setOpen('refuse')}
          >
            Do not agree
          </Button>
        )}
      </div>
      {!may.declare && (
        <p
          className={styles.quiet}
        >{`${found.whoMayDeclare} can say what the team does with it.`}</p>
      )}
      {open === 'declare' && (
        <DeclareDialog
          pair={pair}
          teamTitle={title(pair.team)}
          offeringTitle={title(pair.offering)}
          declared={row.declared}
          catalogWins={row.evidence.declaredBy === 'catalog'}
          onClose={() => setOpen(undefined)}
        />
      )}
      {(open === 'agree' || open === 'refuse') && (
        <TextDialog
          title={`${title(pair.offering)} is ${open === 'agree' ? 'not ' : ''}relevant to ${title(pair.team)}`}
          note={
            open === 'agree'
              ? 'The team no longer counts as one that could use it.'
              : 'The team goes on counting as one that could use it.'
          }
          label="Anything to add?"
          submitLabel={open === 'agree' ? 'Agree' : 'Do not agree'}
          change={(client, text) =>
            client.answerRelevance({
              ...pair,
              confirmed: open === 'agree',
              ...(text ? { text } : {}),
            })
          }
          onClose={() => setOpen(undefined)}
        />
      )}
    </section>
  );
}
