import {
  AdoptionRow,
  ATTRIBUTION_RULES,
  DeclaredState,
} from '@mli/plugin-insights-common';
import { NotFoundError } from '@backstage/errors';
import { VisibleRefs } from '@mli/plugin-ml-platform-node';
import { ActivityLog } from '../core/adoption/ActivityLog';
import { Audience, readAudience } from '../core/adoption/audience';
import { adoptionRow } from '../core/adoption/adoptionRow';
import { observeAdoption } from '../core/adoption/observeAdoption';
import { readAdoptedWhen } from '../core/adoption/readAdoptedWhen';
import { ADOPTION_THRESHOLDS, UnknownCause } from '../core/adoption/types';
import { unknownCause } from '../core/adoption/unknownCause';
import { addDays, Day, dayOf } from '../core/metrics/windows';
import { Organisation, Unit } from '../core/release/Organisation';
import { AdoptionStore, StoredActivity } from '../store/adoption/AdoptionStore';
import {
  OrganisationReader,
  StoredOffering,
} from '../store/metrics/OrganisationReader';
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
}

interface Everything {
  readonly organisation: Organisation;
  readonly offerings: ReadonlySet<string>;
  readonly rows: readonly AdoptionRow[];
}

/**
 * Says for every team and offering what the team says, what its runs show, and what that means.
 *
 * Owns: which pairs there are, and what is known about sources. Does not own: the states (core/adoption), SQL.
 */
export class AdoptionService {
  readonly #store: AdoptionStore;
  readonly #organisations: OrganisationReader;
  readonly #peopleFloor: number;
  readonly #cache: VersionedCache<Everything>;

  constructor(options: {
    store: AdoptionStore;
    organisations: OrganisationReader;
    peopleFloor: number;
    freshForMilliseconds: number;
  }) {
    this.#store = options.store;
    this.#organisations = options.organisations;
    this.#peopleFloor = options.peopleFloor;
    this.#cache = new VersionedCache({
      version: () => options.store.version(),
      freshForMilliseconds: options.freshForMilliseconds,
      mostEntries: 8,
    });
  }

  /** @throws NotFoundError for a team or offering the caller cannot see */
  async rows(
    query: AdoptionQuery,
    caller: AdoptionCaller,
    now: Date,
  ): Promise<AdoptionRow[]> {
    const asOf = query.at ?? dayOf(now);
    const everything = await this.#cache.get(asOf, now, () =>
      this.#compute(asOf),
    );
    const { organisation, offerings, rows } = everything;
    const { team, offering } = query;
    if (
      team !== undefined &&
      !(organisation.unit(team) && sees(caller.visibleUnits, team))
    ) {
      throw new NotFoundError(
        `There is no team '${team}' in the organisation that you can see. GET /api/insights/scope lists the units.`,
      );
    }
    if (
      offering !== undefined &&
      !(offerings.has(offering) && sees(caller.visibleOfferings, offering))
    ) {
      throw new NotFoundError(
        `There is no offering '${offering}' in the catalog that you can see.`,
      );
    }
    const inScope =
      team === undefined ? undefined : new Set(organisation.subtreeOf(team));
    return rows.filter(
      row =>
        (inScope?.has(row.team) ?? true) &&
        (offering === undefined || row.offering === offering) &&
        sees(caller.visibleUnits, row.team) &&
        sees(caller.visibleOfferings, row.offering),
    );
  }

  async #compute(asOf: Day): Promise<Everything> {
    const window = { from: addDays(asOf, -27), to: addDays(asOf, 1) };
    const size = {
      from: addDays(asOf, 1 - ADOPTION_THRESHOLDS.sizeDays),
      to: window.to,
    };
    const [stored, offerings, sources, activity, declared, stages, coverage] =
      await Promise.all([
        this.#organisations.organisation(),
        this.#organisations.offerings(),
        this.#organisations.sources(),
        this.#store.activity(asOf),
        this.#store.declarations(asOf),
        this.#store.stagesOfTeams(size),
        this.#store.coverage(window),
      ]);
    const organisation = new Organisation(stored.units);
    const coverageOf = new Map(coverage.map(each => [each.source, each]));
    const states = sources.map(source => ({
      ...source,
      runs: coverageOf.get(source.name)?.runs ?? 0,
      unattributed: coverageOf.get(source.name)?.unattributed ?? 0,
    }));
    const daysOf = Map.groupBy(activity, day =>
      pairKey(day.team, day.offering),
    );
    const says = new Map(
      declared.map(each => [pairKey(each.team, each.offering), each.state]),
    );
    const prepared = offerings.map(offering => ({
      offering,
      audience: readAudience(offering.audience),
      cause: unknownCause(offering.telemetry, states, asOf),
    }));
    const rows: AdoptionRow[] = [];
    for (const unit of stored.units) {
      const members = membersBelow(organisation, stored.members, unit.ref);
      const onAnything = new ActivityLog(
        daysOf.get(pairKey(unit.ref, '')) ?? [],
        asOf,
      );
      for (const each of prepared) {
        const key = pairKey(unit.ref, each.offering.ref);
        const pair: Pair = {
          ...each,
          unit,
          asOf,
          isHidden: members < this.#peopleFloor,
          activeStages: stages.get(unit.ref) ?? new Set(),
          declared: says.get(key) ?? 'none',
          onOffering: daysOf.get(key) ?? [],
          onAnything,
        };
        if (isPair(pair)) {
          rows.push(rowOf(pair));
        }
      }
    }
    return {
      organisation,
      offerings: new Set(offerings.map(({ ref }) => ref)),
      rows,
    };
  }
}

interface Pair {
  readonly unit: Unit;
  readonly offering: StoredOffering;
  readonly audience: Audience;
  readonly cause: UnknownCause | undefined;
  readonly asOf: Day;
  readonly isHidden: boolean;
  readonly activeStages: ReadonlySet<string>;
  readonly declared: DeclaredState;
  readonly onOffering: readonly StoredActivity[];
  readonly onAnything: ActivityLog;
}

/** Customer teams, whoever an offering is meant for, and others it is meant for by name. */
function isPair({ unit, audience, activeStages }: Pair): boolean {
  return unit.role === 'customer' || audience.includes(unit, activeStages);
}

function rowOf(pair: Pair): AdoptionRow {
  const { unit, offering, asOf, declared } = pair;
  const rules = new Set(pair.onOffering.flatMap(day => day.rules));
  return adoptionRow({
    team: unit.ref,
    offering: offering.ref,
    asOf,
    declared,
    eligible: pair.audience.includes(unit, pair.activeStages),
    expectedDays: offering.expectedDays,
    rule: ATTRIBUTION_RULES.find(rule => rules.has(rule)),
    observed: pair.isHidden
      ? undefined
      : observeAdoption({
          asOf,
          onOffering: pair.onOffering,
          onAnything: pair.onAnything,
          adoptedWhen: readAdoptedWhen(offering.adoptedWhen ?? {}),
          unknownCause: pair.cause,
        }),
  });
}

function pairKey(team: string, offering: string): string {
  return `${team}|${offering}`;
}

function membersBelow(
  organisation: Organisation,
  members: ReadonlyMap<string, readonly string[]>,
  unit: string,
): number {
  return new Set(
    organisation.subtreeOf(unit).flatMap(below => members.get(below) ?? []),
  ).size;
}

function sees(visible: VisibleRefs, ref: string): boolean {
  return visible === 'all' || visible.has(ref);
}
