import {
  type CelAnswer,
  celCellsOf,
  type CelRule,
  celRulesOf,
  type CompiledScorecard,
  type FactReading,
  type FactRegistry,
} from '@mli/plugin-scorecards-common';
import type { CelEvaluator } from './CelEvaluator';

interface CelSubject {
  readonly ref: string;
  readonly entity: unknown;
}

export interface CelAnswersInput {
  readonly scorecards: readonly CompiledScorecard[];
  readonly subjects: readonly CelSubject[];
  readonly factsOf: (ref: string) => ReadonlyMap<string, FactReading>;
  readonly registry: FactRegistry;
  readonly now: Date;
}

export type CelAnswers = ReadonlyMap<string, ReadonlyMap<CelRule, CelAnswer>>;

/** Answers every CEL expression for every entity its scorecard applies to: one batch an expression. */
export async function celAnswers(
  evaluator: CelEvaluator,
  { scorecards, subjects, factsOf, registry, now }: CelAnswersInput,
): Promise<CelAnswers> {
  const answers = new Map<string, Map<CelRule, CelAnswer>>();
  for (const { appliesTo, checks } of scorecards) {
    const rules = checks.flatMap(({ rule, appliesWhen }) =>
      [rule, appliesWhen].flatMap(part => (part ? celRulesOf(part) : [])),
    );
    if (rules.length === 0) {
      continue;
    }
    const applicable = subjects.filter(({ entity }) =>
      appliesTo.matches(entity),
    );
    for (const rule of rules) {
      const rows = applicable.map(({ ref }) =>
        celCellsOf(rule, { factOf: id => factsOf(ref).get(id), registry, now }),
      );
      const found = await evaluator.evaluate({
        program: rule.cel.program,
        rows,
        now,
      });
      for (const [index, { ref }] of applicable.entries()) {
        const own = answers.get(ref) ?? new Map<CelRule, CelAnswer>();
        answers.set(
          ref,
          own.set(rule, found[index] ?? { error: 'it gave no answer' }),
        );
      }
    }
  }
  return answers;
}
