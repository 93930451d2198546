import { AdoptionRow, ATTRIBUTION_RULES } from '@mli/plugin-insights-common';
import { NotFoundError } from '@backstage/errors';
import { VisibleRefs } from '@mli/plugin-ml-platform-node';
import { AdoptionPair } from '../core/adoption/adoptionPair';
import { adoptionRow } from '../core/adoption/adoptionRow';
import {
  ADOPTION_THRESHOLDS,
  AdoptionThresholds,
} from '../core/adoption/types';
import { Day, dayOf } from '../core/metrics/windows';
import { Organisation } from '../core/release/Organisation';
import { AdoptionStore } from '../store/adoption/AdoptionStore';
import { DatabaseAdoptionLedger } from '../store/adoption/DatabaseAdoptionLedger';
import { DatabaseStateStore } from '../store/adoption/DatabaseStateStore';
import { OrganisationReader } from '../store/metrics/OrganisationReader';
import {
  AdoptionBoard,
  BoardComputer,
  BoardPair,
} from './adoption/BoardComputer';
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

/** So long an answer from before the start, or from before midnight, is better than one that takes long. */
const LONGEST_MEANWHILE_MILLISECONDS = 10 * 60_000;

/**
 * Says for every team and offering what the team says, what its runs show, and what that means.
 *
 * Owns: which pairs a caller gets, and how old an answer may be. Does not own: the states (core/adoption), how they are
 * computed and kept (BoardComputer), SQL.
 */
export class AdoptionService {
  readonly #computer: BoardComputer;
  readonly #cache: VersionedCache<AdoptionBoard>;
  #meanwhile: { readonly day: Day; readonly since: number } | undefined;

  constructor(options: {
    store: AdoptionStore;
    /** Absent: nothing is kept from one start to the next. */
    states?: DatabaseStateStore;
    ledger: DatabaseAdoptionLedger;
    organisations: OrganisationReader;
    peopleFloor: number;
    freshForMilliseconds: number;
    thresholds?: AdoptionThresholds;
  }) {
    const { freshForMilliseconds, thresholds = ADOPTION_THRESHOLDS } = options;
    this.#computer = new BoardComputer({
      ...options,
      thresholds,
      keepsBackground: freshForMilliseconds > 0,
    });
    this.#cache = new VersionedCache({
      version: () => options.store.version(),
      freshForMilliseconds,
      mostEntries: 8,
      staleForMilliseconds: 10 * freshForMilliseconds,
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
    const day = at ?? dayOf(now);
    return await this.#cache.get(
      day,
      now,
      () => this.#computer.compute(day, now),
      { meanwhile: () => this.#lastBoard(day, now) },
    );
  }

  /** What is asked for next is computed first: somebody has just said something and looks at it. */
  expire(): void {
    this.#cache.expire();
  }

  /** The board of before the start, or of before midnight, for as long as the one of now is being computed. */
  async #lastBoard(day: Day, now: Date): Promise<AdoptionBoard | undefined> {
    const today = dayOf(now);
    if (day !== today) {
      return undefined;
    }
    if (this.#meanwhile?.day !== day) {
      this.#meanwhile = { day, since: now.getTime() };
    }
    return now.getTime() - this.#meanwhile.since <
      LONGEST_MEANWHILE_MILLISECONDS
      ? await this.#computer.last(now)
      : undefined;
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
}

/** Rows as others than the team itself read them; a pair is an object of its own for as long as it does not change. */
const rowsForOthers = new WeakMap<BoardPair, AdoptionRow>();

export function rowFor(
  boardPair: BoardPair,
  board: Pick<AdoptionBoard, 'context' | 'organisation' | 'folds'>,
  caller: AdoptionCaller,
): AdoptionRow {
  const { pair, rules, decision } = boardPair;
  const speaker = speakerFor(pair.team, board.organisation, caller);
  const isForAll = speaker !== undefined && !pair.isHidden;
  const known = isForAll ? rowsForOthers.get(boardPair) : undefined;
  const row =
    known ??
    adoptionRow(pair, {
      decision,
      rule: ATTRIBUTION_RULES.find(rule => rules.includes(rule)),
      speaker,
      inside: insideFor(pair, board, caller),
      thresholds: board.context.thresholds,
    });
  if (isForAll) {
    rowsForOthers.set(boardPair, row);
  }
  return row;
}

/** What is seen of a hidden team and of its like together, for who sees the unit they are in. */
function insideFor(
  { team, offering, isHidden }: AdoptionPair,
  { organisation, folds }: Pick<AdoptionBoard, 'organisation' | 'folds'>,
  caller: AdoptionCaller,
) {
  const fold = isHidden ? folds.get(team) : undefined;
  const observed = fold?.observed.get(offering);
  return fold && observed && sees(caller.visibleUnits, fold.unit)
    ? {
        unit: fold.unit,
        unitTitle: organisation.unit(fold.unit)?.title ?? fold.unit,
        teams: fold.teams.length,
        observed,
      }
    : undefined;
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
