import { createHash } from 'node:crypto';
import { AdoptionPair } from '../../core/adoption/adoptionPair';
import { DecisionInForce } from '../../core/adoption/adoptionRow';
import { Fold, foldSmallTeams } from '../../core/adoption/foldSmallTeams';
import { observeAdoption } from '../../core/adoption/observeAdoption';
import { isOf } from '../../core/adoption/planDecisions';
import {
  AdoptionThresholds,
  ObservedAdoption,
} from '../../core/adoption/types';
import { addDays, Day, dayOf } from '../../core/metrics/windows';
import { Organisation, Unit } from '../../core/release/Organisation';
import { AdoptionStore } from '../../store/adoption/AdoptionStore';
import { DatabaseAdoptionLedger } from '../../store/adoption/DatabaseAdoptionLedger';
import { StoredDecision } from '../../store/adoption/adoptionDecisions';
import {
  DatabaseStateStore,
  StoredBackground,
} from '../../store/adoption/DatabaseStateStore';
import { OrganisationReader } from '../../store/metrics/OrganisationReader';
import {
  DayContext,
  dayContext,
  pairKey,
  pairsOfTeam,
  readDeclarations,
  sourceWindow,
  stageWindow,
  TeamActivity,
} from './AdoptionContext';

/** A pair with the decision that holds for it. */
export interface BoardPair {
  readonly pair: AdoptionPair;
  readonly rules: readonly string[];
  readonly decision?: DecisionInForce;
}

/** Where every team stands with every offering on one day. */
export interface AdoptionBoard {
  readonly context: DayContext;
  readonly organisation: Organisation;
  readonly pairs: readonly BoardPair[];
  readonly stagesOf: ReadonlyMap<string, ReadonlySet<string>>;
  /** Of each small team that is folded into a unit above it: the unit, and what is seen there, by offering. */
  readonly folds: ReadonlyMap<string, FoldedTeams>;
}

export interface FoldedTeams extends Fold {
  readonly observed: ReadonlyMap<string, ObservedAdoption>;
}

interface TeamResult {
  readonly version: string;
  readonly pairs: readonly BoardPair[];
}

/** Activity is read for so many teams at once: what one statement brings stays small. */
const TEAMS_AT_ONCE = 25;
/** Stages of 12 weeks and the sources of 4 change slowly, and reading them takes many cells. */
const BACKGROUND_FOR_MILLISECONDS = 5 * 60_000;
/** What is read quickly is read more often: a new installation grows from nothing within minutes. */
const BACKGROUND_AT_LEAST_MILLISECONDS = 10_000;
const BACKGROUND_TIMES_ITS_READING = 50;

/**
 * Computes where every team stands on a day. A team is computed anew only when its own activity changed, or something
 * that concerns all; what was computed of today is kept in the database, so that a start finds it.
 */
