import { Fragment } from 'react';
import { hoursOf, toolOf } from '../../model/weeksLine';
import { formatElapsed, formatWeekHours } from './hours';
import { stageName } from './WeeksLine';
import styles from './WeeksLine.module.css';
import { WeeksDrawingProps } from './WeeksTrack';

/** The same on a phone: the way goes down the page, every bar on the scale of the longest. */
export function WeeksColumn({ layout, title }: WeeksDrawingProps) {
  const { stages, gaps } = layout;
  const longest = Math.max(
    0,
    ...stages.map(({ hours }) => hours),
    ...gaps.map(({ gap }) => gap.medianSeconds / 3_600),
  );
  const width = (hours: number | undefined) =>
    `${longest === 0 ? 0 : ((hours ?? 0) / longest) * 100}%`;
  return (
    <div className={styles.narrow} aria-hidden="true">
      {stages.map(({ stage }) => {
        const gap = gaps.find(one => one.gap.from === stage.stage)?.gap;
        return (
          <Fragment key={stage.stage}>
            <div className={styles.line}>
              <span className={styles.stage}>{stageName(stage.stage)}</span>
              <span className={styles.amount}>
                {stage.seen ? formatWeekHours(hoursOf(stage)) : 'unseen'}
              </span>
              {stage.seen ? (
                <span className={styles.bar}>
                  <span
                    className={styles.worked}
                    style={{ width: width(stage.workedHours) }}
                  />
                  <span
                    className={styles.blocked}
                    style={{ width: width(stage.blockedHours) }}
                  />
                  <span
                    className={styles.rework}
                    style={{ width: width(stage.reworkHours) }}
                  />
                </span>
              ) : (
                <span className={`${styles.bar} ${styles.unseen}`} />
              )}
              {stage.seen && (
                <span className={styles.tool}>{toolOf(stage, title)}</span>
              )}
            </div>
            {gap && (
              <div className={styles.line}>
                <span className={styles.tool}>hand-off to {gap.to}</span>
                <span className={styles.tool}>
                  {formatElapsed(gap.medianSeconds)}
                </span>
                <span className={styles.bar}>
                  <span
                    className={styles.gapLine}
                    style={{ width: width(gap.medianSeconds / 3_600) }}
                  />
                </span>
              </div>
            )}
          </Fragment>
        );
      })}
    </div>
  );
}
