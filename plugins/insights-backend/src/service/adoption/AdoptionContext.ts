import { ActivityLog } from '../../core/adoption/ActivityLog';
import {
  adoptionPair,
  AdoptionPair,
  OfferingOnBoard,
} from '../../core/adoption/adoptionPair';
import { readAudience } from '../../core/adoption/audience';
import { readAdoptedWhen } from '../../core/adoption/readAdoptedWhen';
import {
  CatalogSaid,
  PortalSaid,
  Said,
  whatHolds,
} from '../../core/adoption/says';
import { AdoptionThresholds } from '../../core/adoption/types';
import {
  hasSilentSource,
  HEARD_DAYS,
  SourceState,
  unknownCause,
} from '../../core/adoption/unknownCause';
import { addDays, Day, dayOf } from '../../core/metrics/windows';
import { Organisation, Unit } from '../../core/release/Organisation';
import {
  AdoptionStore,
  OrganisationHistory,
  SourceDay,
  StoredActivity,
  StoredCatalogDeclaration,
  StoredPortalDeclaration,
  Validity,
} from '../../store/adoption/AdoptionStore';
import {
  OrganisationReader,
  StoredOffering,
  StoredSource,
} from '../../store/metrics/OrganisationReader';

/** What is not a team's own: the organisation, the offerings, what teams say, on one day. */
export interface DayContext {
  readonly day: Day;
  readonly organisation: Organisation;
  readonly units: readonly Unit[];
  readonly offerings: readonly (OfferingOnBoard & {
    readonly stored: StoredOffering;
    readonly hasSilentSource: boolean;
  })[];
  readonly says: ReadonlyMap<string, Said>;
  /** Units with too few members to say anything about. */
  readonly hidden: ReadonlySet<string>;
  /** People of each unit and of those below it. */
  readonly members: ReadonlyMap<string, ReadonlySet<string>>;
  readonly peopleFloor: number;
  readonly thresholds: AdoptionThresholds;
}

export interface Declarations {
  readonly catalog: readonly StoredCatalogDeclaration[];
  readonly portal: readonly StoredPortalDeclaration[];
}

const NO_LOG = new ActivityLog([]);
const NO_STAGES: ReadonlySet<string> = new Set();
const COVERAGE_DAYS = 28;
const HOUR_MS = 3_600_000;

export function pairKey(team: string, offering: string): string {
  return `${team}|${offering}`;
}

/** The end of a day in UTC: what was so then is so on that day. */
export function endOf(day: Day): Date {
  return new Date(`${addDays(day, 1)}T00:00:00Z`);
}

/** Everything days are made of, read once for as many days as are asked for. */
export interface DaySources {
  readonly history: OrganisationHistory;
  readonly declarations: Declarations;
  readonly sources: readonly StoredSource[];
  readonly sourceDays: readonly SourceDay[];
  readonly peopleFloor: number;
  readonly thresholds: AdoptionThresholds;
}

export async function readDaySources(
  options: {
    store: AdoptionStore;
    organisations: OrganisationReader;
    peopleFloor: number;
    thresholds: AdoptionThresholds;
  },
  range: { first: Day; last: Day },
): Promise<DaySources> {
  const { store, organisations, peopleFloor, thresholds } = options;
  const [history, declarations, sources, sourceDays] = await Promise.all([
    store.organisationHistory(),
    readDeclarations(store),
    organisations.sources(),
    store.sourceDays(sourceWindow(range)),
  ]);
  return {
    history,
    declarations,
    sources,
    sourceDays,
    peopleFloor,
    thresholds,
  };
}

/** The days of sources that tell of each day of a range whether they were silent. */
export function sourceWindow(range: { first: Day; last: Day }) {
  return {
    from: addDays(range.first, 1 - COVERAGE_DAYS),
    heardFrom: addDays(range.first, 1 - HEARD_DAYS),
    to: addDays(range.last, 1),
  };
}

/**
 * What holds on a day. Of a day that is over it is what held at its end, whatever the organisation looks like now.
 *
 * @param now - the last time each source was heard of counts for its day only; of others the hour is known at best
 */
export function dayContext(given: DaySources, day: Day, now: Date): DayContext {
  const end = momentOf(day);
  const at = now < end ? now : end;
  const states = sourceStates(given, day, day === dayOf(now));
  return {
    day,
    ...organisationOn(given.history, day, given.peopleFloor),
    offerings: given.history.offerings
      .filter(({ valid }) => holds(valid, end))
      .map(offering => ({
        ref: offering.ref,
        audience: readAudience(offering.audience),
        adoptedWhen: readAdoptedWhen(offering.adoptedWhen ?? {}),
        expectedDays: offering.expectedDays,
        unknownCause: unknownCause(offering.telemetry, states, at),
        hasSilentSource: hasSilentSource(offering.telemetry, states, at),
        stored: offering,
      })),
    says: saidOn(given.declarations, end),
    peopleFloor: given.peopleFloor,
    thresholds: given.thresholds,
  };
}

