import { VisuallyHidden } from '@backstage/ui';
import styles from './status.module.css';

export interface LevelStepsProps {
  /** Name of the level reached; none reached when absent. */
  readonly name?: string;
  /** Steps reached, 0 to `of`. */
  readonly rank: number;
  readonly of: number;
  /** Only the steps are drawn; the words stay for a screen reader and as a tooltip. */
  readonly stepsOnly?: boolean;
}

/** A level: its name plus filled steps (3 of 4), so that no colour has to be known. */
export function LevelSteps({ name, rank, of, stepsOnly }: LevelStepsProps) {
  const shownName = name ?? 'No level yet';
  const words = `${shownName}, ${rank} of ${of}`;
  return (
    <span className={styles.levels} title={stepsOnly ? words : undefined}>
      <VisuallyHidden>{words}</VisuallyHidden>
      <span className={styles.steps} aria-hidden="true">
        {Array.from({ length: of }, (_, index) => (
          <span
            key={index}
            className={
              index < rank ? `${styles.step} ${styles.stepFilled}` : styles.step
            }
          />
        ))}
      </span>
      {!stepsOnly && (
        <span aria-hidden="true">
          <span className={styles.levelName}>{shownName}</span>{' '}
          <span className={styles.levelCount}>
            {rank} of {of}
          </span>
        </span>
      )}
    </span>
  );
}
