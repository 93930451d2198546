import type {
  CompiledCheck,
  CompiledScorecard,
} from '../definition/compileScorecard';
import type {
  FactReading,
  FactRegistry,
  FactValue,
  FactVisibility,
} from '../facts/FactSchema';
import type { CelRule } from '../definition/compileRule';
import type { CelAnswer } from './celRule';
import { shortenReason } from './describe';
import {
  evaluateRule,
  type RuleInput,
  type RuleOutcome,
  type Truth,
} from './evaluateRule';
import { levelOf, type LevelStanding } from './levelOf';
import type { CheckState } from './states';

export interface Exemption {
  /** Exclusive. */
  readonly until: Date;
  readonly reason: string;
}

/** One entity as the evaluation sees it. */
export interface Subject {
  readonly ref: string;
  /** What `appliesTo` reads. */
  readonly entity: unknown;
  readonly facts: ReadonlyMap<string, FactReading>;
  readonly exemptions?: ReadonlyMap<string, Exemption>;
  /** What the CEL expressions gave for this entity. */
  readonly celAnswers?: ReadonlyMap<CelRule, CelAnswer>;
}

export interface CheckResult {
  readonly check: string;
  readonly rank: number;
  readonly state: CheckState;
  /** False before `enableAfter`: shown, but in no level. */
  readonly counted: boolean;
  readonly reason: string;
  readonly fact?: string;
  readonly value?: FactValue;
  readonly unit?: string;
  readonly observedAt?: Date;
  readonly source?: string;
  readonly visibility: FactVisibility;
}

export interface ScorecardEvaluation {
  readonly results: readonly CheckResult[];
  readonly standing: LevelStanding;
  /** The strictest of its results: a level tells about what it rests on. */
  readonly visibility: FactVisibility;
}

export interface EvaluationContext {
  readonly registry: FactRegistry;
  readonly now: Date;
}

const STATE_OF: Readonly<Record<Truth, CheckState>> = {
  true: 'pass',
  false: 'fail',
  'no-data': 'no-data',
  stale: 'stale',
  error: 'error',
};

/** Evaluates one scorecard for one entity; undefined where it does not apply to it. Never throws. */
export function evaluateScorecard(
  scorecard: CompiledScorecard,
  subject: Subject,
  context: EvaluationContext,
): ScorecardEvaluation | undefined {
  if (!scorecard.appliesTo.matches(subject.entity)) {
    return undefined;
  }
  const results = scorecard.checks.map(check =>
    evaluateCheck(check, subject, context),
  );
  return {
    results,
    standing: levelOf(scorecard.levels, results),
    visibility: results.some(result => result.visibility === 'team-speed')
      ? 'team-speed'
      : 'catalog',
  };
}

/** A fact is as visible as its schema and its reading allow, whichever is stricter. */
function visibilityOf(
  check: CompiledCheck,
  subject: Subject,
  registry: FactRegistry,
): FactVisibility {
  for (const fact of check.facts) {
    const speed =
      registry.get(fact)?.visibility === 'team-speed' ||
      subject.facts.get(fact)?.visibility === 'team-speed';
    if (speed) {
      return 'team-speed';
    }
  }
  return 'catalog';
}

function evaluateCheck(
  check: CompiledCheck,
  subject: Subject,
  { registry, now }: EvaluationContext,
): CheckResult {
  const base = {
    check: check.id,
    rank: check.rank,
    counted: !check.enableAfter || check.enableAfter <= now,
    visibility: visibilityOf(check, subject, registry),
  };
  if (!check.rule) {
    return {
      ...base,
      state: 'error',
      reason: shortenReason(
        `the definition of this check is broken: ${check.fault}`,
      ),
    };
  }
  if (check.appliesTo && !check.appliesTo.matches(subject.entity)) {
    return {
      ...base,
      state: 'not-applicable',
      reason: 'the check does not apply to this entity',
    };
  }
  const input: RuleInput = {
    factOf: id => subject.facts.get(id),
    registry,
    now,
    celAnswerOf: rule => subject.celAnswers?.get(rule),
  };
  const applies = check.appliesWhen && evaluateRule(check.appliesWhen, input);
  if (applies?.truth === 'false') {
    return {
      ...base,
      state: 'not-applicable',
      reason: shortenReason(`the check does not apply: ${applies.reason}`),
      ...seenOf(applies),
    };
  }
  const isKnownToApply = !applies || applies.truth === 'true';
  const outcome = isKnownToApply ? evaluateRule(check.rule, input) : applies;
  return {
    ...base,
    ...stateOf(outcome, check, subject, now),
    ...seenOf(outcome),
  };
}

function stateOf(
  outcome: RuleOutcome,
  check: CompiledCheck,
  subject: Subject,
  now: Date,
): { state: CheckState; reason: string } {
  const state = STATE_OF[outcome.truth];
  const exemption = subject.exemptions?.get(check.id);
  const exempt =
    state !== 'pass' &&
    check.exemptable &&
    exemption !== undefined &&
    now < exemption.until;
  return {
    state: exempt ? 'exempt' : state,
    reason: shortenReason(
      exempt
        ? `exempt until ${exemption.until.toISOString()} (${exemption.reason}): ${outcome.reason}`
        : outcome.reason,
    ),
  };
}

function seenOf({ seen: { fact, reading } }: RuleOutcome) {
  return {
    fact,
    value: reading?.value,
    unit: reading?.unit,
    observedAt: reading?.observedAt,
    source: reading?.source,
  };
}
