import type { StagePart, WeeksLineLayout } from '../../model/weeksLine';
import { toolOf } from '../../model/weeksLine';
import { formatElapsed, formatWeekHours } from './hours';
import { stageName } from './WeeksLine';
import styles from './WeeksLine.module.css';

export interface WeeksDrawingProps {
  layout: WeeksLineLayout;
  title: (ref: string) => string;
}

/** The line itself; words stand below it, each with a thread to its box, so that thin boxes stay thin. */
export function WeeksTrack({ layout, title }: WeeksDrawingProps) {
  const { stages, gaps, labelWidth } = layout;
  return (
    <div className={styles.wide} aria-hidden="true">
      <div className={styles.gapTimes}>
        {gaps.map(({ gap, start, width }) => (
          <span key={gap.from} style={{ left: `${start + width / 2}%` }}>
            {formatElapsed(gap.medianSeconds)}
          </span>
        ))}
      </div>
      <div className={styles.track}>
        {stages.map(part => (
          <Box key={part.stage.stage} part={part} />
        ))}
        {gaps.map(({ gap, start, width, isBroken }) => (
          <span
            key={gap.from}
            className={isBroken ? styles.gapBroken : styles.gap}
            style={{ left: `${start}%`, width: `${width}%` }}
            title={`${gap.from} to ${gap.to}: typically ${formatElapsed(gap.medianSeconds)}, ${gap.n} hand-offs`}
          />
        ))}
      </div>
      <svg
        className={styles.threads}
        viewBox="0 0 100 10"
        preserveAspectRatio="none"
      >
        {stages.map(({ stage, start, width, label }) => (
          <polyline
            key={stage.stage}
            points={`${start + width / 2},0 ${start + width / 2},2 ${label},8 ${label},10`}
          />
        ))}
      </svg>
      <div className={styles.labels}>
        {stages.map(({ stage, hours, label }) => (
          <div
            key={stage.stage}
            className={stage.seen ? styles.label : styles.labelUnseen}
            style={{
              left: `${label - labelWidth / 2}%`,
              width: `${labelWidth}%`,
            }}
          >
            <span className={styles.stage} title={stageName(stage.stage)}>
              {stageName(stage.stage)}
            </span>
            {stage.seen ? (
              <>
                <span className={styles.amount}>{formatWeekHours(hours)}</span>
                <Lost part={{ ...stage }} />
                <span className={styles.tool}>{toolOf(stage, title)}</span>
              </>
            ) : (
              <span className={styles.tool}>unseen</span>
            )}
          </div>
        ))}
      </div>
    </div>
  );
}

const WORTH_SAYING_HOURS = 0.5;

function Lost({ part }: { part: StagePart['stage'] }) {
  const lost = (part.blockedHours ?? 0) + (part.reworkHours ?? 0);
  return lost >= WORTH_SAYING_HOURS ? (
    <span className={styles.lost}>{formatWeekHours(lost)} lost</span>
  ) : null;
}

function Box({ part }: { part: StagePart }) {
  const { stage, start, width, hours } = part;
  const place = { left: `${start}%`, width: `${width}%` };
  if (!stage.seen) {
    return (
      <span
        className={styles.boxUnseen}
        style={place}
        title={`${stageName(stage.stage)}: no source tells of it`}
      />
    );
  }
  const share = (of: number | undefined) =>
    `${hours === 0 ? 0 : ((of ?? 0) / hours) * 100}%`;
  return (
    <span
      className={styles.box}
      style={place}
      title={`${stageName(stage.stage)}: ${boxWords(stage)}`}
    >
      <span
        className={styles.worked}
        style={{ width: share(stage.workedHours) }}
      />
      <span
        className={styles.blocked}
        style={{ width: share(stage.blockedHours) }}
      />
      <span
        className={styles.rework}
        style={{ width: share(stage.reworkHours) }}
      />
    </span>
  );
}

export function boxWords(stage: StagePart['stage']): string {
  return [
    `${formatWeekHours(stage.workedHours ?? 0)} worked`,
    `${formatWeekHours(stage.blockedHours ?? 0)} blocked`,
    `${formatWeekHours(stage.reworkHours ?? 0)} done again`,
  ].join(', ');
}
