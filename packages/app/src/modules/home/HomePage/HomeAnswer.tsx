import { useCallback } from 'react';
import { useApi } from '@backstage/frontend-plugin-api';
import { Link } from '@backstage/ui';
import type { AdoptionRow, MetricAnswer } from '@mli/plugin-insights-common';
import {
  AnswerSentence,
  ErrorState,
  formatCounted,
  formatWindow,
  LoadingState,
} from '@mli/plugin-ml-platform-react';
import { homeApiRef, type HomeOffering } from '../HomeApi';
import { useLoaded, type Loaded } from '../useLoaded';
import {
  bridgeSentence,
  providerSentence,
  waitSentence,
  type Viewer,
} from '../viewerSentence';

export interface HomeAnswerProps {
  readonly viewer: Viewer;
  readonly offerings: Loaded<HomeOffering[]>;
  readonly adoption: Loaded<AdoptionRow[]>;
}

export function HomeAnswer({ viewer, offerings, adoption }: HomeAnswerProps) {
  if (viewer.kind === 'customer')
    return <CustomerAnswer team={viewer.team} title={viewer.title} />;
  if (viewer.kind === 'guest' || viewer.kind === 'line') {
    return (
      <AnswerSentence note="You are in no customer team and no provider team, so nothing here is about a team of yours.">
        Find what helps machine-learning teams, and see whether it does.
      </AnswerSentence>
    );
  }
  if (adoption.status === 'failed') {
    return (
      <ErrorState
        compact
        title="Adoption could not be loaded"
        error={adoption.error}
      />
    );
  }
  if (adoption.status === 'loading' || offerings.status === 'loading') {
    return <LoadingState label="Loading adoption" layout="sentence" />;
  }
  if (viewer.kind === 'bridge') {
    return (
      <AnswerSentence
        note={
          <Link href="/offerings/adoption">
            Who needs somebody, and what to do
          </Link>
        }
      >
        {bridgeSentence(adoption.value)}
      </AnswerSentence>
    );
  }
  const own = offerings.status === 'ready' ? offerings.value : [];
  return (
    <AnswerSentence
      note={
        <Link href="/offerings/adoption">Which teams, and who needs you</Link>
      }
    >
      {providerSentence(
        viewer.title,
        own.filter(offering => offering.owner === viewer.team),
        adoption.value,
      )}
    </AnswerSentence>
  );
}

function CustomerAnswer({ team, title }: { team: string; title: string }) {
  const api = useApi(homeApiRef);
  const [queueTime, reload] = useLoaded(
    useCallback(() => api.getQueueTime(team), [api, team]),
  );
  if (queueTime.status === 'loading') {
    return (
      <LoadingState
        label={`Loading how long ${title} waits`}
        layout="sentence"
      />
    );
  }
  if (queueTime.status === 'failed') {
    return (
      <ErrorState
        compact
        title={`How long ${title} waits could not be loaded`}
        error={queueTime.error}
        retry={reload}
      />
    );
  }
  return (
    <AnswerSentence note={<WaitNote answer={queueTime.value} team={team} />}>
      {waitSentence(title, queueTime.value)}
    </AnswerSentence>
  );
}

function WaitNote({ answer, team }: { answer: MetricAnswer; team: string }) {
  const runs =
    answer.n === undefined ? answer.reason : formatCounted(answer.n, 'run');
  return (
    <>
      {[runs, formatWindow(answer.window)].filter(Boolean).join(', ')}.{' '}
      <Link href={`/teams/weeks?${new URLSearchParams({ team })}`}>
        Where the time goes
      </Link>
    </>
  );
}
