import { AdoptionPair } from '../../core/adoption/adoptionPair';
import { DecisionPlan, planDecisions } from '../../core/adoption/planDecisions';
import { findSpells } from '../../core/adoption/spells';
import {
  amendTransitions,
  Standing,
  transitionsIn,
} from '../../core/adoption/transitions';
import { AdoptedWhen, AdoptionThresholds } from '../../core/adoption/types';
import { addDays, Day } from '../../core/metrics/windows';
import { Unit } from '../../core/release/Organisation';
import { StageDay } from '../../store/adoption/AdoptionStore';
import { StoredDecision } from '../../store/adoption/adoptionDecisions';
import { StoredSnapshot } from '../../store/adoption/adoptionSnapshots';
import {
  PairTransition,
  StoredTransition,
} from '../../store/adoption/adoptionTransitions';
import { DayContext, pairsOfTeam, TeamActivity } from './AdoptionContext';

/** What is known of one team, and from which day on it is to be looked at again. */
export interface TeamInput {
  readonly unit: Unit;
  readonly activity: TeamActivity;
  readonly stageDays: readonly StageDay[];
  readonly decisions: readonly StoredDecision[];
  readonly transitions: readonly StoredTransition[];
  readonly firstDay: Day;
  readonly lastDay: Day;
  /** There is nothing before this day. */
  readonly beginning: Day;
}

export interface TeamRecord {
  readonly snapshots: StoredSnapshot[];
  readonly add: PairTransition[];
  readonly retract: StoredTransition[];
  readonly plans: (DecisionPlan & { team: string; offering: string })[];
}

/** Says what the record of a team should be, from what is known now. */
export function recordTeam(
  input: TeamInput,
  contextOf: (day: Day) => DayContext,
): TeamRecord {
  const { firstDay, lastDay, beginning } = input;
  const series = new Map<string, AdoptionPair[]>();
  const before = new Map<string, AdoptionPair>();
  const from = firstDay > beginning ? addDays(firstDay, -1) : firstDay;
  for (let day = from; day <= lastDay; day = addDays(day, 1)) {
    for (const pair of pairsOn(day, input, contextOf)) {
      if (day < firstDay) {
        before.set(pair.offering, pair);
      } else {
        const days = series.get(pair.offering);
        if (days) {
          days.push(pair);
        } else {
          series.set(pair.offering, [pair]);
        }
      }
    }
  }
  const recorded = Map.groupBy(input.transitions, each => each.offering);
  const record: TeamRecord = {
    snapshots: [...series.values()].flat().map(snapshotOf),
    add: [],
    retract: [],
    plans: plansOf(input, contextOf(lastDay)),
  };
  for (const [offering, pairs] of series) {
    const last = before.get(offering);
    const now = transitionsIn(
      pairs.map(standingOf),
      last && standingOf(last),
    ).filter(each => each.from !== undefined || isWorthTelling(each));
    const byDay = new Map(pairs.map(pair => [pair.asOf, pair]));
    const amended = amendTransitions(recorded.get(offering) ?? [], now);
    record.retract.push(...amended.retract);
    record.add.push(
      ...amended.add.map(each => ({
        ...each,
        team: input.unit.ref,
        offering,
        evidence: evidenceOf(byDay.get(each.day)),
      })),
    );
  }
  return record;
}

function pairsOn(
  day: Day,
  input: TeamInput,
  contextOf: (day: Day) => DayContext,
): AdoptionPair[] {
  const context = contextOf(day);
  // As it was then: its place, its role and its members may have been others.
  const unit = context.organisation.unit(input.unit.ref);
  return unit
    ? pairsOfTeam(context, unit, {
        activity: input.activity,
        activeStages: activeStages(input.stageDays, day, context.thresholds),
      })
    : [];
}

function activeStages(
  days: readonly StageDay[],
  day: Day,
  { sizeDays }: AdoptionThresholds,
): Set<string> {
  const first = addDays(day, 1 - sizeDays);
  return new Set(
    days
      .filter(each => first <= each.day && each.day <= day)
      .map(({ stage }) => stage),
  );
}

function plansOf(input: TeamInput, context: DayContext): TeamRecord['plans'] {
  const { unit, activity, lastDay } = input;
  const decisionsOf = Map.groupBy(input.decisions, each => each.offering);
  return context.offerings.flatMap(offering => {
    const decisions = decisionsOf.get(offering.ref) ?? [];
    const log = activity.on(offering.ref);
    if (decisions.length === 0 && log.days.length === 0) {
      return [];
    }
    const plan = planDecisions(
      decisions.map(each => ({
        id: each.id,
        spell: each.spell,
        date: each.date,
        isDisputed: each.disputedAt !== undefined,
        isVoided: each.voidedAt !== undefined,
        rule: each.evidence.rule,
        thresholds: each.evidence.thresholds,
      })),
      {
        asOf: lastDay,
        adoptedWhen: offering.adoptedWhen,
        thresholds: context.thresholds,
        spellsUnder: remembered((adoptedWhen, thresholds) =>
          findSpells(
            {
              offering: log,
              anything: activity.anything,
              adoptedWhen,
              thresholds,
            },
            lastDay,
          ),
        ),
      },
    );
    const isEmpty =
      plan.take.length + plan.dispute.length + plan.settle.length === 0;
    return isEmpty ? [] : [{ ...plan, team: unit.ref, offering: offering.ref }];
  });
}

type OfRules<T> = (rule: AdoptedWhen, thresholds: AdoptionThresholds) => T;

function remembered<T>(of: OfRules<T>): OfRules<T> {
  const known = new Map<string, T>();
  return (rule, thresholds) => {
    const key = JSON.stringify([rule, thresholds]);
    const value = known.get(key) ?? of(rule, thresholds);
    known.set(key, value);
    return value;
  };
}

function standingOf({ asOf, state, said, status }: AdoptionPair): Standing {
  return { day: asOf, observed: state, declared: said.declared, status };
}

/** That nothing is known of a pair on the first day is no change. */
function isWorthTelling({ observed, declared }: Standing): boolean {
  return (
    declared !== 'none' ||
    !['none', 'not-applicable', 'unknown', 'hidden'].includes(observed)
  );
}

function evidenceOf(pair: AdoptionPair | undefined): Record<string, unknown> {
  const observed = pair?.observed;
  return JSON.parse(
    JSON.stringify({
      firstSeen: observed?.firstSeen,
      lastSeen: observed?.lastSeen,
      spellStart: observed?.spellStart,
      spell: observed?.spell,
      activeMembers: observed?.activeMembers,
      size: observed?.size,
      unknownCause: observed?.unknownCause,
      declaredBy: pair?.said.by,
      eligible: pair?.eligible,
    }),
  );
}

function snapshotOf(pair: AdoptionPair): StoredSnapshot {
  const { observed, said } = pair;
  return {
    day: pair.asOf,
    team: pair.team,
    offering: pair.offering,
    eligible: pair.eligible,
    observed: pair.state,
    ...(observed?.unknownCause ? { unknownCause: observed.unknownCause } : {}),
    declared: said.declared,
    ...(said.by ? { declaredBy: said.by } : {}),
    status: pair.status,
    byPeople: observed?.byPeople ?? false,
    inProduction: observed?.inProduction ?? false,
    activeMembers: observed?.activeMembers ?? 0,
    size: observed?.size ?? 0,
  };
}
