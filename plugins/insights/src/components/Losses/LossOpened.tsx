import { ButtonLink, Link } from '@backstage/ui';
import type { LossDetail } from '@mli/plugin-insights-common';
import {
  ErrorState,
  formatDate,
  formatDuration,
  formatShare,
  LoadingState,
  nameOfRef,
} from '@mli/plugin-ml-platform-react';
import { LossPlace } from '../../api/LossesClient';
import { useLossDetail } from '../../query/lossQueries';
import { HourOfWeek } from './HourOfWeek';
import { formatWeekHours } from './hours';
import styles from './Losses.module.css';

/** What stands behind a loss: its target, when, which jobs, recent runs, what helps. */
export function LossOpened({ place }: { place: LossPlace }) {
  const detail = useLossDetail(place);
  if (detail.isPending) {
    return <LoadingState label="Loading what is behind it" rows={4} />;
  }
  if (detail.isError) {
    return (
      <ErrorState
        compact
        title="What is behind it could not be loaded"
        error={detail.error}
        retry={() => detail.refetch()}
      />
    );
  }
  const { loss, hours, timeZone, jobClasses, recentRuns, help } = detail.data;
  return (
    <div className={styles.detail}>
      <section className={styles.wide}>
        <p>
          {loss.target
            ? loss.target.sentence
            : 'There is no target yet: no promise of an offering, under 20 weeks of its own past, under 4 comparable teams.'}
          {loss.recoverable &&
            ` Recoverable: ${formatWeekHours(loss.recoverable.value)} a week.`}
        </p>
      </section>
      <section>
        <h3>When it happens</h3>
        <HourOfWeek hours={hours} timeZone={timeZone} />
      </section>
      <section>
        <h3>Which jobs</h3>
        <JobClasses classes={jobClasses} />
      </section>
      <section className={styles.wide}>
        <h3>What can be done</h3>
        <Help help={help} />
      </section>
      {recentRuns && (
        <section className={styles.wide}>
          <h3>Recent runs of your components</h3>
          <RecentRuns runs={recentRuns} />
        </section>
      )}
    </div>
  );
}

function JobClasses({ classes }: { classes: LossDetail['jobClasses'] }) {
  return (
    <ul className={styles.classes}>
      {classes.slice(0, 6).map(one => (
        <li key={`${one.runClass} ${one.gpus}`}>
          <span>{one.words}</span>
          <span className={styles.meter} aria-hidden="true">
            <span style={{ width: `${one.share * 100}%` }} />
          </span>
          <span className={styles.number}>
            {formatWeekHours(one.hours)}, {formatShare(one.share)}
          </span>
        </li>
      ))}
    </ul>
  );
}

function Help({ help }: { help: LossDetail['help'] }) {
  if (help.length === 0) {
    return (
      <p>
        No offering addresses this stage yet.{' '}
        <Link href="/offerings">Look through the offerings</Link>, or say below
        what slows you.
      </p>
    );
  }
  return (
    <ul className={styles.help}>
      {help.map(one => (
        <li key={one.offering}>
          <div>
            <strong>{one.title}</strong>
            {one.claims && ' says that it improves this'}
            <div className={styles.quiet}>
              {one.sentence} {one.effect ?? 'No finished study of its effect.'}
            </div>
          </div>
          {one.adoptedByTeam ? (
            <span className={styles.quiet}>in use here</span>
          ) : (
            <ButtonLink
              size="small"
              variant="secondary"
              href={`/catalog/default/offering/${nameInRef(one.offering)}`}
            >
              Start using it
            </ButtonLink>
          )}
        </li>
      ))}
    </ul>
  );
}

function nameInRef(ref: string): string {
  return ref.slice(ref.indexOf('/') + 1);
}

function RecentRuns({ runs }: { runs: NonNullable<LossDetail['recentRuns']> }) {
  if (runs.length === 0) {
    return <p>No run of your components in this stage in the last 8 weeks.</p>;
  }
  return (
    <div className={styles.scroll}>
      <table className={styles.runs}>
        <thead>
          <tr>
            <th scope="col">Component</th>
            <th scope="col">Submitted</th>
            <th scope="col">GPUs</th>
            <th scope="col">Waited</th>
            <th scope="col">Ran</th>
            <th scope="col">Outcome</th>
          </tr>
        </thead>
        <tbody>
          {runs.map((run, index) => (
            <tr key={`${run.submittedAt} ${run.component} ${index}`}>
              <td>{nameOfRef(run.component)}</td>
              <td>{run.submittedAt ? formatDate(run.submittedAt) : '–'}</td>
              <td>{run.gpus ?? '–'}</td>
              <td>
                {run.waitSeconds === undefined
                  ? '–'
                  : formatDuration(run.waitSeconds)}
              </td>
              <td>
                {run.runSeconds === undefined
                  ? '–'
                  : formatDuration(run.runSeconds)}
              </td>
              <td>
                {run.outcome ?? 'not over'}
                {run.outcome === 'failed' && run.cause ? ` (${run.cause})` : ''}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
