import { useMemo } from 'react';
import { MetricQuery, ScopeUnit } from '../../api/InsightsApi';
import { joinTeams } from '../../model/teamRows';
import {
  groupTitle,
  unitTitles,
  withoutIdleProviders,
} from '../../model/units';
import { useMetricBy } from '../../query/queries';

/** Both speeds of every team below the unit of the queries, and how each team is called there. */
export function useTeamRows(options: {
  queue: MetricQuery;
  run: MetricQuery;
  units: readonly ScopeUnit[] | undefined;
}) {
  const { units } = options;
  const { team } = options.queue;
  const queue = useMetricBy('team', options.queue);
  const run = useMetricBy('team', options.run);
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
  return {
    rows,
    title,
    isPending: queue.isPending || run.isPending,
    error: queue.error ?? run.error ?? undefined,
    retry: () => Promise.all([queue.refetch(), run.refetch()]),
  };
}
