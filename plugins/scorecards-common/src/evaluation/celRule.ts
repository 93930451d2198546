import type { CelRule } from '../definition/compileRule';
import { parseTime } from '../facts/factValue';
import { describeFact } from './describe';
import type { RuleInput, RuleOutcome, Truth } from './evaluateRule';
import { whyUnknown } from './whyUnknown';

/** What a fact is in CEL: number a double, set a list of strings, time a timestamp. Undefined: not known. */
export type CelCell =
  number | boolean | string | readonly string[] | Date | undefined;

/**
 * What the worker answers: the truth; or the places of the inputs that would have to be known; or what went wrong.
 * CEL's own `&&` and `||` decide as soon as what is known decides them, so an unknown fact that does not matter is in
 * none of the answers.
 */
export type CelAnswer =
  | boolean
  | { readonly unknown: readonly number[] }
  | { readonly error: string };

/** The inputs of an expression for one entity, in their order. */
export function celCellsOf(rule: CelRule, input: RuleInput): CelCell[] {
  return rule.cel.inputs.map(({ fact, asks }) => {
    const reading = input.factOf(fact);
    if (
      !reading ||
      whyUnknown({ fact, maxAgeMs: rule.maxAgeMs }, reading, input)
    ) {
      return undefined;
    }
    if (asks === 'existence') {
      return reading.state === 'ok';
    }
    return reading.type === 'time'
      ? new Date(parseTime(reading.value) ?? NaN)
      : reading.value;
  });
}

const WORST_FIRST: readonly Truth[] = ['error', 'no-data', 'stale'];

/** Gives the answer of the worker its state and its words. */
export function judgeCel(rule: CelRule, input: RuleInput): RuleOutcome {
  const { inputs } = rule.cel;
  const answer = input.celAnswerOf?.(rule) ?? {
    error: 'the expression was not evaluated',
  };
  const outcome = (truth: Truth, reason: string, at = 0): RuleOutcome => {
    const fact = inputs[at]?.fact ?? '';
    return { truth, reason, seen: { fact, reading: input.factOf(fact) } };
  };
  if (typeof answer === 'boolean') {
    return outcome(
      answer ? 'true' : 'false',
      describeInputs(rule, input, answer),
    );
  }
  if ('error' in answer) {
    return outcome('error', `the CEL expression fails: ${answer.error}`);
  }
  const unknowns = answer.unknown.map(at => {
    const fact = inputs[at]?.fact ?? '';
    const why = whyUnknown(
      { fact, maxAgeMs: rule.maxAgeMs },
      input.factOf(fact),
      input,
    );
    const title = input.registry.titleOf(fact);
    return {
      at,
      truth: why?.truth ?? ('no-data' as const),
      reason: why?.reason ?? `${title} is not set`,
    };
  });
  const worst = WORST_FIRST.find(truth =>
    unknowns.some(one => one.truth === truth),
  );
  const told = unknowns.filter(one => one.truth === worst);
  const reasons = [...new Set(told.map(one => one.reason))];
  return outcome(
    worst ?? 'no-data',
    reasons.slice(0, 4).join('; '),
    told[0]?.at,
  );
}

function describeInputs(
  rule: CelRule,
  input: RuleInput,
  holds: boolean,
): string {
  const facts = [...new Set(rule.cel.inputs.map(({ fact }) => fact))];
  const seen = facts.slice(0, 4).map(fact => {
    const title = input.registry.titleOf(fact);
    const reading = input.factOf(fact);
    return reading?.state === 'ok'
      ? describeFact(title, reading)
      : `${title} is not set`;
  });
  return `${seen.join('; ')}; ${holds ? 'the expression holds' : `must hold: ${rule.cel.text}`}`;
}
