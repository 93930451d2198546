import { createHash } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import { lossMask, StageRuns } from '../../core/losses/lossMask';
import {
  COMPARED_WEEKS,
  lossReport,
  REPORTED_WEEKS,
} from '../../core/losses/lossReport';
import { LossRate } from '../../core/losses/lossTarget';
import { quantile } from '../../core/losses/statistics';
import {
  jobClassesOf,
  LossInput,
  lossInputsOf,
  lossRates,
  pathOf,
  Promised,
  segmentKey,
} from '../../core/losses/unitLosses';
import {
  addDays,
  CLOSES_AFTER_DAYS,
  Day,
  DAYS_PER_WEEK,
  dayOf,
  mondayOf,
  weeksOf,
} from '../../core/metrics/windows';
import { Organisation } from '../../core/release/Organisation';
import {
  HOURS_OF_WEEK,
  WorkingHours,
} from '../../core/workingHours/WorkingCalendar';
import {
  HourLoss,
  LossStore,
  StageHandoff,
  StageUse,
  StoredReport,
} from '../../store/losses/LossStore';
import { OrganisationReader } from '../../store/metrics/OrganisationReader';
import { TeamWorkingHours } from './readWorkingHours';
import { LOSS_DEFINITION_VERSION, StoredLosses } from './StoredLosses';

/** What losses of a stage are promised to be, by who provides what is used there. */
export interface PromisesReader {
  promises(): Promise<readonly StagePromise[]>;
}

export interface StagePromise extends Promised {
  readonly stages: readonly string[];
  readonly phase: 'queue' | 'startup';
}

const FEWEST_HANDOFFS = 5;

interface Inputs {
  readonly organisation: Organisation;
  readonly members: ReadonlyMap<string, readonly string[]>;
  readonly weeks: readonly Day[];
  readonly rows: ReadonlyMap<string, readonly LossInput[]>;
  readonly recent: ReadonlyMap<string, readonly LossInput[]>;
  readonly use: ReadonlyMap<string, readonly StageUse[]>;
  readonly hours: ReadonlyMap<string, readonly HourLoss[]>;
  readonly handoffs: ReadonlyMap<string, readonly StageHandoff[]>;
  readonly promises: readonly StagePromise[];
}

/** The first day that is not in the last closed week. */
export function lossesEnd(now: Date): Day {
  return mondayOf(addDays(dayOf(now), -CLOSES_AFTER_DAYS));
}

/**
 * Computes the losses of every unit from what is stored by day, where their inputs changed, and judges what of all of
 * them may be shown. Gives way to others between units and within their draws.
 */
