import { formatCounted } from '@mli/plugin-ml-platform-react';
import styles from './StageStrip.module.css';

export interface StageStripProps {
  /** Steps of the workflow, in order. */
  stages: readonly string[];
  /** How many offerings each stage would leave. */
  counts: ReadonlyMap<string, number>;
  selected: readonly string[];
  onToggle: (stage: string) => void;
}

/** The workflow as a row of steps; a step without an offering is drawn as the gap it is. */
export function StageStrip(props: StageStripProps) {
  const { stages, counts, selected, onToggle } = props;
  return (
    <ol className={styles.strip} aria-label="Stages of the workflow">
      {stages.map(stage => {
        const count = counts.get(stage) ?? 0;
        return (
          <li key={stage} className={styles.item}>
            <button
              type="button"
              className={styles.stage}
              aria-pressed={selected.includes(stage)}
              data-empty={count === 0 ? '' : undefined}
              onClick={() => onToggle(stage)}
            >
              <span className={styles.name}>{stage}</span>{' '}
              <span className={styles.count}>
                {count === 0 ? 'nothing yet' : formatCounted(count, 'offering')}
              </span>
            </button>
          </li>
        );
      })}
    </ol>
  );
}
