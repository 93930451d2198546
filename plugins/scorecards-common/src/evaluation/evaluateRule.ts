import type { CompiledRule, FactRule } from '../definition/compileRule';
import { operatorOf } from '../definition/operators';
import { normaliseFact } from '../facts/factValue';
import type { FactReading, FactRegistry, FactType } from '../facts/FactSchema';
import { describeFact } from './describe';

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

function agedOut(
  rule: FactRule,
  reading: FactReading,
  { registry, now }: RuleInput,
): boolean {
  const limit = rule.maxAgeMs ?? registry.get(rule.fact)?.freshnessMs;
  return (
    limit !== undefined && now.getTime() - reading.observedAt.getTime() > limit
  );
}

function hasType(reading: FactReading): reading is FactReading & {
  readonly type: FactType;
  readonly value: NonNullable<FactReading['value']>;
} {
  return (
    reading.type !== undefined &&
    reading.value !== undefined &&
    'value' in normaliseFact(reading.type, reading.value)
  );
}

function compare(rule: FactRule, input: RuleInput): RuleOutcome {
  const title = input.registry.titleOf(rule.fact);
  const reading = input.factOf(rule.fact);
  const outcome = (truth: Truth, reason: string): RuleOutcome => ({
    truth,
    reason,
    seen: { fact: rule.fact, reading },
  });
  if (!reading) {
    return outcome('no-data', `nothing is known about ${title}`);
  }
  if (reading.state === 'no-data') {
    return outcome(
      'no-data',
      `nothing is known about ${title}${reading.reason ? ` (${reading.reason})` : ''}`,
    );
  }
  if (agedOut(rule, reading, input)) {
    return outcome(
      'stale',
      `${title} was last seen at ${reading.observedAt.toISOString()}, which is too long ago`,
    );
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
  if (!hasType(reading)) {
    return outcome(
      'error',
      `${title} has a value that is not of its type ${reading.type ?? '(none)'}`,
    );
  }
  const operator = operatorOf(rule.operator);
  const types = operator.types(rule.operand);
  if (!types.includes(reading.type)) {
    return outcome(
      'error',
      `${title} is a ${reading.type}, but ${rule.operator} compares a ${types.join(' or a ')}`,
    );
  }
  const holds = operator.holds({
    value: reading.value,
    type: reading.type,
    operand: rule.operand,
    nowMs: input.now.getTime(),
  });
  return outcome(
    holds ? 'true' : 'false',
    `${describeFact(title, reading)}, ${rule.demand}`,
  );
}
