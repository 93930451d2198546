import { createHash } from 'node:crypto';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { InputError } from '@backstage/errors';
import {
  MetricAnswer,
  MetricChange,
  MetricId,
  METRICS,
  MetricTrend,
} from '@mli/plugin-insights-common';
import {
  changeOf,
  Change,
  changeSentence,
  MixWeek,
} from '../../core/losses/changeOf';
import { histogramOf } from '../../core/losses/histogram';
import { DEFAULT_VIEW } from '../../core/metrics/MetricQuery';
import { runClassesOf, triggersOf } from '../../core/metrics/views';
import {
  addDays,
  Day,
  DayRange,
  DAYS_PER_BLOCK,
  lastClosedEnd,
  NamedWindow,
} from '../../core/metrics/windows';
import { Organisation } from '../../core/release/Organisation';
import { TrendStore } from '../../store/losses/DatabaseTrendStore';
import { CellView, MetricsStore } from '../../store/metrics/MetricsStore';
import { OrganisationReader } from '../../store/metrics/OrganisationReader';
import { MetricsCaller } from '../MetricsCaller';
import { MetricsService } from '../MetricsService';

const BLOCKS = 13;
const BLOCKS_COMPARED = 3;
const ENOUGH_RUNS = 20;
/** Less than this is not worth a sentence. */
const NOTABLE_MIX = 0.05;

/** Shares whose first part is what they count. */
const SHARES: readonly MetricId[] = ['failed_ratio', 'lost_ratio'];

export const CHANGE_METRICS: readonly MetricId[] = Object.values(METRICS)
  .filter(({ id, kind }) => kind === 'duration' || SHARES.includes(id))
  .map(({ id }) => id);

export interface TrendQuery {
  readonly metric: MetricId;
  /** Undefined for the whole company. */
  readonly team?: string;
}

const kindOf = (metric: MetricId) =>
  SHARES.includes(metric) ? 'ratio' : 'duration';

/**
 * How a metric went on over time, what happened meanwhile, and whether it changed (docs/metrics.md, section 3).
 *
 * Owns: which windows are compared, and the words. Does not own: who may see a number and which ones may be shown
 * (MetricsService): every span that is compared here is made of nodes that are shown themselves.
 */
