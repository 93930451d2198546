import { addDays, Day, daysBetween, mondayOf } from '../metrics/windows';
import { FoundAdoption, JudgedPeriod } from './judgePeriods';
import { Spell } from './spells';
import {
  ADOPTION_RULE_VERSION,
  AdoptedWhen,
  AdoptionThresholds,
} from './types';

/** What was known when an adoption date was decided. Numbers of people stay inside. */
export interface DecisionEvidence {
  readonly rule: AdoptedWhen;
  readonly thresholds: AdoptionThresholds;
  readonly periods: readonly JudgedPeriod[];
}

export interface NewDecision {
  readonly spell: number;
  readonly date: Day;
  readonly onset: Day;
  readonly decidedOn: Day;
  readonly ruleVersion: number;
  readonly evidence: DecisionEvidence;
}

/** A decision as far as later events can contradict it. */
export interface KnownDecision {
  readonly id: string;
  readonly spell: number;
  readonly date: Day;
  readonly isDisputed: boolean;
  readonly isVoided: boolean;
  /** The rule and the thresholds it was made with. */
  readonly rule: AdoptedWhen;
  readonly thresholds: AdoptionThresholds;
}

export interface Dispute {
  readonly id: string;
  /** The date the runs show now for that time; undefined: none. */
  readonly date?: Day;
}

export interface DecisionPlan {
  readonly take: readonly NewDecision[];
  readonly dispute: readonly Dispute[];
  readonly settle: readonly string[];
}

export interface DecisionContext {
  readonly asOf: Day;
  readonly adoptedWhen: AdoptedWhen;
  readonly thresholds: AdoptionThresholds;
  /** Spells of the pair under a rule, as known now: decisions are checked by the rule they were made with. */
  spellsUnder(
    rule: AdoptedWhen,
    thresholds: AdoptionThresholds,
  ): readonly Spell[];
}

/**
 * What to do about a team and an offering: decide the adoptions that are due, dispute what later events contradict,
 * settle what they confirm again.
 *
 * A spell is decided once. That later events move its first week disputes the decision; it never makes a second one.
 */
export function planDecisions(
  known: readonly KnownDecision[],
  context: DecisionContext,
): DecisionPlan {
  const { asOf, adoptedWhen, thresholds } = context;
  const take: NewDecision[] = [];
  const taken = [...known];
  for (const spell of context.spellsUnder(adoptedWhen, thresholds)) {
    const { adoption } = spell;
    if (
      adoption &&
      daysBetween(adoption.until, asOf) >= thresholds.decidedAfterDays &&
      !taken.some(({ date }) => isOf(date, spell, adoptedWhen.cadence))
    ) {
      const decision = {
        spell: Math.max(0, ...taken.map(each => each.spell)) + 1,
        date: adoption.date,
        onset: mondayOf(spell.start),
        decidedOn: asOf,
        ruleVersion: ADOPTION_RULE_VERSION,
        evidence: {
          rule: adoptedWhen,
          thresholds,
          periods: adoption.periods,
        },
      };
      take.push(decision);
      taken.push({
        ...decision,
        id: '',
        isDisputed: false,
        isVoided: false,
        rule: adoptedWhen,
        thresholds,
      });
    }
  }
  const dispute: Dispute[] = [];
  const settle: string[] = [];
  for (const decision of known.filter(each => !each.isVoided)) {
    const found = adoptionNear(decision, context);
    const agrees = found?.date === decision.date;
    if (agrees && decision.isDisputed) {
      settle.push(decision.id);
    } else if (!agrees && !decision.isDisputed) {
      dispute.push({ id: decision.id, ...(found ? { date: found.date } : {}) });
    }
  }
  return { take, dispute, settle };
}

/** Whether an adoption date lies in a spell. Its first week may begin before the first day seen. */
export function isOf(
  date: Day,
  spell: Pick<Spell, 'start' | 'lastSeen'>,
  cadence: AdoptedWhen['cadence'],
): boolean {
  const slack = cadence === 'month' ? 30 : 6;
  return addDays(spell.start, -slack) <= date && date <= spell.lastSeen;
}

function adoptionNear(
  decision: KnownDecision,
  context: DecisionContext,
): FoundAdoption | undefined {
  return context
    .spellsUnder(decision.rule, decision.thresholds)
    .find(spell => isOf(decision.date, spell, decision.rule.cadence))?.adoption;
}