/** The organisation of the end of a day, and which of its units have too few members to say anything about. */
export function organisationOn(
  history: OrganisationHistory,
  day: Day,
  peopleFloor: number,
): Pick<DayContext, 'organisation' | 'units' | 'hidden' | 'members'> {
  const end = momentOf(day);
  const units = history.units.filter(({ valid }) => holds(valid, end));
  const membersOf = Map.groupBy(
    history.members.filter(({ valid }) => holds(valid, end)),
    ({ unit }) => unit,
  );
  const organisation = new Organisation(units);
  const members = new Map(
    units.map(({ ref }) => [
      ref,
      new Set(
        organisation
          .subtreeOf(ref)
          .flatMap(below => membersOf.get(below) ?? [])
          .map(({ person }) => person),
      ),
    ]),
  );
  return {
    organisation,
    units,
    members,
    hidden: new Set(
      units
        .map(({ ref }) => ref)
        .filter(ref => (members.get(ref)?.size ?? 0) < peopleFloor),
    ),
  };
}

/** The last moment of a day. */
function momentOf(day: Day): Date {
  return new Date(endOf(day).getTime() - 1);
}

function holds({ from, to }: Validity, at: Date): boolean {
  return from <= at && (to === undefined || to > at);
}

function sourceStates(
  { sources, sourceDays }: DaySources,
  day: Day,
  isToday: boolean,
): SourceState[] {
  const first = addDays(day, 1 - HEARD_DAYS);
  const covered = addDays(day, 1 - COVERAGE_DAYS);
  const bySource = Map.groupBy(
    sourceDays.filter(each => first <= each.day && each.day <= day),
    ({ source }) => source,
  );
  return sources.map(source => {
    const days = bySource.get(source.name) ?? [];
    const hours = days.flatMap(each =>
      each.hours.map(
        hour => new Date(startOf(each.day).getTime() + hour * HOUR_MS),
      ),
    );
    const recent = days.filter(each => covered <= each.day);
    return {
      ...source,
      hours,
      lastReceivedAt: latest([
        ...days.slice(-1).map(each => startOf(each.day)),
        ...hours.slice(-1),
        ...(isToday && source.lastReceivedAt ? [source.lastReceivedAt] : []),
      ]),
      runs: recent.reduce((sum, { runs }) => sum + runs, 0),
      unattributed: recent.reduce((sum, each) => sum + each.unattributed, 0),
    };
  });
}

export async function readDeclarations(
  store: AdoptionStore,
): Promise<Declarations> {
  const [catalog, portal] = await Promise.all([
    store.catalogDeclarations(),
    store.portalDeclarations(),
  ]);
  return { catalog, portal };
}

/** What every team that said anything says at a moment. */
export function saidOn(
  { catalog, portal }: Declarations,
  at: Date,
): Map<string, Said> {
  const inCatalog = new Map<string, CatalogSaid>();
  for (const { team, offering, state, from, to } of catalog) {
    if (from <= at && (to === undefined || to > at)) {
      inCatalog.set(pairKey(team, offering), { state, on: dayOf(from) });
    }
  }
  const inPortal = new Map<string, PortalSaid>();
  for (const each of portal) {
    if (each.at <= at) {
      const relevance = each.relevance.findLast(answer => answer.at <= at);
      inPortal.set(pairKey(each.team, each.offering), {
        state: each.state,
        on: dayOf(each.at),
        ...(each.reason ? { reason: each.reason } : {}),
        ...(relevance ? { confirmed: relevance.confirmed } : {}),
      });
    }
  }
  return new Map(
    [...new Set([...inCatalog.keys(), ...inPortal.keys()])].map(key => [
      key,
      whatHolds(inCatalog.get(key), inPortal.get(key)),
    ]),
  );
}

/** A team's activity, by offering; '' is anything. */
export class TeamActivity {
  readonly rules = new Map<string, ReadonlySet<string>>();
  readonly #logs = new Map<string, ActivityLog>();

  constructor(days: readonly StoredActivity[]) {
    for (const [offering, ofOffering] of Map.groupBy(
      days,
      day => day.offering,
    )) {
      this.#logs.set(offering, new ActivityLog(ofOffering));
      this.rules.set(
        offering,
        new Set(ofOffering.flatMap(({ rules }) => rules)),
      );
    }
  }

  on(offering: string): ActivityLog {
    return this.#logs.get(offering) ?? NO_LOG;
  }

  get anything(): ActivityLog {
    return this.on('');
  }
}

/** Where one team stands with every offering on the day of the context. */
export function pairsOfTeam(
  context: DayContext,
  unit: Unit,
  options: { activity: TeamActivity; activeStages: ReadonlySet<string> },
): AdoptionPair[] {
  return context.offerings.flatMap(
    offering =>
      adoptionPair({
        unit,
        offering,
        asOf: context.day,
        isHidden: context.hidden.has(unit.ref),
        // In which stages a hidden team runs anything is not told by who it is eligible for either.
        activeStages: context.hidden.has(unit.ref)
          ? NO_STAGES
          : options.activeStages,
        said: context.says.get(pairKey(unit.ref, offering.ref)) ?? {
          declared: 'none',
        },
        onOffering: options.activity.on(offering.ref),
        onAnything: options.activity.anything,
        thresholds: context.thresholds,
      }) ?? [],
  );
}

/** The 12 weeks in which a stage counts as active. */
export function stageWindow(
  day: Day,
  { sizeDays }: AdoptionThresholds,
): { from: Day; to: Day } {
  return {
    from: addDays(day, 1 - sizeDays),
    to: addDays(day, 1),
  };
}

function startOf(day: Day): Date {
  return new Date(`${day}T00:00:00Z`);
}

function latest(times: readonly Date[]): Date | undefined {
  return times.length === 0
    ? undefined
    : new Date(Math.max(...times.map(time => time.getTime())));
}
