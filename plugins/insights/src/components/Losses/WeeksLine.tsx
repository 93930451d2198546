import type { TeamLosses } from '@mli/plugin-insights-common';
import { useState } from 'react';
import { layOutWeeks } from '../../model/weeksLine';
import { formatWeekHours } from './hours';
import { WeeksColumn } from './WeeksColumn';
import styles from './WeeksLine.module.css';
import { WeeksTable } from './WeeksTable';
import { WeeksTrack } from './WeeksTrack';

export interface WeeksLineProps {
  losses: TeamLosses;
  /** Titles of offerings by ref. */
  title: (ref: string) => string;
}

/**
 * The way of a team's work through the stages on one scale of hours: boxes are hours a week (solid worked, hatched
 * blocked, striped done again), dotted lines how long work typically lies between two of them. What no source tells of
 * is only outlined. A table says the same.
 */
export function WeeksLine({ losses, title }: WeeksLineProps) {
  const [asTable, setAsTable] = useState(false);
  const layout = layOutWeeks(losses);
  const summary = layout.stages
    .map(({ stage, hours }) =>
      stage.seen
        ? `${stageName(stage.stage)} ${formatWeekHours(hours)}`
        : `${stageName(stage.stage)} unseen`,
    )
    .join(', ');
  return (
    <figure className={styles.figure} aria-label="The way through the stages">
      {asTable ? (
        <WeeksTable layout={layout} title={title} />
      ) : (
        <div role="img" aria-label={`Hours a week by stage: ${summary}`}>
          <WeeksTrack layout={layout} title={title} />
          <WeeksColumn layout={layout} title={title} />
        </div>
      )}
      <div className={styles.foot}>
        {!asTable && <Key hasGaps={layout.gaps.length > 0} />}
        <button
          type="button"
          className={styles.toggle}
          onClick={() => setAsTable(!asTable)}
        >
          {asTable ? 'Show as line' : 'Show as table'}
        </button>
      </div>
    </figure>
  );
}

/** What the runs did not say is no stage of the workflow. */
export function stageName(stage: string): string {
  return stage === 'unknown' ? 'stage not said' : stage;
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
        <span className={`${styles.swatch} ${styles.unseen}`} /> unseen
      </li>
      <li>
        {hasGaps ? (
          <>
            <span className={`${styles.swatch} ${styles.gapLine}`} /> hand-off,
            elapsed, on the same scale
          </>
        ) : (
          'hand-offs are drawn when runs say what they read and wrote'
        )}
      </li>
    </ul>
  );
}
