import { AdoptionRow, ATTRIBUTION_RULES } from '@mli/plugin-insights-common';
import { NotFoundError } from '@backstage/errors';
import { VisibleRefs } from '@mli/plugin-ml-platform-node';
import { AdoptionPair } from '../core/adoption/adoptionPair';
import { adoptionRow, DecisionInForce } from '../core/adoption/adoptionRow';
import { isOf } from '../core/adoption/planDecisions';
import { Day, dayOf } from '../core/metrics/windows';
import { Organisation, Unit } from '../core/release/Organisation';
import { AdoptionStore } from '../store/adoption/AdoptionStore';
import {
  DatabaseAdoptionLedger,
  StoredDecision,
} from '../store/adoption/DatabaseAdoptionLedger';
import { OrganisationReader } from '../store/metrics/OrganisationReader';
import {
  DayContext,
  dayContext,
  pairKey,
  pairsOfTeam,
  readDaySources,
  stageWindow,
  TeamActivity,
} from './adoption/AdoptionContext';
import { VersionedCache } from './VersionedCache';

export interface AdoptionQuery {
  /** A team, or a unit: then every team below it. */
  readonly team?: string;
  readonly offering?: string;
  /** The day looked at; undefined is today. */
  readonly at?: Day;
}

export interface AdoptionCaller {
  readonly visibleUnits: VisibleRefs;
  readonly visibleOfferings: VisibleRefs;
  /** Groups the caller is a member of: sentences about them say `you`. */
  readonly groups?: readonly string[];
}

/** A pair with the decision that holds for it. */
export interface BoardPair {
  readonly pair: AdoptionPair;
  readonly rules: ReadonlySet<string>;
  readonly decision?: DecisionInForce;
}

/** Where every team stands with every offering on one day. */
export interface AdoptionBoard {
  readonly context: DayContext;
  readonly organisation: Organisation;
  readonly pairs: readonly BoardPair[];
  readonly stagesOf: ReadonlyMap<string, ReadonlySet<string>>;
}

interface TeamResult {
  readonly version: string;
  readonly pairs: readonly BoardPair[];
}

/** Activity is read for so many teams at once: what one statement brings stays small. */
const TEAMS_AT_ONCE = 25;
const NO_RULES: ReadonlySet<string> = new Set();

/**
 * Says for every team and offering what the team says, what its runs show, and what that means.
 *
 * Owns: which pairs there are, and what is kept between two answers: a team is computed anew only when its own
 * activity changed, or something that concerns all. Does not own: the states (core/adoption), SQL.
 */