export class BoardComputer {
  readonly #options: {
    readonly store: AdoptionStore;
    readonly states?: DatabaseStateStore;
    readonly ledger: DatabaseAdoptionLedger;
    readonly organisations: OrganisationReader;
    readonly peopleFloor: number;
    readonly thresholds: AdoptionThresholds;
    readonly keepsBackground: boolean;
  };
  #known: Map<string, TeamResult> | undefined;
  #foldsKnown = new Map<string, FoldedTeams>();
  #backgroundKeptMilliseconds = BACKGROUND_AT_LEAST_MILLISECONDS;

  /** @param options - `keepsBackground`: whether what changes slowly may be some minutes old */
  constructor(options: {
    store: AdoptionStore;
    states?: DatabaseStateStore;
    ledger: DatabaseAdoptionLedger;
    organisations: OrganisationReader;
    peopleFloor: number;
    thresholds: AdoptionThresholds;
    keepsBackground: boolean;
  }) {
    this.#options = options;
  }

  async compute(day: Day, now: Date): Promise<AdoptionBoard> {
    const today = dayOf(now);
    const { store, ledger } = this.#options;
    const background = await this.#background(day, now, today);
    const [context, teamVersions, decisions] = await Promise.all([
      this.#context(background, now),
      store.teamVersions(),
      ledger.decisions(),
    ]);
    const decisionsOf = Map.groupBy(decisions, each => each.team);
    const versionOf = versions({
      context,
      background,
      teamVersions,
      decisionsOf,
    });
    const before = await this.#before();
    const results = new Map<string, TeamResult>();
    const missing: { unit: Unit; version: string }[] = [];
    for (const unit of context.units) {
      const version = versionOf(unit);
      const known = before.get(unit.ref);
      if (known?.version === version) {
        results.set(unit.ref, known);
      } else {
        missing.push({ unit, version });
      }
    }
    for (let start = 0; start < missing.length; start += TEAMS_AT_ONCE) {
      const chunk = missing.slice(start, start + TEAMS_AT_ONCE);
      const computed = await this.#computeTeams(chunk, {
        context,
        background,
        decisionsOf,
      });
      computed.forEach((result, team) => results.set(team, result));
      if (day === today) {
        await this.#keep(computed, day, now);
      }
    }
    if (day === today) {
      this.#known = results;
    }
    return boardOf(context, background, {
      results,
      folds: await this.#folds(context, versionOf),
    });
  }

  /** What was computed last, of today or of yesterday, whatever changed since. */
  async last(now: Date): Promise<AdoptionBoard | undefined> {
    const today = dayOf(now);
    const { states } = this.#options;
    const stored = await this.#before();
    for (const day of [today, addDays(today, -1)]) {
      const background = await states?.background(day);
      if (background && stored.size > 0) {
        const context = await this.#context(background, now);
        return context.units.every(({ ref }) => stored.has(ref))
          ? boardOf(context, background, { results: stored, folds: [] })
          : undefined;
      }
    }
    return undefined;
  }

  async #before(): Promise<Map<string, TeamResult>> {
    if (!this.#known) {
      const stored = (await this.#options.states?.teams()) ?? [];
      this.#known ??= new Map(
        stored.map(({ team, version, pairs }) => [
          team,
          // Written by #keep, and only read by a version of the rules that is in the digest.
          { version, pairs: pairs as BoardPair[] },
        ]),
      );
    }
    return this.#known;
  }

  /** Small teams together; computed anew only where something of one of them changed. */
  async #folds(
    context: DayContext,
    versionOf: (unit: Unit) => string,
  ): Promise<FoldedTeams[]> {
    const { organisation, members, hidden, peopleFloor } = context;
    const small = new Set(
      context.units
        .filter(({ ref, role }) => role === 'customer' && hidden.has(ref))
        .map(({ ref }) => ref),
    );
    const folds = foldSmallTeams({ organisation, small, members, peopleFloor });
    const made = new Map<string, FoldedTeams>();
    for (const fold of folds) {
      const version = digest([
        fold,
        fold.teams.map(ref => {
          const unit = organisation.unit(ref);
          return unit && versionOf(unit);
        }),
      ]);
      const known = this.#foldsKnown.get(version);
      made.set(version, known ?? (await this.#observeFold(fold, context)));
    }
    this.#foldsKnown = made;
    return [...made.values()];
  }

  async #observeFold(fold: Fold, context: DayContext): Promise<FoldedTeams> {
    const { day, offerings, thresholds } = context;
    const activity = new TeamActivity(
      await this.#options.store.activity(day, fold.teams),
    );
    return {
      ...fold,
      observed: new Map(
        offerings.map(({ ref, adoptedWhen, unknownCause }) => [
          ref,
          observeAdoption(
            {
              asOf: day,
              onOffering: activity.on(ref),
              onAnything: activity.anything,
              adoptedWhen,
              unknownCause,
            },
            thresholds,
          ),
        ]),
      ),
    };
  }

  async #keep(
    computed: ReadonlyMap<string, TeamResult>,
    day: Day,
    now: Date,
  ): Promise<void> {
    await this.#options.states?.writeTeams(
      [...computed].map(([team, result]) => ({ team, day, ...result })),
      now,
    );
  }

  async #computeTeams(
    chunk: readonly { unit: Unit; version: string }[],
    given: {
      context: DayContext;
      background: StoredBackground;
      decisionsOf: ReadonlyMap<string, StoredDecision[]>;
    },
  ): Promise<Map<string, TeamResult>> {
    const { context, background, decisionsOf } = given;
    const activity = Map.groupBy(
      await this.#options.store.activity(
        context.day,
        chunk.map(({ unit }) => unit.ref),
      ),
      each => each.team,
    );
    return new Map(
      chunk.map(({ unit, version }) => {
        const ofTeam = new TeamActivity(activity.get(unit.ref) ?? []);
        const decisions = decisionsOf.get(unit.ref) ?? [];
        const pairs = pairsOfTeam(context, unit, {
          activity: ofTeam,
          activeStages: background.stages.get(unit.ref) ?? new Set(),
        }).map(pair => ({
          pair,
          rules: [...(ofTeam.rules.get(pair.offering) ?? [])],
          decision: decisionInForce(
            decisions.filter(({ offering }) => offering === pair.offering),
            pair,
          ),
        }));
        return [unit.ref, { version, pairs }];
      }),
    );
  }

  async #context(
    { day, sourceDays }: StoredBackground,
    now: Date,
  ): Promise<DayContext> {
    const { store, organisations, peopleFloor, thresholds } = this.#options;
    const [history, declarations, sources] = await Promise.all([
      store.organisationHistory(),
      readDeclarations(store),
      organisations.sources(),
    ]);
    return dayContext(
      { history, declarations, sources, sourceDays, peopleFloor, thresholds },
      day,
      now,
    );
  }

  async #background(
    day: Day,
    now: Date,
    today: Day,
  ): Promise<StoredBackground> {
    const { store, states, thresholds, keepsBackground } = this.#options;
    const isKept = keepsBackground && day === today;
    const known = isKept ? await states?.background(day) : undefined;
    const age = known ? now.getTime() - known.computedAt.getTime() : Infinity;
    if (known && age < this.#backgroundKeptMilliseconds) {
      return known;
    }
    const began = performance.now();
    const [stages, sourceDays] = await Promise.all([
      store.stagesOfTeams(stageWindow(day, thresholds)),
      store.sourceDays(sourceWindow({ first: day, last: day })),
    ]);
    this.#backgroundKeptMilliseconds = Math.min(
      BACKGROUND_FOR_MILLISECONDS,
      Math.max(
        BACKGROUND_AT_LEAST_MILLISECONDS,
        BACKGROUND_TIMES_ITS_READING * (performance.now() - began),
      ),
    );
    const background = { day, stages, sourceDays, computedAt: now };
    if (isKept) {
      await states?.writeBackground(background);
    }
    return background;
  }
}

