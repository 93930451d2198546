import type {
  PathStage,
  StageHandoffAnswer,
  TeamLosses,
} from '@mli/plugin-insights-common';
import { formatShare } from '@mli/plugin-ml-platform-react';
import { CSSProperties, Fragment } from 'react';
import { formatElapsed, formatWeekHours } from './hours';
import styles from './WeeksLine.module.css';

export interface WeeksLineProps {
  losses: TeamLosses;
  /** Titles of offerings by ref. */
  title: (ref: string) => string;
}

/** So wide that a stage that hardly works can still be pointed at. */
const SMALLEST_SHARE = 3;
/** A hand-off of weeks must not push the work off the page. */
const WIDEST_GAP_SHARE = 30;

/**
 * The way of a team's work through the stages, on one scale of hours: boxes are hours a week (solid worked, hatched
 * blocked or done again), the dotted lines between them how long work typically lies there. What no source tells of is
 * only outlined.
 */
export function WeeksLine({ losses, title }: WeeksLineProps) {
  const { path } = losses;
  const gaps = new Map(
    losses.handoffs.map(gap => [`${gap.from} ${gap.to}`, gap]),
  );
  const first = path.findIndex(({ seen }) => seen);
  const last = path.findLastIndex(({ seen }) => seen);
  const shown = path.filter((_, index) => index >= first && index <= last);
  const outside = path.filter((_, index) => index < first || index > last);
  const total = shown.reduce((sum, stage) => sum + hoursOf(stage), 0);
  const largest = Math.max(0, ...shown.map(hoursOf));
  return (
    <div className={styles.figure}>
      <ol className={styles.line} aria-label="The way through the stages">
        {shown.map((stage, index) => {
          const next = shown.slice(index + 1).find(({ seen }) => seen);
          const gap = next
            ? gaps.get(`${stage.stage} ${next.stage}`)
            : undefined;
          return (
            <Fragment key={stage.stage}>
              <StageBox
                stage={stage}
                total={total}
                largest={largest}
                title={title}
              />
              {gap && stage.seen && <Gap gap={gap} total={total} />}
            </Fragment>
          );
        })}
      </ol>
      <Key hasGaps={losses.handoffs.length > 0} />
      {outside.length > 0 && (
        <p className={styles.unseenNote}>
          No source tells of runs in{' '}
          {outside.map(({ stage }) => stage).join(', ')}.
        </p>
      )}
    </div>
  );
}

function hoursOf(stage: PathStage): number {
  return (
    (stage.workedHours ?? 0) +
    (stage.blockedHours ?? 0) +
    (stage.reworkHours ?? 0)
  );
}

function share(hours: number, total: number): number {
  return total === 0 ? 0 : (hours / total) * 100;
}

function StageBox(props: {
  stage: PathStage;
  total: number;
  largest: number;
  title: (ref: string) => string;
}) {
  const { stage, total, largest, title } = props;
  if (!stage.seen) {
    return (
      <li className={styles.unseen}>
        <span className={styles.stage}>{stage.stage}</span>
        <span className={styles.bar} aria-hidden="true" />
        <span className={styles.tool}>unseen</span>
      </li>
    );
  }
  const worked = stage.workedHours ?? 0;
  const blocked = stage.blockedHours ?? 0;
  const rework = stage.reworkHours ?? 0;
  const all = hoursOf(stage);
  const lost = blocked + rework;
  return (
    <li
      className={styles.box}
      style={{ flexGrow: Math.max(SMALLEST_SHARE, share(all, total)) }}
    >
      <span className={styles.stage}>{stage.stage}</span>
      <span
        className={styles.bar}
        // used where the stages stand below each other
        style={{ '--mli-share': `${share(all, largest)}%` } as CSSProperties}
        role="img"
        aria-label={`${formatWeekHours(worked)} a week worked, ${formatWeekHours(blocked)} blocked, ${formatWeekHours(rework)} done again`}
      >
        <span className={styles.worked} style={{ flexGrow: worked }} />
        <span className={styles.blocked} style={{ flexGrow: blocked }} />
        <span className={styles.rework} style={{ flexGrow: rework }} />
      </span>
      <span className={styles.amount}>
        {formatWeekHours(worked)}
        {lost >= 0.5 && (
          <span className={styles.lost}> + {formatWeekHours(lost)} lost</span>
        )}
      </span>
      <span className={styles.tool}>{toolOf(stage, title)}</span>
    </li>
  );
}

function Gap({ gap, total }: { gap: StageHandoffAnswer; total: number }) {
  const width = Math.min(
    WIDEST_GAP_SHARE,
    Math.max(SMALLEST_SHARE, share(gap.medianSeconds / 3_600, total)),
  );
  const words = formatElapsed(gap.medianSeconds);
  return (
    <li className={styles.gap} style={{ flexGrow: width }}>
      <span className={styles.gapLine} aria-hidden="true" />
      <span
        className={styles.gapTime}
        aria-label={`hand-off to ${gap.to}: typically ${words}, ${gap.n} hand-offs`}
      >
        {words}
      </span>
    </li>
  );
}

/** Names what the stage runs on: offerings with a tenth of the runs or more, and what is outside them. */
function toolOf(stage: PathStage, title: (ref: string) => string): string {
  const names = (stage.offerings ?? [])
    .filter(one => one.share >= 0.1)
    .slice(0, 2)
    .map(one => title(one.offering));
  const outside = stage.outsideShare ?? 0;
  if (names.length === 0) return 'home-grown or unknown';
  return outside >= 0.1
    ? `${names.join(', ')}; ${formatShare(outside)} home-grown or unknown`
    : names.join(', ');
}

function Key({ hasGaps }: { hasGaps: boolean }) {
  return (
    <ul className={styles.key} aria-label="Key">
      <li>
        <span className={`${styles.swatch} ${styles.worked}`} /> working
      </li>
      <li>
        <span className={`${styles.swatch} ${styles.blocked}`} /> blocked
      </li>
      <li>
        <span className={`${styles.swatch} ${styles.rework}`} /> done again
      </li>
      <li>
        <span className={`${styles.swatch} ${styles.swatchUnseen}`} /> unseen
      </li>
      <li>
        {hasGaps ? (
          <>
            <span className={`${styles.swatch} ${styles.swatchGap}`} />{' '}
            hand-off, elapsed, same scale
          </>
        ) : (
          'hand-offs: no lineage seen between these stages'
        )}
      </li>
    </ul>
  );
}
