import {
  COVERED_FIELDS,
  PullState,
  SourceActivity,
  SourceList,
} from '@mli/plugin-insights-common';
import { Knex } from 'knex';
import { describeLag } from '../../core/sources/lag';
import { judgeSilence, RHYTHM_DAYS } from '../../core/sources/silence';
import { describeUnlocks } from '../../core/sources/unlocks';
import { DatabaseQuarantineStore } from '../../store/DatabaseQuarantineStore';
import {
  DatabaseSourceStore,
  StoredSourceActivity,
} from '../../store/DatabaseSourceStore';
import {
  HeardSourceRow,
  selectHeard,
  selectSourceRuns,
  SourceRuns,
} from '../../store/sources/selectSourceFacts';

export interface SourceOverviewOptions {
  readonly knex: Knex;
  readonly sourceStore: DatabaseSourceStore;
  readonly quarantineStore: DatabaseQuarantineStore;
  readonly subjectsOf: (source: string) => string[];
  /** Of the sources that are pulled, by name. */
  readonly pullStates: () => Promise<ReadonlyMap<string, PullState>>;
}

interface Facts {
  readonly heard: ReadonlyMap<number, HeardSourceRow>;
  readonly runs: readonly SourceRuns[];
  readonly waiting: ReadonlyMap<string, number>;
  readonly pulls: ReadonlyMap<string, PullState>;
}

const DAY_MS = 24 * 60 * 60 * 1000;
/** Counting runs is the dear part, and nobody reads this page by the second. */
const RUNS_KEPT_MS = 60_000;

/** How the sources are: six statements, however many there are. */
export class SourceOverview {
  readonly #options: SourceOverviewOptions;
  #runs: { at: number; rows: Promise<SourceRuns[]> } | undefined;

  constructor(options: SourceOverviewOptions) {
    this.#options = options;
  }

  async list(days: number, now: Date): Promise<SourceList> {
    const { knex, sourceStore, quarantineStore, pullStates } = this.#options;
    const since = new Date(now.getTime() - (days - 1) * DAY_MS);
    const [sources, heard, runs, quarantine, pulls] = await Promise.all([
      sourceStore.listActivity(since.toISOString().slice(0, 10)),
      selectHeard(knex, { rhythm: RHYTHM_DAYS, lag: days }),
      this.#recentRuns(now),
      quarantineStore.summarise(),
      pullStates(),
    ]);
    const waiting = new Map<string, number>();
    for (const { source, count } of quarantine) {
      waiting.set(source, (waiting.get(source) ?? 0) + count);
    }
    const facts: Facts = {
      heard: new Map(heard.map(row => [row.sourceId, row])),
      runs,
      waiting,
      pulls,
    };
    return {
      items: sources.map(source => this.#describe(source, facts, now)),
      unlocks: describeUnlocks(
        new Set(
          sources
            .filter(({ lastReceivedAt }) => lastReceivedAt !== undefined)
            .map(({ kind }) => kind),
        ),
      ),
    };
  }

  #describe(
    { id, ...source }: StoredSourceActivity,
    facts: Facts,
    now: Date,
  ): SourceActivity {
    const heard = facts.heard.get(id);
    const { state, silence } = judgeSilence(
      {
        historical: source.historical,
        hours: heard?.hours ?? [],
        ...(source.lastReceivedAt !== undefined && {
          lastReceivedAt: new Date(source.lastReceivedAt),
        }),
      },
      now,
    );
    return {
      ...source,
      subjects: this.#options.subjectsOf(source.name),
      state,
      ...(silence && {
        silence: {
          usualPauseHours: silence.usualPauseHours,
          silentAfterHours: silence.silentAfterHours,
          expectedBy: silence.expectedBy.toISOString(),
        },
      }),
      waiting: facts.waiting.get(source.name) ?? 0,
      pull: facts.pulls.get(source.name),
      runs: describeRuns(
        facts.runs.find(
          row =>
            row.sourceId === id &&
            row.basis === (source.historical ? 'history' : 'live'),
        ),
      ),
      lag:
        source.historical || !heard
          ? undefined
          : describeLag(heard.events, heard.within),
    };
  }

  async #recentRuns(now: Date): Promise<SourceRuns[]> {
    if (!this.#runs || now.getTime() - this.#runs.at > RUNS_KEPT_MS) {
      const rows = selectSourceRuns(this.#options.knex);
      const kept = { at: now.getTime(), rows };
      this.#runs = kept;
      rows.catch(() => {
        if (this.#runs === kept) {
          this.#runs = undefined;
        }
      });
    }
    return await this.#runs.rows;
  }
}

function describeRuns(row: SourceRuns | undefined): SourceActivity['runs'] {
  return (
    row && {
      basis:
        row.basis === 'live'
          ? 'runs of the last 28 days'
          : 'of the 100,000 runs received last',
      total: row.total,
      unattributed: row.total - row.covered.attributed,
      coverage: Object.fromEntries(
        COVERED_FIELDS.map(field => [field, row.covered[field] / row.total]),
      ),
    }
  );
}
