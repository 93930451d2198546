import { useCallback } from 'react';
import { useApi } from '@backstage/frontend-plugin-api';
import { ButtonLink, Link } from '@backstage/ui';
import type {
  LossDetail,
  MetricAnswer,
  MetricChange,
  TeamLosses,
} from '@mli/plugin-insights-common';
import {
  AnswerSentence,
  ErrorState,
  formatDuration,
  formatShare,
  LoadingState,
} from '@mli/plugin-ml-platform-react';
import { homeApiRef, type HomeApi } from '../HomeApi';
import { useLoaded } from '../useLoaded';
import styles from './HomePage.module.css';

interface LeadAnswer {
  readonly losses: TeamLosses;
  readonly iteration: MetricAnswer;
  readonly change: MetricChange;
  readonly help: LossDetail['help'];
}

/** For whoever leads: what was lost, three numbers, the largest loss and the next step about it. */
export function HomeTeam({ team, title }: { team: string; title: string }) {
  const api = useApi(homeApiRef);
  const [answer, reload] = useLoaded(
    useCallback(() => loadAnswer(api, team), [api, team]),
  );
  if (answer.status === 'loading') {
    return (
      <LoadingState
        label={`Loading where the weeks of ${title} go`}
        layout="sentence"
      />
    );
  }
  if (answer.status === 'failed') {
    return (
      <ErrorState
        compact
        title={`Where the weeks of ${title} go could not be loaded`}
        error={answer.error}
        retry={reload}
      />
    );
  }
  const { losses } = answer.value;
  return (
    <>
      <AnswerSentence
        note={
          <>
            {losses.bottleneckSentence}{' '}
            <Link href={`/teams/weeks?${new URLSearchParams({ team })}`}>
              Where the weeks go
            </Link>
            . {title}, its line and the MLI leads see this.
          </>
        }
      >
        {losses.status === 'ok'
          ? `${title} ${losses.sentence}`
          : (losses.reason ?? `Nothing is known about ${title} yet.`)}
      </AnswerSentence>
      <Numbers answer={answer.value} />
      <NextStep answer={answer.value} team={team} />
    </>
  );
}

async function loadAnswer(api: HomeApi, team: string): Promise<LeadAnswer> {
  const [losses, iteration, change] = await Promise.all([
    api.getLosses(team),
    api.getMetric('iteration_time', team),
    api.getChange('iteration_time', team),
  ]);
  const [largest] = losses.items;
  const help = largest ? (await api.getLossDetail(largest)).help : [];
  return { losses, iteration, change, help };
}

function Numbers({ answer }: { answer: LeadAnswer }) {
  const { losses, iteration, change } = answer;
  const guards = iteration.guards;
  const { total } = losses;
  return (
    <dl className={styles.numbers}>
      <div>
        <dt>Half of the iterations take less than</dt>
        <dd>
          {iteration.p50 === undefined ? (
            <span className={styles.none}>
              {iteration.reason ?? 'no number'}
            </span>
          ) : (
            formatDuration(iteration.p50)
          )}
        </dd>
        <dd className={styles.note}>
          {change.status === 'ok' ? `Mean: ${change.sentence}` : change.reason}
        </dd>
      </div>
      <div>
        <dt>Lost a week</dt>
        <dd>
          {total ? (
            `${Math.round(total.value)}\u00a0h`
          ) : (
            <span className={styles.none}>no number</span>
          )}
        </dd>
        <dd className={styles.note}>
          {total &&
            `${Math.round(total.low)} to ${Math.round(total.high)} h, blocked or done again, all members together`}
        </dd>
      </div>
      <div>
        <dt>Iterations that reach evaluation</dt>
        <dd>
          {guards?.reachingEvaluation.status === 'ok' ? (
            guardWords(guards.reachingEvaluation)
          ) : (
            <span className={styles.none}>
              {guards?.reachingEvaluation.status === 'not-available'
                ? 'No source says what its evaluations read'
                : 'no number'}
            </span>
          )}
        </dd>
        <dd className={styles.note}>
          Runs that fail: {guardWords(guards?.failedRatio)}
        </dd>
      </div>
    </dl>
  );
}

function guardWords(
  guard: { status: string; value?: number } | undefined,
): string {
  return guard?.status === 'ok' && guard.value !== undefined
    ? formatShare(guard.value)
    : 'no number';
}

function NextStep({ answer, team }: { answer: LeadAnswer; team: string }) {
  const { losses, help } = answer;
  const [largest] = losses.items;
  if (!largest) return null;
  const next = help.find(one => !one.adoptedByTeam);
  const weeks = `/teams/weeks?${new URLSearchParams({ team, loss: `${largest.stage}.${largest.phase}` })}`;
  return (
    <section className={styles.next} aria-label="Next step">
      <div>
        <strong>Largest loss: {largest.sentence}.</strong>
        <p className={styles.problem}>
          {next
            ? `${next.title}${next.claims ? ' says that it improves this' : ' is for this stage'}. ${next.sentence} ${next.effect ?? 'No finished study of its effect.'}`
            : 'Nothing that is offered addresses this yet; say what slows you.'}
        </p>
      </div>
      <span className={styles.action}>
        <ButtonLink size="small" variant="secondary" href={weeks}>
          See why
        </ButtonLink>{' '}
        {next && (
          <ButtonLink
            size="small"
            href={`/catalog/default/offering/${next.offering.slice(next.offering.lastIndexOf('/') + 1)}`}
          >
            Look at {next.title}
          </ButtonLink>
        )}
      </span>
    </section>
  );
}
