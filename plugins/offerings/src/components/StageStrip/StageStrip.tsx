import { formatCounted } from '@mli/plugin-ml-platform-react';
import { RiCheckLine } from '@remixicon/react';
import styles from './StageStrip.module.css';

export interface StageStripProps {
  /** Steps of the workflow, in order. */
  stages: readonly string[];
  /** How many offerings each stage would leave, with the other filters on. */
  counts: ReadonlyMap<string, number>;
  /** How many there are in each stage at all; none is a gap in what is offered. */
  totals: ReadonlyMap<string, number>;
  selected: readonly string[];
  onToggle: (stage: string) => void;
}

/** The workflow as a row of steps; a step without an offering is drawn as the gap it is. */
export function StageStrip(props: StageStripProps) {
  const { stages, counts, totals, selected, onToggle } = props;
  return (
    <ol className={styles.strip} aria-label="Stages of the workflow">
      {stages.map(stage => {
        const isGap = !totals.get(stage);
        const isSelected = selected.includes(stage);
        return (
          <li key={stage} className={styles.item}>
            <button
              type="button"
              className={styles.stage}
              aria-pressed={isSelected}
              data-gap={isGap ? '' : undefined}
              onClick={() => onToggle(stage)}
            >
              <span className={styles.head}>
                {isSelected && <RiCheckLine size={16} aria-hidden="true" />}
                <span className={styles.name}>{stage}</span>
              </span>{' '}
              <span className={styles.count}>
                {isGap
                  ? 'nothing yet'
                  : formatCounted(counts.get(stage) ?? 0, 'offering')}
              </span>
            </button>
          </li>
        );
      })}
    </ol>
  );
}
