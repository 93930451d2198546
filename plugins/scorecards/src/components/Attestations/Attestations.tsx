import { Button } from '@backstage/ui';
import { formatDate, SectionCard } from '@mli/plugin-ml-platform-react';
import type { AttestationTopic } from '@mli/plugin-scorecards-common';
import { useState } from 'react';
import { useAttestations } from '../../query/queries';
import { AttestDialog } from './AttestDialog';
import styles from './Attestations.module.css';

const SECTIONS = [
  ['data', 'Data'],
  ['model', 'Model'],
  ['infrastructure', 'Infrastructure'],
  ['monitoring', 'Monitoring'],
] as const;

/** The 28 tests of the ML test score: what the team says about each, with evidence and an end. */
export function Attestations({ entity }: { entity: string }) {
  const attestations = useAttestations(entity);
  const [open, setOpen] = useState<AttestationTopic>();
  const { data } = attestations;
  if (!data || data.items.length === 0) return null;
  return (
    <SectionCard
      title="ML tests, as the team attests them"
      description="Half a point for a test done by hand and written up, one for an automated one; each until it ends. The score is the smallest of the four sections. After Breck et al., The ML Test Score, 2017."
    >
      <div className={styles.sections}>
        {SECTIONS.map(([section, title]) => {
          const items = data.items.filter(item => item.section === section);
          const points = items.reduce(
            (sum, { points: own, ended }) => sum + (ended ? 0 : (own ?? 0)),
            0,
          );
          return (
            <details key={section}>
              <summary className={styles.summary}>
                {title}: {points} of {items.length}
              </summary>
              <ul className={styles.list}>
                {items.map(item => (
                  <li key={item.topic} className={styles.item}>
                    <span>
                      {item.title}
                      <span className={styles.quiet}>{said(item)}</span>
                    </span>
                    {data.mayAttest && (
                      <Button
                        size="small"
                        variant="secondary"
                        aria-label={`Attest: ${item.title}`}
                        onPress={() => setOpen(item)}
                      >
                        Attest
                      </Button>
                    )}
                  </li>
                ))}
              </ul>
            </details>
          );
        })}
      </div>
      {open && (
        <AttestDialog
          entity={entity}
          topic={open}
          onClose={() => setOpen(undefined)}
        />
      )}
    </SectionCard>
  );
}

const WORDS_OF_POINTS: Readonly<Record<string, string>> = {
  '0': 'not done',
  '1': 'automated',
};

function said({ points, until, ended, evidence }: AttestationTopic): string {
  if (points === undefined || !until) return 'Nobody has said anything yet';
  const words = WORDS_OF_POINTS[String(points)] ?? 'by hand';
  return ended
    ? `ended ${formatDate(until)}, was ${words}`
    : `${words}, until ${formatDate(until)}: ${evidence}`;
}