export class TrendService {
  readonly #options: {
    readonly metrics: MetricsService;
    readonly cells: MetricsStore;
    readonly store: TrendStore;
    readonly organisations: OrganisationReader;
    readonly firstMonday: Day;
    readonly peopleFloor: number;
  };

  constructor(options: {
    metrics: MetricsService;
    cells: MetricsStore;
    store: TrendStore;
    organisations: OrganisationReader;
    firstMonday: Day;
    peopleFloor: number;
  }) {
    this.#options = options;
  }

  async trend(
    query: TrendQuery,
    caller: MetricsCaller,
    now: Date,
  ): Promise<MetricTrend> {
    const end = lastClosedEnd(now, this.#options.firstMonday);
    const range = { from: addDays(end, -BLOCKS * DAYS_PER_BLOCK), to: end };
    const [blocks, change] = await Promise.all([
      this.#blocks(query, caller, { now, end, count: BLOCKS }),
      this.change(query, caller, now),
    ]);
    const [histogram, adoptions] = await Promise.all([
      this.#histogram(query, caller, now),
      this.#adoptions(query, caller, range),
    ]);
    return { ...query, blocks, ...histogram, adoptions, change };
  }

  /** The last closed 12 weeks against the 12 before. */
  async change(
    query: TrendQuery,
    caller: MetricsCaller,
    now: Date,
  ): Promise<MetricChange> {
    const { metric, team } = query;
    refuseWithoutChange(metric);
    const sides = this.#sidesAt(now);
    const head = { metric, ...(team ? { team } : {}), ...sides };
    const blocks = await this.#blocks(query, caller, {
      now,
      end: sides.later.to,
      count: 2 * BLOCKS_COMPARED,
    });
    const refusal = refusalOf(blocks);
    if (refusal) {
      return { ...head, ...refusal };
    }
    const weeks = await this.#options.store.mixWeeks(viewOf(metric), {
      teams: await this.#teams(team),
      range: { from: sides.earlier.from, to: sides.later.to },
      of: kindOf(metric),
    });
    return { ...head, ...compared(metric, sides, weeks) };
  }

  /**
   * The change of every team whose speed the caller sees, or of some of them: one question for each block of weeks and
   * one statement, however many teams there are.
   */
  async changesByTeam(
    query: { readonly metric: MetricId; readonly teams?: ReadonlySet<string> },
    caller: MetricsCaller,
    now: Date,
  ): Promise<MetricChange[]> {
    const { metric, teams } = query;
    refuseWithoutChange(metric);
    const sides = this.#sidesAt(now);
    const blocks = await this.#blocks({ metric }, caller, {
      now,
      end: sides.later.to,
      count: 2 * BLOCKS_COMPARED,
      groupBy: 'team',
    });
    const blocksOf = Map.groupBy(blocks, ({ group }) => group.team ?? '');
    const asked = [...blocksOf.keys()].filter(team => teams?.has(team) ?? true);
    const { units } = await this.#options.organisations.organisation();
    const organisation = new Organisation(units);
    const weeks = await this.#options.store.mixWeeksByUnit(viewOf(metric), {
      members: asked.flatMap(unit =>
        organisation.subtreeOf(unit).map(team => ({ unit, team })),
      ),
      range: { from: sides.earlier.from, to: sides.later.to },
      of: kindOf(metric),
    });
    const changes: MetricChange[] = [];
    for (const team of asked) {
      // an interval takes some milliseconds of this thread
      await nextTurn();
      changes.push({
        metric,
        team,
        ...sides,
        ...(refusalOf(blocksOf.get(team) ?? []) ??
          compared(metric, sides, weeks.get(team) ?? [])),
      });
    }
    return changes;
  }

  #sidesAt(now: Date): Sides {
    const end = lastClosedEnd(now, this.#options.firstMonday);
    const days = BLOCKS_COMPARED * DAYS_PER_BLOCK;
    const later = { from: addDays(end, -days), to: end };
    const earlier = { from: addDays(later.from, -days), to: later.from };
    return { later, earlier };
  }

  async #teams(team: string | undefined): Promise<string[] | undefined> {
    if (team === undefined) {
      return undefined;
    }
    const { units } = await this.#options.organisations.organisation();
    return new Organisation(units).subtreeOf(team);
  }

  /** Oldest first; a block is a node of its own, with a mask of its own. */
  async #blocks(
    query: TrendQuery,
    caller: MetricsCaller,
    options: { now: Date; end: Day; count: number; groupBy?: 'team' },
  ): Promise<MetricAnswer[]> {
    const { now, end, count, groupBy } = options;
    const windows = Array.from({ length: count }, (_, index): NamedWindow => {
      const to = addDays(end, -(count - 1 - index) * DAYS_PER_BLOCK);
      return { name: '4w', from: addDays(to, -DAYS_PER_BLOCK), to };
    });
    const answers = await Promise.all(
      windows.map(window =>
        this.#answer(query, window, { caller, now, groupBy }),
      ),
    );
    return answers.flat();
  }

  async #answer(
    { metric, team }: TrendQuery,
    window: NamedWindow,
    {
      caller,
      now,
      groupBy,
    }: { caller: MetricsCaller; now: Date; groupBy?: 'team' },
  ): Promise<MetricAnswer[]> {
    return await this.#options.metrics.answer(
      {
        metric,
        team,
        facet: { kind: 'none' },
        view: DEFAULT_VIEW,
        window: { kind: 'closed', window },
        groupBy,
        format: 'json',
      },
      caller,
      now,
    );
  }

  async #histogram(
    query: TrendQuery,
    caller: MetricsCaller,
    now: Date,
  ): Promise<Pick<MetricTrend, 'histogram'>> {
    const { metric, team } = query;
    if (METRICS[metric].kind !== 'duration') {
      return {};
    }
    const to = lastClosedEnd(now, this.#options.firstMonday);
    const window: NamedWindow = {
      name: '12w',
      from: addDays(to, -BLOCKS_COMPARED * DAYS_PER_BLOCK),
      to,
    };
    const [answer] = await this.#answer(query, window, { caller, now });
    if (answer?.status !== 'ok') {
      return {};
    }
    const teams = (await this.#teams(team)) ?? (await this.#allTeams());
    const range = { from: window.from, to: window.to };
    const [buckets = []] = await this.#options.cells.buckets(viewOf(metric), [
      { teams, range, facet: { kind: 'none' } },
    ]);
    return { histogram: { window: range, bins: histogramOf(buckets) } };
  }

  async #allTeams(): Promise<string[]> {
    const { units } = await this.#options.organisations.organisation();
    // runs that are nobody's are the company's as well
    return ['', ...units.map(({ ref }) => ref)];
  }

  /** What a unit adopted is shown as its speed is: for teams under the floor only what they declare is. */
  async #adoptions(
    { team }: TrendQuery,
    { visibleOfferings }: MetricsCaller,
    range: DayRange,
  ): Promise<MetricTrend['adoptions']> {
    if (team === undefined) {
      return [];
    }
    const { store, organisations, peopleFloor } = this.#options;
    const [{ members }, found] = await Promise.all([
      organisations.organisation(),
      store.adoptions(team, range),
    ]);
    return (members.get(team)?.length ?? 0) < peopleFloor
      ? []
      : found.filter(
          ({ offering }) =>
            visibleOfferings === 'all' || visibleOfferings.has(offering),
        );
  }
}

