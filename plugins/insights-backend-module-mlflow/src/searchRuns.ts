import {
  MlflowClient,
  MlflowRefusedError,
  MlflowTransientError,
} from './MlflowClient';
import {
  experimentPageSchema,
  MlflowExperiment,
  MlflowRun,
  runAnswerSchema,
  runIdOf,
  runPageSchema,
} from './mlflowSchemas';

const EXPERIMENTS_PER_PAGE = 1000;
const MOST_EXPERIMENT_PAGES = 10_000;
const MOST_RUNS_PER_PAGE = 1000;

export interface ExperimentList {
  readonly experiments: readonly MlflowExperiment[];
  /** The clock of the server when the list was asked for. */
  readonly serverMs: number | undefined;
}

/**
 * All experiments, deleted ones included: what ran in them did run.
 *
 * A server that hands out the same page twice is asked again from the first page, with back-off.
 */
export async function listExperiments(
  client: MlflowClient,
): Promise<ExperimentList> {
  return await client.patiently(async () => {
    const found = new Map<string, MlflowExperiment>();
    const tokens = new Set<string>();
    let token: string | undefined;
    let serverMs: number | undefined;
    for (let page = 0; page < MOST_EXPERIMENT_PAGES; page += 1) {
      const answer = await client.requestOnce({
        method: 'POST',
        path: 'experiments/search',
        body: {
          max_results: EXPERIMENTS_PER_PAGE,
          view_type: 'ALL',
          ...(token !== undefined && { page_token: token }),
        },
        schema: experimentPageSchema,
      });
      serverMs ??= answer.serverMs;
      for (const experiment of answer.value.experiments ?? []) {
        found.set(experiment.experiment_id, experiment);
      }
      const next = answer.value.next_page_token || undefined;
      if (next === undefined) {
        return { experiments: [...found.values()], serverMs };
      }
      if (tokens.has(next)) {
        throw new MlflowTransientError(
          'experiments/search gives the same page token again.',
        );
      }
      tokens.add(next);
      token = next;
    }
    throw new MlflowTransientError('experiments/search has no last page.');
  });
}

export interface RunSearch {
  readonly experimentIds: readonly string[];
  /** Runs that started at this time or later; 0: all. */
  readonly fromMs: number;
  readonly pageSize: number;
  /** Nobody will look there again: what claims to be the end is asked for once more. */
  readonly isOnlyTime?: boolean;
}

export interface RunPage {
  readonly runs: readonly MlflowRun[];
  /** Every run that started before this was handed over, in this page or an earlier one. */
  readonly completeBeforeMs: number;
}

/**
 * Runs by the time they started, oldest first.
 *
 * The next page is asked for by the start of the last run, not by its place in the list: places shift while runs come
 * and go. Only where a whole page started in one millisecond the server's token is followed. Whatever the server
 * claims, the search ends: a token that comes again, or a page that was not asked for, is an error that is tried again.
 */
export async function* searchRuns(
  client: MlflowClient,
  search: RunSearch,
): AsyncGenerator<RunPage> {
  let { fromMs, pageSize } = search;
  let token: string | undefined;
  /** Handed over of the runs that started at `fromMs`, and maybe some after it. */
  let known = new Set<string>();
  let tokens = new Set<string>();
  let isEndLookedAt = !search.isOnlyTime;
  for (;;) {
    const asked = { ...search, fromMs, pageSize };
    const seen = { token, known, tokens };
    const { runs, next, fresh } = await client.patiently(
      async () => await fetchPlausible(client, asked, seen),
    );
    const last = runs.at(-1)?.info.start_time ?? fromMs;
    if (fresh.length > 0) {
      isEndLookedAt = !search.isOnlyTime;
      yield { runs: fresh, completeBeforeMs: last };
    }
    if (last > fromMs && (next !== undefined || runs.length >= pageSize)) {
      fromMs = last;
      token = undefined;
      tokens = new Set();
      known = new Set(runs.map(runIdOf));
    } else if (next !== undefined) {
      token = next;
      tokens.add(next);
      known = new Set([...known, ...runs.map(runIdOf)]);
    } else if (runs.length >= pageSize && pageSize < MOST_RUNS_PER_PAGE) {
      // A full page of one millisecond that claims to be the last: a larger page shows whether it is.
      pageSize = Math.min(2 * pageSize, MOST_RUNS_PER_PAGE);
      token = undefined;
      known = new Set([...known, ...runs.map(runIdOf)]);
    } else if (!isEndLookedAt) {
      isEndLookedAt = true;
      fromMs = last;
      token = undefined;
      tokens = new Set();
      known = new Set([...known, ...runs.map(runIdOf)]);
    } else {
      return;
    }
  }
}

