import { SeededRandom } from '../core/losses/SeededRandom';

/** A row of a tracking server's table of runs; times in milliseconds, '' where there is none. */
export interface HistoryRow {
  readonly run_uuid: string;
  readonly experiment: string;
  readonly source_name: string;
  readonly user_id: string;
  readonly status: 'FINISHED' | 'FAILED' | 'KILLED' | 'RUNNING';
  readonly start_time: number;
  readonly end_time: number | '';
  readonly parent: string;
}

const MINUTE = 60_000;
const BEGIN = Date.parse('2024-02-05T07:00:00Z');

/**
 * Some weeks of six people as real projects show them: scripts that start many runs at once, sweeps with trials,
 * overlapping runs, pauses of every length, nights, and runs that were never closed.
 */
export function drawHistory(seed: number): HistoryRow[] {
  const random = new SeededRandom(seed);
  const below = (n: number) => Math.floor(random.next() * n);
  const rows: HistoryRow[] = [];
  const add = (
    row: Pick<HistoryRow, 'experiment' | 'user_id' | 'start_time'>,
    parent = '',
  ) => {
    const fate = random.next();
    const status =
      (fate < 0.06 && 'RUNNING') ||
      (fate < 0.2 && 'FAILED') ||
      (fate < 0.25 && 'KILLED') ||
      'FINISHED';
    const took = below(5) === 0 ? below(900) : below(5 * 60 * MINUTE);
    const id = `run${rows.length}`;
    rows.push({
      ...row,
      run_uuid: id,
      source_name: 'train.py',
      status,
      end_time: status === 'RUNNING' ? '' : row.start_time + took,
      parent,
    });
    return id;
  };
  for (let person = 0; person < 6; person += 1) {
    let at = BEGIN + below(60) * MINUTE;
    for (let step = 0; step < 60; step += 1) {
      const run = { experiment: `exp${below(2)}`, user_id: `person${person}` };
      const kind = random.next();
      if (kind < 0.2) {
        for (let launch = 0; launch < 5; launch += 1) {
          add({ ...run, start_time: at + launch * (300 + below(200_000)) });
        }
      } else {
        const id = add({ ...run, start_time: at });
        for (let trial = 0; kind < 0.3 && trial < 8; trial += 1) {
          add({ ...run, start_time: at + trial * MINUTE }, id);
        }
      }
      at += below(9 * 60) * MINUTE + below(MINUTE);
    }
  }
  return rows;
}

type Numbers = Record<string, number>;

/** The same numbers in the plainest way, from the rows alone; nothing of the portal is used. */
export function expectedOf(
  rows: readonly HistoryRow[],
): Record<string, Numbers> {
  const top = rows.filter(({ parent }) => parent === '');
  const closed = top.filter(({ status }) => status !== 'RUNNING');
  const failed = closed.filter(({ status }) => status === 'FAILED').length;
  const gaps: number[] = [];
  let pairs = 0;
  let overlapping = 0;
  const tries: number[] = [];
  const thinking: number[] = [];
  const cycles: number[] = [];
  const personWeeks = new Set<string>();
  for (const person of new Set(top.map(({ user_id }) => user_id))) {
    for (const experiment of ['exp0', 'exp1']) {
      const own = top
        .filter(r => r.user_id === person && r.experiment === experiment)
        .sort(
          (a, b) =>
            a.start_time - b.start_time ||
            Number(a.run_uuid.slice(3)) - Number(b.run_uuid.slice(3)),
        );
      for (const [index, run] of own.slice(1).entries()) {
        const before = own[index]!;
        gaps.push(run.start_time - before.start_time);
        if (before.end_time !== '') {
          pairs += 1;
          overlapping += run.start_time < before.end_time ? 1 : 0;
        }
      }
      const groups = triesOf(own);
      groups.forEach((group, index) => {
        const next = groups[index + 1];
        const pause =
          next && !next.afterOpen ? next.begin - group.end : Infinity;
        const thought = pause <= 240 * MINUTE ? pause : 0;
        tries.push(group.end - group.begin + thought);
        if (next && pause <= 240 * MINUTE) {
          thinking.push(pause);
          cycles.push(next.begin - group.begin);
        }
        personWeeks.add(
          `${person} ${Math.floor((group.begin / 86_400_000 + 3) / 7)}`,
        );
      });
    }
  }
  const succeeded = top.filter(({ status }) => status === 'FINISHED');
  return {
    failed_ratio: {
      n: closed.length,
      numerator: failed,
      value: failed / closed.length,
    },
    unclosed_ratio: {
      n: top.length,
      value: (top.length - closed.length) / top.length,
    },
    run_time: durations(
      succeeded.map(run => Number(run.end_time) - run.start_time),
    ),
    start_gap: durations(gaps),
    overlap_ratio: { n: pairs, value: overlapping / pairs },
    iteration_time: durations(tries),
    think_time: durations(thinking),
    cycle_time: durations(cycles),
    runs_per_active_person_week: {
      n: tries.length,
      denominator: personWeeks.size,
      value: tries.length / personWeeks.size,
    },
  };
}

interface Try {
  readonly begin: number;
  end: number;
  lastStart: number;
  /** A run without an end lies before it. */
  readonly afterOpen: boolean;
}

function triesOf(own: readonly HistoryRow[]): Try[] {
  const groups: Try[] = [];
  let afterOpen = true;
  for (const { start_time: begin, end_time: end } of own) {
    const last = groups.at(-1);
    if (end === '') {
      afterOpen = true;
    } else if (
      last &&
      !afterOpen &&
      (begin < last.end || begin <= last.lastStart + 5 * MINUTE)
    ) {
      last.end = Math.max(last.end, end);
      last.lastStart = begin;
    } else {
      groups.push({ begin, end, lastStart: begin, afterOpen });
      afterOpen = false;
    }
  }
  return groups;
}

/** In seconds. */
function durations(values: readonly number[]): Numbers {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (q: number) => {
    const rank = q * (sorted.length - 1);
    const low = sorted[Math.floor(rank)]!;
    return (low + (rank % 1) * ((sorted[Math.ceil(rank)] ?? low) - low)) / 1000;
  };
  return {
    n: sorted.length,
    mean: sorted.reduce((sum, value) => sum + value, 0) / sorted.length / 1000,
    p50: at(0.5),
    p75: at(0.75),
    ...(sorted.length >= 50 ? { p90: at(0.9) } : {}),
  };
}