function viewOf(metric: MetricId): CellView {
  return {
    metric,
    triggers: triggersOf(DEFAULT_VIEW),
    runClasses: runClassesOf(DEFAULT_VIEW),
  };
}

interface Sides {
  readonly later: DayRange;
  readonly earlier: DayRange;
}

function refuseWithoutChange(metric: MetricId): void {
  if (!CHANGE_METRICS.includes(metric)) {
    throw new InputError(
      `'${metric}' has no change that is said in percent. Ask for one of ${CHANGE_METRICS.join(', ')}.`,
    );
  }
}

/** Whether there is a change, where nothing has to be hidden. */
function compared(
  metric: MetricId,
  { later }: Sides,
  weeks: readonly MixWeek[],
): Omit<MetricChange, 'metric' | 'team' | keyof Sides> {
  const before = weeks.filter(({ week }) => week < later.from);
  const after = weeks.filter(({ week }) => week >= later.from);
  const change =
    runsIn(before) >= ENOUGH_RUNS && runsIn(after) >= ENOUGH_RUNS
      ? changeOf(before, after, seedOf(weeks))
      : undefined;
  return change
    ? said(metric, change)
    : {
        status: 'not-enough-data',
        reason:
          'Not enough data: a change needs 8 weeks with runs, and 20 runs, on either side.',
      };
}

/** A change says something about each side, so each part of each side must be one that may be shown. */
function refusalOf(
  blocks: readonly MetricAnswer[],
): Pick<MetricChange, 'status' | 'reason'> | undefined {
  for (const status of ['hidden', 'not-available'] as const) {
    const found = blocks.find(block => block.status === status);
    if (found) {
      return { status, reason: found.reason };
    }
  }
  return undefined;
}

function said(
  metric: MetricId,
  change: Change,
): Pick<
  MetricChange,
  'status' | 'isSaid' | 'speed' | 'mix' | 'sentence' | 'mixSentence'
> {
  const { speed, mix, isSaid } = change;
  const words =
    METRICS[metric].kind === 'duration'
      ? { less: 'faster', more: 'slower' }
      : { less: 'less', more: 'more' };
  const before = 'the 12 weeks before';
  const percent = Math.round(Math.abs(mix) * 100);
  return {
    status: 'ok',
    isSaid,
    speed,
    mix,
    sentence: `${changeSentence(change, { ...words, before })}.`,
    ...(Math.abs(mix) >= NOTABLE_MIX
      ? {
          mixSentence: `Other kinds of runs than before make the mean ${percent} % ${mix < 0 ? 'smaller' : 'larger'} by themselves; that is not in it.`,
        }
      : {}),
  };
}

function runsIn(weeks: readonly { readonly runs: number }[]): number {
  return weeks.reduce((sum, { runs }) => sum + runs, 0);
}

function seedOf(weeks: readonly object[]): number {
  return createHash('sha256')
    .update(JSON.stringify(weeks))
    .digest()
    .readUInt32BE(0);
}
