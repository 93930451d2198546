import {
  AdoptionDecision,
  AdoptionExplanation,
  AdoptionTransition,
} from '@mli/plugin-insights-common';
import { dayInWords } from '../../core/adoption/dayInWords';
import {
  ruleInWords,
  showEvidence,
  showPeriod,
  thresholdsInWords,
  whyThisDate,
} from '../../core/adoption/explain';
import { judgePeriods } from '../../core/adoption/judgePeriods';
import { completePeriods, periodOf } from '../../core/adoption/periods';
import { isOf } from '../../core/adoption/planDecisions';
import { findSpells } from '../../core/adoption/spells';
import { addDays, Day } from '../../core/metrics/windows';
import { AdoptionStore } from '../../store/adoption/AdoptionStore';
import { DatabaseAdoptionLedger } from '../../store/adoption/DatabaseAdoptionLedger';
import { StoredDecision } from '../../store/adoption/adoptionDecisions';
import { StoredTransition } from '../../store/adoption/adoptionTransitions';
import { DatabaseJourneyStore } from '../../store/adoption/DatabaseJourneyStore';
import { rowFor, speakerFor } from '../AdoptionService';
import { AdoptionPerson, mayAnswerFor, mayDeclareFor } from './AdoptionAccess';
import { TeamActivity } from './AdoptionContext';
import { DeclarationService, FoundPair } from './DeclarationService';
import { NeedsService } from './NeedsService';

const SHOWN_DAYS = 26 * 7;
const COMPONENT_DAYS = 28;
const MOST_TRANSITIONS = 50;

/** Everything behind one team and offering, as far as it may be told. */
export class ExplainService {
  readonly #options: {
    readonly store: AdoptionStore;
    readonly ledger: DatabaseAdoptionLedger;
    readonly journeys: DatabaseJourneyStore;
    readonly declarations: DeclarationService;
    readonly needs: NeedsService;
    readonly peopleFloor: number;
  };

  constructor(options: {
    store: AdoptionStore;
    ledger: DatabaseAdoptionLedger;
    journeys: DatabaseJourneyStore;
    declarations: DeclarationService;
    needs: NeedsService;
    peopleFloor: number;
  }) {
    this.#options = options;
  }

  async explain(
    asked: { team: string; offering: string },
    person: AdoptionPerson,
    now: Date,
  ): Promise<AdoptionExplanation> {
    const { declarations, needs } = this.#options;
    const found = await declarations.find(asked, person, now);
    const [seen, said, [need]] = await Promise.all([
      this.#seen(found, person),
      declarations.historyOf(asked),
      needs
        .needs(asked, person, now)
        .then(all => all.filter(each => each.team === asked.team)),
    ]);
    const maySee = declarations.maySeeHistory(found, person);
    const mayDeclare = mayDeclareFor(person, asked.team);
    const mayAnswer = mayAnswerFor(person, found.owner);
    return {
      row: rowFor(found, found.board, person),
      ...seen,
      declarations: { items: maySee ? said : [], hidden: !maySee },
      // What holds now everybody sees; how it came to it only team and provider.
      says: maySee ? timelineOf(said, found.pair.asOf) : timelineNow(found),
      ...(need ? { need } : {}),
      may: {
        declare: mayDeclare && person.user !== undefined,
        confirm: mayAnswer && found.pair.said.notRelevant !== undefined,
        voidDecision: mayDeclare || mayAnswer,
      },
      whoMayDeclare: `Members of ${found.teamTitle} and MLI leads`,
    };
  }

  async #seen(found: FoundPair, person: AdoptionPerson) {
    const { pair, board } = found;
    const offering = board.context.offerings.find(
      ({ ref }) => ref === pair.offering,
    );
    const adoptedWhen = offering?.adoptedWhen ?? {
      cadence: 'week' as const,
      periods: 3,
    };
    const thresholds = thresholdsInWords(adoptedWhen, board.context.thresholds);
    if (pair.isHidden || !pair.observed) {
      return {
        why: whyThisDate(pair, { who: '', periods: [], adoptedWhen }),
        thresholds,
        periods: [],
        decisions: [],
        transitions: [],
        rules: [],
        components: [],
        hiddenComponents: true,
      };
    }
    const { store, ledger, journeys, peopleFloor } = this.#options;
    const { team, asOf } = pair;
    const [activity, decisions, transitions, components] = await Promise.all([
      store.activity(asOf, [team]).then(days => new TeamActivity(days)),
      ledger.decisions({ team, offering: pair.offering }),
      ledger.transitions({ teams: [team], offering: pair.offering, all: true }),
      journeys.components(
        team,
        pair.offering,
        addDays(asOf, 1 - COMPONENT_DAYS),
      ),
    ]);
    const shown = decisions.map(each => showDecision(each, asOf));
    const context = {
      offering: activity.on(pair.offering),
      anything: activity.anything,
      adoptedWhen,
      thresholds: board.context.thresholds,
    };
    const spell = findSpells(context, asOf).at(-1);
    const decision = decisions.find(
      each => spell && isOf(each.date, spell, each.evidence.rule.cadence),
    );
    const counted = new Set(
      (decision?.evidence.periods ?? spell?.adoption?.periods ?? [])
        .filter(({ verdict }) => verdict === 'met')
        .map(({ first }) => first),
    );
    const first = addDays(asOf, 1 - SHOWN_DAYS);
    const open = periodOf(asOf, adoptedWhen.cadence);
    const periods = judgePeriods(context, [
      ...completePeriods(first, asOf, adoptedWhen.cadence),
      ...(open.last > asOf ? [open] : []),
    ]).map(period => showPeriod(period, counted, asOf));
    const releasable = components.filter(
      each => each.people >= peopleFloor && each.mostOfOne * 2 <= each.runs,
    );
    const speaker = speakerFor(team, board.organisation, person);
    return {
      why: whyThisDate(pair, {
        decision: shown.find(each => each.spell === decision?.spell),
        who: speaker ?? 'you',
        periods,
        adoptedWhen,
      }),
      thresholds,
      periods,
      decisions: shown,
      transitions: transitions
        .slice(-MOST_TRANSITIONS)
        .reverse()
        .map(each => showTransition(each, asOf)),
      rules: [...found.rules].sort(),
      components: releasable.map(({ component, runs }) => ({
        component,
        runs,
      })),
      hiddenComponents: releasable.length < components.length,
    };
  }
}

