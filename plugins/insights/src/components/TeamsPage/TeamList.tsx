import {
  AnswerSentence,
  EmptyState,
  ErrorState,
  formatWindow,
  LoadingState,
  SectionCard,
  useScope,
} from '@mli/plugin-ml-platform-react';
import { MetricQuery, ScopeUnit } from '../../api/InsightsApi';
import { longestWait } from '../../model/teamRows';
import { TeamTable } from './TeamTable';
import { useTeamRows } from './useTeamRows';

export interface TeamListProps {
  units: readonly ScopeUnit[] | undefined;
  queue: MetricQuery;
  run: MetricQuery;
}

/** Where waiting hurts most, as a sentence, then every team with both of its speeds. */
export function TeamList(props: TeamListProps) {
  const { rows, title, isPending, error, retry } = useTeamRows(props);
  const { hrefWithScope } = useScope();
  if (isPending) {
    return <LoadingState label="Loading the teams" layout="table" rows={10} />;
  }
  if (error) {
    return (
      <ErrorState
        title="The teams could not be loaded"
        error={error}
        retry={retry}
      />
    );
  }
  if (rows.length === 0) {
    return (
      <EmptyState title="No team you may see has runs in this window">
        A team appears here with its first run that the portal can attribute to
        it, once the week of that run is closed.
      </EmptyState>
    );
  }
  const window = rows[0]?.queue?.window ?? rows[0]?.run?.window;
  return (
    <>
      <AnswerSentence
        note={
          window &&
          `${formatWindow(window)}. Each team is shown to its members, its line and the MLI leads.`
        }
      >
        {longestWait(rows, title) ??
          'No team has enough runs in this window for a number that may be shown.'}
      </AnswerSentence>
      <SectionCard
        flush
        title="Teams"
        description="Half of the runs are below p50, nine in ten below p90."
      >
        <TeamTable
          rows={rows}
          title={title}
          href={team => hrefWithScope('/teams/iteration', { team })}
        />
      </SectionCard>
    </>
  );
}