function boardOf(
  context: DayContext,
  background: StoredBackground,
  given: {
    results: ReadonlyMap<string, TeamResult>;
    folds: readonly FoldedTeams[];
  },
): AdoptionBoard {
  return {
    context,
    organisation: context.organisation,
    pairs: context.units.flatMap(
      ({ ref }) => given.results.get(ref)?.pairs ?? [],
    ),
    stagesOf: background.stages,
    folds: new Map(
      given.folds.flatMap(fold =>
        fold.teams.map(team => [team, fold] as const),
      ),
    ),
  };
}

/** Raise it whenever BoardPair, or how it is computed, changes: what older versions kept is then computed anew. */
const FORMAT = 1;

/** A digest of everything that what is computed of a team depends on. */
function versions(given: {
  context: DayContext;
  background: StoredBackground;
  teamVersions: ReadonlyMap<string, string>;
  decisionsOf: ReadonlyMap<string, StoredDecision[]>;
}): (unit: Unit) => string {
  const { context, background, teamVersions, decisionsOf } = given;
  const all = digest([
    FORMAT,
    context.day,
    context.thresholds,
    context.offerings.map(({ stored, unknownCause }) => [stored, unknownCause]),
  ]);
  return unit =>
    digest([
      all,
      unit,
      teamVersions.get(unit.ref),
      [...(background.stages.get(unit.ref) ?? [])].sort(),
      context.hidden.has(unit.ref),
      (decisionsOf.get(unit.ref) ?? []).map(each => [
        each.offering,
        each.date,
        each.disputedAt,
        each.voidedAt,
      ]),
      context.offerings.map(({ ref }) =>
        context.says.get(pairKey(unit.ref, ref)),
      ),
    ]);
}

function digest(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('base64');
}

/** The decision of the spell a pair is in on its day. */
export function decisionInForce(
  decisions: readonly StoredDecision[],
  { observed, asOf }: AdoptionPair,
): DecisionInForce | undefined {
  const { spellStart, lastSeen } = observed ?? {};
  if (spellStart === undefined || lastSeen === undefined) {
    return undefined;
  }
  const decision = decisions.find(
    each =>
      each.decidedOn <= asOf &&
      isOf(
        each.date,
        { start: spellStart, lastSeen },
        each.evidence.rule.cadence,
      ),
  );
  return (
    decision && {
      date: decision.date,
      disputed: decision.disputedAt !== undefined,
      voided: decision.voidedAt !== undefined,
    }
  );
}
