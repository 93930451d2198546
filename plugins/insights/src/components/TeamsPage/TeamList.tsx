import {
  AnswerSentence,
  EmptyState,
  ErrorState,
  formatWindow,
  LoadingState,
  SectionCard,
  useScope,
} from '@mli/plugin-ml-platform-react';
import { useMemo } from 'react';
import { MetricQuery, ScopeUnit } from '../../api/InsightsApi';
import {
  groupTitle,
  unitTitles,
  withoutIdleProviders,
} from '../../model/units';
import { joinTeams, longestWait } from '../../model/teamRows';
import { useMetricBy } from '../../query/queries';
import { TeamTable } from './TeamTable';

export interface TeamListProps {
  units: readonly ScopeUnit[] | undefined;
  queue: MetricQuery;
  run: MetricQuery;
}

/** Where waiting hurts most, as a sentence, then every team with both of its speeds. */
export function TeamList(props: TeamListProps) {
  const queue = useMetricBy('team', props.queue);
  const run = useMetricBy('team', props.run);
  const { hrefWithScope } = useScope();
  const { units } = props;
  const { team } = props.queue;
  const rows = useMemo(
    () =>
      withoutIdleProviders(
        joinTeams(queue.data ?? [], run.data ?? []),
        units,
        row => ({ team: row.team, answers: [row.queue, row.run] }),
      ),
    [queue.data, run.data, units],
  );
  const title = useMemo(() => {
    const plain = unitTitles(units);
    // A team alone is not "itself"; what a department has of its own beside its teams is.
    return (ref: string) =>
      groupTitle(ref, plain, rows.length > 1 ? team : undefined);
  }, [units, rows, team]);
  if (queue.isPending || run.isPending) {
    return <LoadingState label="Loading the teams" layout="table" rows={10} />;
  }
  const failed = queue.isError ? queue : run;
  if (failed.isError) {
    return (
      <ErrorState
        title="The teams could not be loaded"
        error={failed.error}
        retry={() => Promise.all([queue.refetch(), run.refetch()])}
      />
    );
  }
  if (rows.length === 0) {
    return (
      <EmptyState title="No team has runs in this window">
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
