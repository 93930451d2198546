import { useCallback } from 'react';
import { useApi } from '@backstage/frontend-plugin-api';
import { ButtonLink, Link } from '@backstage/ui';
import type { RecentRun } from '@mli/plugin-insights-common';
import {
  entityHref,
  formatCount,
  formatCounted,
  formatDuration,
  formatSince,
  nameOfRef,
} from '@mli/plugin-ml-platform-react';
import { homeApiRef } from '../HomeApi';
import { useLoaded } from '../useLoaded';
import styles from './HomePage.module.css';
import { HomeSection } from './HomeSection';

const SHOWN_RUNS = 8;
const SHOWN_CLAIMS = 5;

/** For whoever trains: how the own components run, and what nobody has registered yet. */
export function HomeWork({ team, title }: { team: string; title: string }) {
  const api = useApi(homeApiRef);
  const [runs, reloadRuns] = useLoaded(
    useCallback(() => api.listRecentRuns(team), [api, team]),
  );
  const [claims, reloadClaims] = useLoaded(
    useCallback(() => api.getClaims(team), [api, team]),
  );
  const register = `/register?${new URLSearchParams({ team })}`;
  return (
    <>
      <HomeSection
        title="Your components, latest runs"
        description={`What ${title} owns; without names. Only its members see single runs.`}
        loaded={runs}
        reload={reloadRuns}
        rows={SHOWN_RUNS}
        empty={items =>
          items.length === 0 && (
            <>
              No run of a component of {title} in the last 8 weeks. A registered
              pipeline shows its runs and waits here.{' '}
              <Link href={register}>Register one</Link>
            </>
          )
        }
        footer={
          <Link href={`/teams/weeks?${new URLSearchParams({ team })}`}>
            Where the weeks of {title} go
          </Link>
        }
      >
        {items => <Runs runs={items.slice(0, SHOWN_RUNS)} />}
      </HomeSection>
      <HomeSection
        title="Jobs that look like yours"
        description="They run, and no component says whose they are; what they cost and wait is counted for nobody."
        loaded={claims}
        reload={reloadClaims}
        empty={({ items }) =>
          items.length === 0 &&
          `Every job that looks like one of ${title} belongs to a component.`
        }
        footer={<Link href={register}>All of them, and registering</Link>}
      >
        {({ items }) => (
          <ul className={styles.suggestions}>
            {items.slice(0, SHOWN_CLAIMS).map(claim => (
              <li key={claim.pattern} className={styles.suggestion}>
                <div className={styles.suggestionText}>
                  <strong>{claim.pattern}</strong>
                  <p className={styles.problem}>
                    {formatCounted(claim.jobs, 'job')}
                    {claim.stages.length > 0 && `, ${claim.stages.join(', ')}`}
                  </p>
                </div>
                <span className={styles.adopters}>
                  {formatCounted(claim.runs, 'run')}
                </span>
                <span className={styles.action}>
                  <ButtonLink size="small" variant="secondary" href={register}>
                    Claim
                  </ButtonLink>
                </span>
              </li>
            ))}
          </ul>
        )}
      </HomeSection>
    </>
  );
}

function Runs({ runs }: { runs: readonly RecentRun[] }) {
  return (
    <div className={styles.scroll}>
      <table className={styles.runs}>
        <caption className={styles.hidden}>Latest runs, newest first</caption>
        <thead>
          <tr>
            <th scope="col">Component</th>
            <th scope="col">Stage</th>
            <th scope="col">Submitted</th>
            <th scope="col">GPUs</th>
            <th scope="col">Waited</th>
            <th scope="col">Ran</th>
            <th scope="col">Outcome</th>
          </tr>
        </thead>
        <tbody>
          {runs.map((run, index) => (
            <tr key={`${run.component} ${run.submittedAt} ${index}`}>
              <th scope="row">
                <Link href={entityHref(run.component) ?? '/catalog'} standalone>
                  {nameOfRef(run.component)}
                </Link>
              </th>
              <td>{run.stage}</td>
              <td>
                {run.submittedAt
                  ? formatSince(run.submittedAt, new Date())
                  : 'not said'}
              </td>
              <td>
                {run.gpus === undefined ? 'not said' : formatCount(run.gpus)}
              </td>
              <td>{duration(run.waitSeconds)}</td>
              <td>{duration(run.runSeconds)}</td>
              <td>
                {run.outcome ?? 'not over'}
                {run.outcome === 'failed' && run.cause && ` (${run.cause})`}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function duration(seconds: number | undefined): string {
  return seconds === undefined ? 'not said' : formatDuration(seconds);
}