export class LossReporter {
  readonly #options: {
    readonly store: LossStore;
    readonly organisations: OrganisationReader;
    readonly promises: PromisesReader;
    readonly workingHours: TeamWorkingHours;
    readonly peopleFloor: number;
  };

  constructor(options: {
    store: LossStore;
    organisations: OrganisationReader;
    promises: PromisesReader;
    workingHours: TeamWorkingHours;
    peopleFloor: number;
  }) {
    this.#options = options;
  }

  /** @returns how many units were computed anew */
  async run(now: Date): Promise<number> {
    const { store, peopleFloor } = this.#options;
    const closedEnd = lossesEnd(now);
    const inputs = await this.#read(closedEnd);
    const { organisation, members } = inputs;
    const mask = lossMask({
      organisation,
      runs: stageRuns(inputs),
      floor: peopleFloor,
      membersOf: team => members.get(team) ?? [],
    });
    const rates = new Map(
      [...inputs.recent].map(([team, rows]) => [team, lossRates(rows)]),
    );
    const known = new Map(
      (await store.reports()).map(report => [report.unit, report]),
    );
    const changed: StoredReport[] = [];
    for (const { ref } of organisation.units) {
      if (!mask.has(ref)) {
        continue;
      }
      const report = await this.#report(ref, {
        inputs,
        closedEnd,
        known: known.get(ref),
        peersOf: segment => peers(ref, segment, { inputs, mask, rates }),
      });
      if (report) {
        changed.push(report);
      }
      await setImmediate();
    }
    await store.publish(
      changed,
      new Map([...mask].filter(([unit]) => organisation.unit(unit))),
    );
    return changed.length;
  }

  async #read(closedEnd: Day): Promise<Inputs> {
    const { store, organisations, promises } = this.#options;
    const range = {
      from: addDays(closedEnd, -COMPARED_WEEKS * DAYS_PER_WEEK),
      to: closedEnd,
    };
    const recent = {
      from: addDays(closedEnd, -REPORTED_WEEKS * DAYS_PER_WEEK),
      to: closedEnd,
    };
    const [stored, rows, use, hours, handed, promised] = await Promise.all([
      organisations.organisation(),
      store.losses(range),
      store.stageUse(recent),
      store.hours(recent),
      store.handoffs(recent),
      promises.promises(),
    ]);
    const byTeam = groupBy(rows);
    return {
      organisation: new Organisation(stored.units),
      members: stored.members,
      weeks: weeksOf(range),
      rows: byTeam,
      recent: new Map(
        [...byTeam].map(([team, list]) => [
          team,
          list.filter(({ week }) => week >= recent.from),
        ]),
      ),
      use: groupBy(use),
      hours: groupBy(hours),
      handoffs: groupBy(handed),
      promises: promised,
    };
  }

  async #report(
    unit: string,
    options: {
      inputs: Inputs;
      closedEnd: Day;
      known?: StoredReport;
      peersOf(segment: { stage: string; phase: string }): LossRate[];
    },
  ): Promise<StoredReport | undefined> {
    const { inputs, closedEnd, known } = options;
    const { organisation, members, weeks, promises } = inputs;
    const teams = organisation.subtreeOf(unit);
    const of = <T>(map: ReadonlyMap<string, readonly T[]>): T[] =>
      teams.flatMap(team => map.get(team) ?? []);
    const use = of(inputs.use);
    const hours = this.#options.workingHours.of(organisation.lineOf(unit));
    const isSmall = (team: string) =>
      (members.get(team)?.length ?? 0) < this.#options.peopleFloor;
    const lossInputs = lossInputsOf(of(inputs.rows), {
      weeks,
      seed: 0,
      peersOf: options.peersOf,
      promiseOf: segment => promiseFor(segment, use, promises),
    });
    const recent = of(inputs.recent);
    const parts = {
      lossInputs,
      recent,
      use,
      hours: of(inputs.hours),
      handoffs: of(inputs.handoffs),
      folded: teams.filter(
        team => team !== unit && inputs.rows.has(team) && isSmall(team),
      ),
      clock: hours,
      closedEnd,
    };
    const digest = createHash('sha256').update(JSON.stringify(parts)).digest();
    if (
      known?.digest === digest.toString('hex') &&
      known.definitionVersion === LOSS_DEFINITION_VERSION
    ) {
      return undefined;
    }
    const report = await lossReport({
      ...lossInputs,
      seed: digest.readUInt32BE(0),
    });
    const path = pathOf(recent, REPORTED_WEEKS);
    const stored: StoredLosses = {
      report,
      runs: Object.fromEntries(path.map(({ stage, runs }) => [stage, runs])),
      path,
      jobClasses: Object.fromEntries(jobClassesOf(recent, REPORTED_WEEKS)),
      hours: hourShares(parts.hours),
      offerings: sumUse(use),
      handoffs: medianHandoffs(parts.handoffs),
      folded: parts.folded,
      workingHours: describeHours(hours),
      timeZone: hours.timeZone,
    };
    return {
      unit,
      closedEnd,
      digest: digest.toString('hex'),
      definitionVersion: LOSS_DEFINITION_VERSION,
      runs: path.reduce((sum, { runs }) => sum + runs, 0),
      report: stored,
      computedAt: new Date(),
    };
  }
}