interface Position {
  readonly token: string | undefined;
  readonly known: ReadonlySet<string>;
  readonly tokens: ReadonlySet<string>;
}

async function fetchPlausible(
  client: MlflowClient,
  asked: RunSearch,
  { token, known, tokens }: Position,
) {
  const page = await fetchPage(client, asked, token);
  const fresh = page.runs.filter(run => !known.has(runIdOf(run)));
  if (page.next !== undefined && tokens.has(page.next)) {
    throw new MlflowTransientError(
      'runs/search gives the same page token again.',
    );
  }
  if (!isOrdered(page.runs, asked.fromMs)) {
    throw new MlflowTransientError(
      'runs/search does not answer in the order and from the time it was asked for.',
    );
  }
  return { ...page, fresh };
}

async function fetchPage(
  client: MlflowClient,
  { experimentIds, fromMs, pageSize }: RunSearch,
  token: string | undefined,
): Promise<{ runs: readonly MlflowRun[]; next: string | undefined }> {
  const { value } = await client.requestOnce({
    method: 'POST',
    path: 'runs/search',
    body: {
      experiment_ids: experimentIds,
      run_view_type: 'ALL',
      max_results: pageSize,
      order_by: ['attributes.start_time ASC'],
      ...(fromMs > 0 && { filter: `attributes.start_time >= ${fromMs}` }),
      ...(token !== undefined && { page_token: token }),
    },
    schema: runPageSchema,
  });
  return { runs: value.runs ?? [], next: value.next_page_token || undefined };
}

/** Runs without a start are left out of the order; which end they stand at differs between databases. */
function isOrdered(runs: readonly MlflowRun[], fromMs: number): boolean {
  let before = fromMs;
  for (const { info } of runs) {
    if (info.start_time !== undefined) {
      if (info.start_time < before) {
        return false;
      }
      before = info.start_time;
    }
  }
  return true;
}

export interface LookedUp {
  readonly runs: readonly MlflowRun[];
  /** Ids the server knows nothing of any more. */
  readonly gone: readonly string[];
}

/** These runs as they are now. A server that cannot search by ids is asked for each. */
export async function lookUpRuns(
  client: MlflowClient,
  experimentIds: readonly string[],
  runIds: readonly string[],
): Promise<LookedUp> {
  const found = new Map<string, MlflowRun>();
  try {
    const list = runIds.map(id => `'${id}'`).join(',');
    const { value } = await client.request({
      method: 'POST',
      path: 'runs/search',
      body: {
        experiment_ids: experimentIds,
        run_view_type: 'ALL',
        max_results: runIds.length,
        filter: `attributes.run_id IN (${list})`,
      },
      schema: runPageSchema,
    });
    for (const run of value.runs ?? []) {
      found.set(runIdOf(run), run);
    }
  } catch (error) {
    if (!(error instanceof MlflowRefusedError) || error.status !== 400) {
      throw error;
    }
  }
  const gone: string[] = [];
  for (const id of runIds.filter(runId => !found.has(runId))) {
    try {
      const { value } = await client.request({
        method: 'GET',
        path: 'runs/get',
        query: { run_id: id },
        schema: runAnswerSchema,
      });
      found.set(id, value.run);
    } catch (error) {
      if (!(error instanceof MlflowRefusedError) || error.status !== 404) {
        throw error;
      }
      gone.push(id);
    }
  }
  return {
    runs: runIds.flatMap(id => found.get(id) ?? []),
    gone,
  };
}
