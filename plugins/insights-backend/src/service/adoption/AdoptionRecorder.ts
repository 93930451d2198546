import { Knex } from 'knex';
import {
  ADOPTION_RULE_VERSION,
  ADOPTION_THRESHOLDS,
  AdoptionThresholds,
} from '../../core/adoption/types';
import { addDays, Day, dayOf } from '../../core/metrics/windows';
import { DatabaseAdoptionLedger } from '../../store/adoption/DatabaseAdoptionLedger';
import {
  PairTransition,
  StoredTransition,
} from '../../store/adoption/adoptionTransitions';
import { DatabaseAdoptionStore } from '../../store/adoption/DatabaseAdoptionStore';
import { DatabaseOrganisationReader } from '../../store/metrics/DatabaseOrganisationReader';
import {
  DayContext,
  dayContext,
  DaySources,
  readDaySources,
  TeamActivity,
} from './AdoptionContext';
import { recordTeam, TeamRecord } from './recordTeams';

/** The past that is recorded when the portal first sees it. */
const LONGEST_HISTORY_DAYS = 364;
/** Every new day so many days before it are looked at again, whether a change was noticed or not. */
const LOOKED_AT_AGAIN_DAYS = 35;
const TEAMS_AT_ONCE = 10;
/** Any number; the same for every back end. */
const LOCK = 5_140_001;

export interface RecordedStep {
  readonly day: Day;
  /** The very first step records the past, which is news to nobody. */
  readonly isFirst: boolean;
  readonly added: readonly PairTransition[];
  readonly decided: number;
  readonly disputed: number;
}

/**
 * Keeps the record of adoption: looks at each day once it is over, takes the decisions that are due, and looks again
 * at days of which more became known.
 *
 * Each chunk of teams is one transaction, and doing it again changes nothing, so it may be stopped at any time.
 */
export class AdoptionRecorder {
  readonly #knex: Knex;
  readonly #peopleFloor: number;
  readonly #thresholds: AdoptionThresholds;

  constructor(options: {
    knex: Knex;
    peopleFloor: number;
    thresholds?: AdoptionThresholds;
  }) {
    this.#knex = options.knex;
    this.#peopleFloor = options.peopleFloor;
    this.#thresholds = options.thresholds ?? ADOPTION_THRESHOLDS;
  }

  /**
   * @param options - `everything`: looks at all days again, as a rebuild does
   * @returns undefined where nothing was to be done
   */
  async run(
    now: Date,
    options: { everything?: boolean } = {},
  ): Promise<RecordedStep | undefined> {
    const store = DatabaseAdoptionStore.create(this.#knex);
    const ledger = new DatabaseAdoptionLedger(this.#knex);
    const day = addDays(dayOf(now), -1);
    const [last, changes] = await Promise.all([
      ledger.lastStep(),
      store.changes(),
    ]);
    const isAll = !last || options.everything === true;
    const isNewDay = isAll || last.day < day;
    if (!isNewDay && changes.length === 0) {
      return undefined;
    }
    const beginning = await store.firstDay();
    if (beginning === undefined || beginning > day) {
      return undefined;
    }
    const oldest = addDays(day, 1 - LONGEST_HISTORY_DAYS);
    const firstDay = beginning > oldest ? beginning : oldest;
    const clamp = (from: Day) => (from > firstDay ? from : firstDay);
    const changed = new Map(
      changes.map(each => [each.team, clamp(each.firstDay)]),
    );
    const common = clamp(
      isAll
        ? firstDay
        : addDays(last.day < day ? last.day : day, 1 - LOOKED_AT_AGAIN_DAYS),
    );
    const given = await readDaySources(
      {
        store,
        organisations: DatabaseOrganisationReader.create(this.#knex),
        peopleFloor: this.#peopleFloor,
        thresholds: this.#thresholds,
      },
      { first: firstDay, last: day },
    );
    const contextOf = contextsOf(given, now);
    const work = contextOf(day).units.flatMap(unit => {
      const ownFrom = changed.get(unit.ref);
      const from = [ownFrom, isNewDay ? common : undefined]
        .filter(each => each !== undefined)
        .sort()[0];
      return from !== undefined && from <= day ? [{ unit, from }] : [];
    });
    if (work.length === 0) {
      await store.takeChanges(changes);
      return undefined;
    }
    const records: TeamRecord[] = [];
    for (let start = 0; start < work.length; start += TEAMS_AT_ONCE) {
      records.push(
        ...(await this.#recordChunk(work.slice(start, start + TEAMS_AT_ONCE), {
          contextOf,
          day,
          beginning: firstDay,
          now,
        })),
      );
    }
    await store.takeChanges(changes);
    await ledger.writeStep({ day, takenAt: now }, ADOPTION_RULE_VERSION);
    const plans = records.flatMap(record => record.plans);
    return {
      day,
      isFirst: !last,
      added: records.flatMap(record => record.add),
      decided: plans.reduce((sum, plan) => sum + plan.take.length, 0),
      disputed: plans.reduce((sum, plan) => sum + plan.dispute.length, 0),
    };
  }

  async #recordChunk(
    chunk: readonly { unit: DayContext['units'][number]; from: Day }[],
    options: {
      contextOf: (day: Day) => DayContext;
      day: Day;
      beginning: Day;
      now: Date;
    },
  ): Promise<TeamRecord[]> {
    const { contextOf, day, beginning, now } = options;
    const teams = chunk.map(({ unit }) => unit.ref);
    const from = chunk.map(each => each.from).sort()[0] ?? day;
    return await this.#knex.transaction(async tx => {
      await tx.raw('select pg_advisory_xact_lock(?)', [LOCK]);
      const store = DatabaseAdoptionStore.create(tx);
      const ledger = new DatabaseAdoptionLedger(tx);
      const activity = Map.groupBy(
        await store.activity(day, teams),
        each => each.team,
      );
      const stageDays = Map.groupBy(
        await store.stageDays(day, teams),
        each => each.team,
      );
      const decisions = Map.groupBy(
        await ledger.decisions({ teams }),
        each => each.team,
      );
      const transitions = Map.groupBy(
        await ledger.transitions({ teams, from }),
        each => each.team,
      );
      const records = chunk.map(each =>
        recordTeam(
          {
            unit: each.unit,
            activity: new TeamActivity(activity.get(each.unit.ref) ?? []),
            stageDays: stageDays.get(each.unit.ref) ?? [],
            decisions: decisions.get(each.unit.ref) ?? [],
            transitions: since(transitions.get(each.unit.ref) ?? [], each.from),
            firstDay: each.from,
            lastDay: day,
            beginning,
          },
          contextOf,
        ),
      );
      await ledger.applyPlans(
        records.flatMap(record => record.plans),
        now,
      );
      await ledger.writeSnapshots(
        records.flatMap(record => record.snapshots),
        now,
      );
      await ledger.addTransitions(
        records.flatMap(record => record.add),
        records.flatMap(record => record.retract),
        now,
      );
      return records;
    });
  }
}

function since(
  transitions: readonly StoredTransition[],
  day: Day,
): StoredTransition[] {
  return transitions.filter(each => each.day >= day);
}

function contextsOf(given: DaySources, now: Date): (day: Day) => DayContext {
  const contexts = new Map<Day, DayContext>();
  return day => {
    const known = contexts.get(day) ?? dayContext(given, day, now);
    contexts.set(day, known);
    return known;
  };
}
