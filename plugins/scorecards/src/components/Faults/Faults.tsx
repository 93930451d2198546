import { Alert } from '@backstage/ui';
import type { ScorecardItem } from '@mli/plugin-scorecards-common';
import { formatCounted } from '@mli/plugin-ml-platform-react';
import styles from './Faults.module.css';

/** What is wrong with a definition, each with the path of the field. Draws nothing for a sound one. */
export function Faults({ faults }: { faults: ScorecardItem['faults'] }) {
  if (faults.length === 0) return null;
  return (
    <Alert
      status="danger"
      icon
      title={`The definition has ${formatCounted(faults.length, 'fault')} and is not evaluated as written`}
      description={
        <ul className={styles.faults}>
          {faults.map(({ path, message }) => (
            <li key={`${path} ${message}`}>
              <code>{path}</code>: {message}
            </li>
          ))}
        </ul>
      }
    />
  );
}
