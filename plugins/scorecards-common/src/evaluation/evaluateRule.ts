import type {
  CelRule,
  CompiledRule,
  FactRule,
} from '../definition/compileRule';
import { operatorOf } from '../definition/operators';
import type { FactReading, FactRegistry } from '../facts/FactSchema';
import { type CelAnswer, judgeCel } from './celRule';
import { describeFact } from './describe';
import { whyUnknown } from './whyUnknown';

/** `no-data`, `stale` and `error` are the ways of not knowing; none of them counts as true or as false. */
export type Truth = 'true' | 'false' | 'no-data' | 'stale' | 'error';

/** The fact that decided, as it was seen. */
export interface SeenFact {
  readonly fact: string;
  readonly reading?: FactReading;
}

export interface RuleOutcome {
  readonly truth: Truth;
  /** A sentence without its full stop. */
  readonly reason: string;
  readonly seen: SeenFact;
}

export interface RuleInput {
  readonly factOf: (id: string) => FactReading | undefined;
  readonly registry: FactRegistry;
  readonly now: Date;
  /** What the worker found for a CEL expression over the facts of this entity. */
  readonly celAnswerOf?: (rule: CelRule) => CelAnswer | undefined;
}

/** Which way of not knowing is told when several parts do not know: what somebody must repair comes first. */
const UNKNOWNS: readonly Truth[] = ['error', 'no-data', 'stale'];

/**
 * Three-valued logic of Kleene: a group is known as soon as what is known decides it, whatever the rest may be. So a
 * rule is true only if it stays true under every value the missing facts could have.
 */
export function evaluateRule(
  rule: CompiledRule,
  input: RuleInput,
): RuleOutcome {
  if (rule.type === 'fact') {
    return compare(rule, input);
  }
  if (rule.type === 'cel') {
    return judgeCel(rule, input);
  }
  if (rule.type === 'not') {
    return negate(rule.rule, input);
  }
  const parts = rule.rules.map(part => evaluateRule(part, input));
  return rule.type === 'all' ? conjunction(parts) : disjunction(parts);
}

/** "must be at most 3" becomes "must not be at most 3", and back. */
function oppositeOf(demand: string): string {
  return demand.startsWith('must not ')
    ? demand.replace('must not ', 'must ')
    : demand.replace('must ', 'must not ');
}

function negate(rule: CompiledRule, input: RuleInput): RuleOutcome {
  const inner =
    rule.type === 'fact'
      ? compare({ ...rule, demand: oppositeOf(rule.demand) }, input)
      : evaluateRule(rule, input);
  if (inner.truth !== 'true' && inner.truth !== 'false') {
    return inner;
  }
  return {
    ...inner,
    truth: inner.truth === 'true' ? 'false' : 'true',
    reason:
      rule.type === 'fact'
        ? inner.reason
        : `the opposite must hold: ${inner.reason}`,
  };
}

function ofTruth(parts: readonly RuleOutcome[], truth: Truth): RuleOutcome[] {
  return parts.filter(part => part.truth === truth);
}

function join(parts: readonly RuleOutcome[], truth: Truth): RuleOutcome {
  const reasons = [...new Set(parts.map(part => part.reason))];
  const shown = reasons.slice(0, 4).join('; ');
  const more = reasons.length - 4;
  return {
    truth,
    reason: more > 0 ? `${shown}; and ${more} more` : shown,
    // compileRule refuses an empty group, and a group is joined over its parts or a kind of them that is there
    seen: parts[0]?.seen ?? { fact: '' },
  };
}

function unknownOf(parts: readonly RuleOutcome[]): RuleOutcome | undefined {
  for (const truth of UNKNOWNS) {
    const some = ofTruth(parts, truth);
    if (some.length > 0) {
      return join(some, truth);
    }
  }
  return undefined;
}

function conjunction(parts: readonly RuleOutcome[]): RuleOutcome {
  const failing = ofTruth(parts, 'false');
  return failing.length > 0
    ? join(failing, 'false')
    : (unknownOf(parts) ?? join(parts, 'true'));
}

function disjunction(parts: readonly RuleOutcome[]): RuleOutcome {
  const holding = ofTruth(parts, 'true');
  if (holding.length > 0) {
    return join(holding, 'true');
  }
  const unknown = unknownOf(parts);
  if (unknown) {
    return unknown;
  }
  const failed = join(parts, 'false');
  return parts.length > 1
    ? { ...failed, reason: `none of these holds: ${failed.reason}` }
    : failed;
}

function compare(rule: FactRule, input: RuleInput): RuleOutcome {
  const title = input.registry.titleOf(rule.fact);
  const reading = input.factOf(rule.fact);
  const outcome = (truth: Truth, reason: string): RuleOutcome => ({
    truth,
    reason,
    seen: { fact: rule.fact, reading },
  });
  const unknown = whyUnknown(rule, reading, input);
  if (unknown || !reading) {
    return unknown
      ? outcome(unknown.truth, unknown.reason)
      : outcome('no-data', `nothing is known about ${title}`);
  }
  if (reading.state === 'absent') {
    if (rule.operator !== 'exists') {
      return outcome('no-data', `${title} is not set, ${rule.demand}`);
    }
    return outcome(
      rule.operand === false ? 'true' : 'false',
      `${title} is not set, ${rule.demand}`,
    );
  }
  const { type, value } = reading;
  if (type === undefined || value === undefined) {
    return outcome('error', `${title} has no value`);
  }
  const operator = operatorOf(rule.operator);
  const types = operator.types(rule.operand);
  if (!types.includes(type)) {
    return outcome(
      'error',
      `${title} is a ${type}, but ${rule.operator} compares a ${types.join(' or a ')}`,
    );
  }
  const holds = operator.holds({
    value,
    type,
    operand: rule.operand,
    nowMs: input.now.getTime(),
  });
  return outcome(
    holds ? 'true' : 'false',
    `${describeFact(title, reading)}, ${rule.demand}`,
  );
}
