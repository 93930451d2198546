import { AdoptionFunnel, AdoptionTrend } from '@mli/plugin-insights-common';
import { adoptionFunnel, TeamJourney } from '../../core/adoption/funnel';
import { adoptionTrend, TrendSnapshot } from '../../core/adoption/trend';
import { addDays, Day, dayOf, mondayOf } from '../../core/metrics/windows';
import { Organisation } from '../../core/release/Organisation';
import { AdoptionStore } from '../../store/adoption/AdoptionStore';
import { DatabaseAdoptionLedger } from '../../store/adoption/DatabaseAdoptionLedger';
import { DatabaseJourneyStore } from '../../store/adoption/DatabaseJourneyStore';
import { AdoptionService, sees } from '../AdoptionService';
import { AdoptionPerson } from './AdoptionAccess';
import { organisationOn } from './AdoptionContext';
import { BoardPair } from './BoardComputer';

export type AdoptionScope = 'direct' | 'subtree';

export interface JourneyQuery {
  readonly team?: string;
  readonly offering?: string;
  readonly scope: AdoptionScope;
  readonly weeks?: number;
}

const MOST_WEEKS = 52;
const DEFAULT_WEEKS = 26;

/** How teams come to use offerings, and how that changes: counts over teams that may be told about. */
export class JourneyService {
  readonly #options: {
    readonly adoption: AdoptionService;
    readonly store: AdoptionStore;
    readonly ledger: DatabaseAdoptionLedger;
    readonly journeys: DatabaseJourneyStore;
  };

  constructor(options: {
    adoption: AdoptionService;
    store: AdoptionStore;
    ledger: DatabaseAdoptionLedger;
    journeys: DatabaseJourneyStore;
  }) {
    this.#options = options;
  }

  async funnel(
    query: JourneyQuery & { offering: string },
    person: AdoptionPerson,
    now: Date,
  ): Promise<AdoptionFunnel> {
    const { adoption, ledger, journeys, store } = this.#options;
    const board = await adoption.board(now);
    const { team, offering, scope } = query;
    const inAudience = adoption
      .pairs(board, query, person)
      .filter(
        ({ pair }) =>
          pair.inAudience && isInScope(board.organisation, pair.team, query),
      );
    const eligible = inAudience.filter(({ pair }) => pair.eligible);
    const shown = eligible.filter(
      ({ pair }) =>
        !pair.isHidden && !['unknown', 'not-applicable'].includes(pair.state),
    );
    const [firsts, decisions, catalog, portal] = await Promise.all([
      journeys.firsts(offering),
      ledger.decisions({ offering }),
      store.catalogDeclarations({ offering }),
      store.portalDeclarations({ offering }),
    ]);
    const adopted = new Map<string, Day>();
    for (const decision of [...decisions].reverse()) {
      if (!decision.voidedAt) {
        adopted.set(decision.team, decision.date);
      }
    }
    const said = new Map<string, Day>();
    const says = [
      ...catalog.map(each => ({
        team: each.team,
        state: each.state,
        on: dayOf(each.from),
      })),
      ...portal.map(each => ({
        team: each.team,
        state: each.state,
        on: dayOf(each.at),
      })),
    ].sort((a, b) => (a.on < b.on ? 1 : -1));
    for (const each of says) {
      if (each.state === 'evaluating' || each.state === 'adopted') {
        said.set(each.team, each.on);
      }
    }
    const ways = shown.map(each =>
      journeyOf(each, {
        firsts: firsts.get(each.pair.team),
        adopted: adopted.get(each.pair.team),
        said: said.get(each.pair.team),
      }),
    );
    const funnel = adoptionFunnel(ways, board.context.day);
    const expectedDays = board.context.offerings.find(
      ({ ref }) => ref === offering,
    )?.expectedDays;
    return {
      offering,
      ...(team ? { team } : {}),
      scope,
      steps: [...funnel.steps],
      triedAndLeft: funnel.triedAndLeft,
      hiddenTeams: eligible.filter(({ pair }) => pair.isHidden).length,
      cannotTell:
        eligible.length -
        shown.length -
        eligible.filter(({ pair }) => pair.isHidden).length,
      notRelevant: inAudience.length - eligible.length,
      firstSuccess: funnel.firstSuccess,
      ...(expectedDays === undefined ? {} : { expectedDays }),
    };
  }

  async trend(
    query: JourneyQuery,
    person: AdoptionPerson,
    now: Date,
  ): Promise<AdoptionTrend> {
    const { adoption, ledger, store } = this.#options;
    const board = await adoption.board(now);
    // Refuses what the caller cannot see.
    adoption.pairs(board, query, person);
    const today = dayOf(now);
    const weeks = Math.min(query.weeks ?? DEFAULT_WEEKS, MOST_WEEKS);
    const from = addDays(mondayOf(today), -7 * weeks);
    const [snapshots, history] = await Promise.all([
      ledger.snapshots({
        from,
        to: today,
        ...(query.offering ? { offering: query.offering } : {}),
        weekEnds: true,
      }),
      store.organisationHistory(),
    ]);
    const visible: TrendSnapshot[] = [];
    for (const [day, ofDay] of Map.groupBy(snapshots, each => each.day)) {
      // The organisation of that week: who moved since counts where it was.
      const { organisation, hidden } = organisationOn(
        history,
        day,
        board.context.peopleFloor,
      );
      for (const each of ofDay) {
        if (
          isInScope(organisation, each.team, query) &&
          sees(person.visibleUnits, each.team) &&
          sees(person.visibleOfferings, each.offering)
        ) {
          visible.push({ ...each, isHidden: hidden.has(each.team) });
        }
      }
    }
    return {
      ...(query.offering ? { offering: query.offering } : {}),
      ...(query.team ? { team: query.team } : {}),
      scope: query.scope,
      weeks: adoptionTrend(visible),
    };
  }
}

/** `direct`: the unit itself and the teams right below it; `subtree`: everything below it. */
export function isInScope(
  organisation: Organisation,
  team: string,
  query: { team?: string; scope: AdoptionScope },
): boolean {
  if (query.team === undefined) {
    return true;
  }
  return query.scope === 'direct'
    ? team === query.team || organisation.unit(team)?.parent === query.team
    : organisation.lineOf(team).includes(query.team);
}

function journeyOf(
  { pair }: BoardPair,
  known: {
    firsts?: { firstSeen: Day; firstSuccess?: Day };
    adopted?: Day;
    said?: Day;
  },
): TeamJourney {
  const { observed, said } = pair;
  const isUsed = pair.state === 'adopted' || pair.state === 'declining';
  let state: TeamJourney['state'] = 'none';
  if (isUsed) {
    state = 'adopted';
  } else if (pair.state === 'trial' || pair.state === 'lapsed') {
    state = pair.state;
  }
  const firstSeen = observed?.firstSeen;
  return {
    state,
    isPlanned: said.declared === 'evaluating' || said.declared === 'adopted',
    ...(known.said ? { said: known.said } : {}),
    ...(firstSeen ? { firstSeen } : {}),
    ...(observed?.lastSeen ? { lastSeen: observed.lastSeen } : {}),
    // In use, and the decision is not taken yet.
    ...(known.adopted || isUsed
      ? { adopted: known.adopted ?? observed?.adoptionDate ?? pair.asOf }
      : {}),
    ...(known.firsts?.firstSuccess
      ? { firstSuccess: known.firsts.firstSuccess }
      : {}),
  };
}