export class AdoptionService {
  readonly #store: AdoptionStore;
  readonly #ledger: DatabaseAdoptionLedger;
  readonly #organisations: OrganisationReader;
  readonly #peopleFloor: number;
  readonly #cache: VersionedCache<AdoptionBoard>;
  #known: { readonly all: string; readonly teams: Map<string, TeamResult> } = {
    all: '',
    teams: new Map(),
  };

  constructor(options: {
    store: AdoptionStore;
    ledger: DatabaseAdoptionLedger;
    organisations: OrganisationReader;
    peopleFloor: number;
    freshForMilliseconds: number;
  }) {
    this.#store = options.store;
    this.#ledger = options.ledger;
    this.#organisations = options.organisations;
    this.#peopleFloor = options.peopleFloor;
    this.#cache = new VersionedCache({
      version: () => options.store.version(),
      freshForMilliseconds: options.freshForMilliseconds,
      mostEntries: 8,
      staleForMilliseconds: 10 * options.freshForMilliseconds,
    });
  }

  /** @throws NotFoundError for a team or offering the caller cannot see */
  async rows(
    query: AdoptionQuery,
    caller: AdoptionCaller,
    now: Date,
  ): Promise<AdoptionRow[]> {
    const board = await this.board(now, query.at);
    return this.pairs(board, query, caller).map(each =>
      rowFor(each, board, caller),
    );
  }

  async board(now: Date, at?: Day): Promise<AdoptionBoard> {
    const today = dayOf(now);
    const day = at ?? today;
    return await this.#cache.get(day, now, () => this.#compute(day, today));
  }

  /**
   * The pairs of a board that are asked for and that the caller sees.
   *
   * @throws NotFoundError for a team or offering the caller cannot see
   */
  pairs(
    { organisation, context, pairs }: AdoptionBoard,
    query: Pick<AdoptionQuery, 'team' | 'offering'>,
    caller: AdoptionCaller,
  ): BoardPair[] {
    const { team, offering } = query;
    if (
      team !== undefined &&
      !(organisation.unit(team) && sees(caller.visibleUnits, team))
    ) {
      throw new NotFoundError(
        `There is no team '${team}' in the organisation that you can see. GET /api/insights/scope lists the units.`,
      );
    }
    const isKnown = context.offerings.some(({ ref }) => ref === offering);
    if (
      offering !== undefined &&
      !(isKnown && sees(caller.visibleOfferings, offering))
    ) {
      throw new NotFoundError(
        `There is no offering '${offering}' in the catalog that you can see.`,
      );
    }
    const inScope =
      team === undefined ? undefined : new Set(organisation.subtreeOf(team));
    return pairs.filter(
      ({ pair }) =>
        (inScope?.has(pair.team) ?? true) &&
        (offering === undefined || pair.offering === offering) &&
        sees(caller.visibleUnits, pair.team) &&
        sees(caller.visibleOfferings, pair.offering),
    );
  }

  async #compute(day: Day, today: Day): Promise<AdoptionBoard> {
    const [given, stagesOf, teamVersions, decisions] = await Promise.all([
      readDaySources(
        {
          store: this.#store,
          organisations: this.#organisations,
          peopleFloor: this.#peopleFloor,
        },
        { first: day, last: day },
      ),
      this.#store.stagesOfTeams(stageWindow(day)),
      this.#store.teamVersions(),
      this.#ledger.decisions(),
    ]);
    const context = dayContext(given, day, today);
    const decisionsOf = Map.groupBy(decisions, each => each.team);
    const concerns = (unit: Unit) =>
      JSON.stringify([
        unit,
        teamVersions.get(unit.ref),
        [...(stagesOf.get(unit.ref) ?? [])].sort(),
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
    const all = JSON.stringify([
      day,
      context.offerings.map(({ stored, unknownCause }) => [
        stored,
        unknownCause,
      ]),
    ]);
    const before =
      this.#known.all === all
        ? this.#known.teams
        : new Map<string, TeamResult>();
    const results = new Map<string, TeamResult>();
    const missing: { unit: Unit; version: string }[] = [];
    for (const unit of context.units) {
      const version = concerns(unit);
      const known = before.get(unit.ref);
      if (known?.version === version) {
        results.set(unit.ref, known);
      } else {
        missing.push({ unit, version });
      }
    }
    for (let start = 0; start < missing.length; start += TEAMS_AT_ONCE) {
      const chunk = missing.slice(start, start + TEAMS_AT_ONCE);
      const activity = Map.groupBy(
        await this.#store.activity(
          day,
          chunk.map(({ unit }) => unit.ref),
        ),
        each => each.team,
      );
      for (const { unit, version } of chunk) {
        const ofTeam = new TeamActivity(activity.get(unit.ref) ?? []);
        results.set(unit.ref, {
          version,
          pairs: pairsOfTeam(context, unit, {
            activity: ofTeam,
            activeStages: stagesOf.get(unit.ref) ?? new Set(),
          }).map(pair => ({
            pair,
            rules: ofTeam.rules.get(pair.offering) ?? NO_RULES,
            decision: decisionInForce(
              (decisionsOf.get(unit.ref) ?? []).filter(
                ({ offering }) => offering === pair.offering,
              ),
              pair,
            ),
          })),
        });
      }
    }
    if (day === today) {
      this.#known = { all, teams: results };
    }
    return {
      context,
      organisation: context.organisation,
      pairs: context.units.flatMap(({ ref }) => results.get(ref)?.pairs ?? []),
      stagesOf,
    };
  }
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

export function rowFor(
  { pair, rules, decision }: BoardPair,
  { organisation }: Pick<AdoptionBoard, 'organisation'>,
  caller: AdoptionCaller,
): AdoptionRow {
  return adoptionRow(pair, {
    decision,
    rule: ATTRIBUTION_RULES.find(rule => rules.has(rule)),
    speaker: speakerFor(pair.team, organisation, caller),
  });
}

/** Undefined where the reader is a member of the team. */
export function speakerFor(
  team: string,
  organisation: Organisation,
  { groups = [] }: AdoptionCaller,
): string | undefined {
  return groups.includes(team)
    ? undefined
    : (organisation.unit(team)?.title ?? team);
}

export function sees(visible: VisibleRefs, ref: string): boolean {
  return visible === 'all' || visible.has(ref);
}
