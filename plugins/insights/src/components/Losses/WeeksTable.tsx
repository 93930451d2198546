import { toolOf } from '../../model/weeksLine';
import { formatElapsed, formatWeekHours } from './hours';
import { stageName } from './WeeksLine';
import styles from './WeeksLine.module.css';
import { WeeksDrawingProps } from './WeeksTrack';

/** The line as a table. */
export function WeeksTable({ layout, title }: WeeksDrawingProps) {
  return (
    <div className={styles.scroll}>
      <table className={styles.table}>
        <caption>Hours a week by stage, all members together</caption>
        <thead>
          <tr>
            <th scope="col">Stage</th>
            <th scope="col">Worked</th>
            <th scope="col">Blocked</th>
            <th scope="col">Done again</th>
            <th scope="col">Runs</th>
            <th scope="col">On</th>
            <th scope="col">Hand-off after it</th>
          </tr>
        </thead>
        <tbody>
          {layout.stages.map(({ stage }) => {
            const gap = layout.gaps.find(
              one => one.gap.from === stage.stage,
            )?.gap;
            return (
              <tr key={stage.stage}>
                <th scope="row">{stageName(stage.stage)}</th>
                {stage.seen ? (
                  <>
                    <td>{formatWeekHours(stage.workedHours ?? 0)}</td>
                    <td>{formatWeekHours(stage.blockedHours ?? 0)}</td>
                    <td>{formatWeekHours(stage.reworkHours ?? 0)}</td>
                    <td>{stage.runs}</td>
                    <td className={styles.text}>{toolOf(stage, title)}</td>
                  </>
                ) : (
                  <td colSpan={5} className={styles.text}>
                    no source tells of it
                  </td>
                )}
                <td className={styles.text}>
                  {gap
                    ? `${formatElapsed(gap.medianSeconds)} to ${gap.to} (${gap.n} hand-offs)`
                    : 'not seen'}
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}