/** Customer teams that may be shown and run the stage; not the unit itself, nor what is above or below it. */
function peers(
  unit: string,
  segment: { stage: string; phase: string },
  options: {
    inputs: Inputs;
    mask: ReadonlyMap<string, readonly string[] | undefined>;
    rates: ReadonlyMap<string, ReadonlyMap<string, LossRate>>;
  },
): LossRate[] {
  const { organisation } = options.inputs;
  if (organisation.unit(unit)?.role !== 'customer') {
    return [];
  }
  return [...options.rates].flatMap(([team, rates]) => {
    const rate = rates.get(segmentKey(segment));
    const comparable =
      team !== unit &&
      organisation.unit(team)?.role === 'customer' &&
      !organisation.lineOf(team).includes(unit) &&
      options.mask.get(team)?.includes(segment.stage);
    return comparable && rate ? [rate] : [];
  });
}

function promiseFor(
  segment: { stage: string; phase: string },
  use: readonly StageUse[],
  promises: readonly StagePromise[],
): Promised | undefined {
  const used = use
    .filter(({ stage, offering }) => stage === segment.stage && offering !== '')
    .sort((a, b) => b.runs - a.runs);
  for (const { offering } of used) {
    const promise = promises.find(
      one =>
        one.offering === offering &&
        one.phase === segment.phase &&
        one.stages.includes(segment.stage),
    );
    if (promise) {
      return {
        offering: promise.offering,
        secondsPerRun: promise.secondsPerRun,
      };
    }
  }
  return undefined;
}

function stageRuns({ recent }: Inputs): StageRuns[] {
  return [...recent].flatMap(([team, rows]) =>
    pathOf(rows, 1)
      .filter(({ runs }) => runs > 0)
      .map(({ stage, runs }) => ({ team, stage, runs })),
  );
}

function hourShares(hours: readonly HourLoss[]): Record<string, number[]> {
  const shares: Record<string, number[]> = {};
  for (const { stage, phase, hour, milliseconds } of hours) {
    const list = (shares[segmentKey({ stage, phase })] ??= new Array<number>(
      HOURS_OF_WEEK,
    ).fill(0));
    list[hour] = (list[hour] ?? 0) + milliseconds;
  }
  for (const list of Object.values(shares)) {
    const sum = list.reduce((a, b) => a + b, 0);
    for (const [hour, ms] of list.entries()) {
      list[hour] = sum === 0 ? 0 : Math.round((ms / sum) * 10_000) / 10_000;
    }
  }
  return shares;
}

function sumUse(use: readonly StageUse[]): StoredLosses['offerings'] {
  const sums = new Map<
    string,
    { stage: string; offering: string; runs: number }
  >();
  for (const { stage, offering, runs } of use) {
    const key = `${stage}|${offering}`;
    sums.set(key, {
      stage,
      offering,
      runs: (sums.get(key)?.runs ?? 0) + runs,
    });
  }
  return [...sums.values()].sort((a, b) => b.runs - a.runs);
}

function medianHandoffs(
  list: readonly StageHandoff[],
): StoredLosses['handoffs'] {
  const byPair = new Map<string, { from: string; to: string; ms: number[] }>();
  for (const { fromStage, toStage, milliseconds } of list) {
    const key = `${fromStage}|${toStage}`;
    const pair = byPair.get(key) ?? { from: fromStage, to: toStage, ms: [] };
    pair.ms.push(...milliseconds);
    byPair.set(key, pair);
  }
  return [...byPair.values()]
    .filter(({ ms }) => ms.length >= FEWEST_HANDOFFS)
    .map(({ from, to, ms }) => ({
      from,
      to,
      n: ms.length,
      medianSeconds: quantile(ms, 0.5) / 1_000,
    }));
}

const DAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];

function describeHours({ days, from, to, timeZone }: WorkingHours): string {
  const clock = (minutes: number) =>
    `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;
  const sorted = [...days].sort((a, b) => a - b);
  const unbroken = sorted.every(
    (day, index) => day === (sorted[0] ?? 1) + index,
  );
  const names = sorted.map(day => DAYS[day - 1] ?? '');
  const said =
    unbroken && names.length > 2
      ? `${names[0]} to ${names.at(-1)}`
      : names.join(', ');
  return `${said}, ${clock(from)} to ${clock(to)}, ${timeZone}`;
}

function groupBy<T extends { readonly team: string }>(
  rows: readonly T[],
): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const row of rows) {
    const group = groups.get(row.team);
    if (group) {
      group.push(row);
    } else {
      groups.set(row.team, [row]);
    }
  }
  return groups;
}
