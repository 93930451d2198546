import type { MetricAnswer } from '@mli/plugin-insights-common';
import { formatDuration } from '@mli/plugin-ml-platform-react';

/** The two speeds of one team; either may be missing from the answer. */
export interface TeamRow {
  team: string;
  queue?: MetricAnswer;
  run?: MetricAnswer;
}

/** One row for each team that either answer names. */
export function joinTeams(
  queue: readonly MetricAnswer[],
  run: readonly MetricAnswer[],
): TeamRow[] {
  const rows = new Map<string, TeamRow>();
  const add = (answers: readonly MetricAnswer[], key: 'queue' | 'run') => {
    for (const answer of answers) {
      const { team } = answer.group;
      if (!team) continue;
      rows.set(team, { ...(rows.get(team) ?? { team }), [key]: answer });
    }
  };
  add(queue, 'queue');
  add(run, 'run');
  return [...rows.values()];
}

/** Where waiting hurts most, as a sentence; undefined where no team has a number. */
export function longestWait(
  rows: readonly TeamRow[],
  title: (ref: string) => string,
): string | undefined {
  const shown = rows
    .flatMap(({ team, queue }) =>
      queue?.status === 'ok' && queue.p90 !== undefined
        ? [{ team, p50: queue.p50 ?? 0, p90: queue.p90 }]
        : [],
    )
    .sort((a, b) => b.p90 - a.p90);
  const [worst] = shown;
  if (!worst) return undefined;
  const who =
    shown.length > 1
      ? `Of ${shown.length} teams, ${title(worst.team)} waits longest`
      : title(worst.team);
  return `${who}: one run in ten waits more than ${formatDuration(
    worst.p90,
  )}, half wait less than ${formatDuration(worst.p50)}.`;
}