function showDecision(each: StoredDecision, asOf: Day): AdoptionDecision {
  const moved = each.dispute?.date;
  return {
    spell: each.spell,
    adoptionDate: each.date,
    onset: each.onset,
    decidedOn: each.decidedOn,
    decidedAt: each.decidedAt.toISOString(),
    ruleVersion: each.ruleVersion,
    evidenceDigest: each.digest,
    rule: ruleInWords(each.evidence.rule),
    periods: showEvidence(each.evidence),
    ...(each.disputedAt
      ? {
          disputed: {
            at: each.disputedAt.toISOString(),
            sentence: moved
              ? `What came in later points to ${dayInWords(moved, asOf)}.`
              : 'What came in later no longer shows enough use in those weeks.',
          },
        }
      : {}),
    ...(each.voidedAt
      ? {
          voided: {
            at: each.voidedAt.toISOString(),
            by: each.voidedBy ?? '',
            reason: each.voidReason ?? '',
          },
        }
      : {}),
  };
}

const OBSERVED_WORDS: Record<StoredTransition['observed'], string> = {
  unknown: 'it can no longer be told whether it is used',
  none: 'nothing was seen',
  trial: 'first use was seen',
  adopted: 'enough use was seen in a row',
  declining: 'use fell under the bar for 8 weeks',
  lapsed: 'no use had been seen for 28 days',
  'not-applicable': 'nobody of the team ran anything in 12 weeks',
  hidden: 'the team has fewer than 5 members',
};

const DECLARED_WORDS: Record<StoredTransition['declared'], string> = {
  none: 'nothing',
  evaluating: 'that it tries it',
  adopted: 'that it uses it',
  declined: 'no',
};

function showTransition(each: StoredTransition, asOf: Day): AdoptionTransition {
  const changes = [
    ...(each.from?.observed === each.observed
      ? []
      : [OBSERVED_WORDS[each.observed]]),
    ...(each.from?.declared === each.declared ||
    (!each.from && each.declared === 'none')
      ? []
      : [`the team said ${DECLARED_WORDS[each.declared]}`]),
  ];
  return {
    team: each.team,
    offering: each.offering,
    day: each.day,
    ...(each.from ? { from: each.from.status } : {}),
    to: each.status,
    observed: each.observed,
    declared: each.declared,
    recordedAt: each.recordedAt.toISOString(),
    retracted: each.isRetracted,
    sentence: `${dayInWords(each.day, asOf)}: ${changes.join('; ') || 'who it is meant for changed'}.`,
  };
}

function timelineNow({ pair }: FoundPair): AdoptionExplanation['says'] {
  const { said, asOf } = pair;
  return said.by && said.declared !== 'none'
    ? [{ from: said.since ?? asOf, state: said.declared, by: said.by }]
    : [];
}

/** What held when: the catalog file's word over the portal's. */
function timelineOf(
  items: AdoptionExplanation['declarations']['items'],
  asOf: Day,
): AdoptionExplanation['says'] {
  const oldest = [...items].sort((a, b) => (a.at < b.at ? -1 : 1));
  const portal = oldest.filter(each => each.from === 'portal');
  return [
    ...oldest
      .filter(each => each.from === 'catalog')
      .map(each => ({
        from: dayAfterEpoch(each.at, asOf),
        ...(each.until ? { to: each.until.slice(0, 10) } : {}),
        state: each.state,
        by: each.from,
      })),
    ...portal.flatMap((each, index) => {
      const next = portal[index + 1];
      return each.state === 'none'
        ? []
        : [
            {
              from: each.at.slice(0, 10),
              ...(next ? { to: next.at.slice(0, 10) } : {}),
              state: each.state,
              by: each.from,
            },
          ];
    }),
  ];
}

/** A row from the time before anything was known begins with what is shown. */
function dayAfterEpoch(at: string, asOf: Day): Day {
  const first = addDays(asOf, 1 - SHOWN_DAYS);
  const day = at.slice(0, 10);
  return day < first ? first : day;
}
