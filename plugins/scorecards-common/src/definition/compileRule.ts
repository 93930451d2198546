import { type CompiledCel, compileCel } from '../cel/compileCel';
import { DURATION_FORM, parseDuration } from '../facts/duration';
import type { FactRegistry } from '../facts/FactSchema';
import { isFactId } from '../facts/factValue';
import { DEFINITION_LIMITS } from './bounds';
import type { FaultList, PathSegment } from './fault';
import {
  isOperatorName,
  type Operand,
  OPERATOR_NAMES,
  type OperatorName,
  operatorOf,
} from './operators';

export interface FactRule {
  readonly type: 'fact';
  readonly fact: string;
  readonly operator: OperatorName;
  readonly operand: Operand;
  /** The rest of "<fact> is 3, ...". */
  readonly demand: string;
  /** Overrides the freshness of the fact. */
  readonly maxAgeMs?: number;
}

/** A rule written as one CEL expression; evaluated apart from the others, in a worker. */
export interface CelRule {
  readonly type: 'cel';
  readonly cel: CompiledCel;
  /** Overrides the freshness of every fact it asks. */
  readonly maxAgeMs?: number;
}

export type CompiledRule =
  | FactRule
  | CelRule
  | { readonly type: 'all' | 'any'; readonly rules: readonly CompiledRule[] }
  | { readonly type: 'not'; readonly rule: CompiledRule };

/** What other products call our operators; a fault then says which one is meant. */
const OTHER_NAMES: Readonly<Record<string, OperatorName>> = {
  equal: 'equals',
  eq: 'equals',
  '==': 'equals',
  notEqual: 'notEquals',
  neq: 'notEquals',
  '!=': 'notEquals',
  '<': 'lessThan',
  '<=': 'atMost',
  lessThanInclusive: 'atMost',
  lessThanOrEqual: 'atMost',
  '>': 'greaterThan',
  '>=': 'atLeast',
  greaterThanInclusive: 'atLeast',
  greaterThanOrEqual: 'atLeast',
  regex: 'matches',
  glob: 'matches',
};

const RULE_FORM =
  'must be {fact, operator, value}, {cel: ...} or one of {all: [..]}, {any: [..]}, {not: ..}';

export interface RuleContext {
  readonly faults: FaultList;
  /** Where known, operators are checked against the types of the facts. */
  readonly registry?: FactRegistry;
  /** Things that are no fault but that the author should know. */
  readonly notes: FaultList;
}

/** Every fact a rule reads. */
export function factsOfRule(rule: CompiledRule): Set<string> {
  if (rule.type === 'fact') {
    return new Set([rule.fact]);
  }
  if (rule.type === 'cel') {
    return new Set(rule.cel.inputs.map(({ fact }) => fact));
  }
  const parts = rule.type === 'not' ? [rule.rule] : rule.rules;
  return new Set(parts.flatMap(part => [...factsOfRule(part)]));
}

/** Every CEL expression in a rule. */
export function celRulesOf(rule: CompiledRule): CelRule[] {
  if (rule.type === 'fact' || rule.type === 'cel') {
    return rule.type === 'cel' ? [rule] : [];
  }
  return rule.type === 'not'
    ? celRulesOf(rule.rule)
    : rule.rules.flatMap(celRulesOf);
}

class RuleCompiler {
  readonly #context: RuleContext;
  #leaves = 0;

  constructor(context: RuleContext) {
    this.#context = context;
  }

  rule(
    rule: unknown,
    path: readonly PathSegment[],
    depth: number,
  ): CompiledRule | undefined {
    const { faults } = this.#context;
    if (typeof rule !== 'object' || rule === null || Array.isArray(rule)) {
      faults.add(path, RULE_FORM);
      return undefined;
    }
    if (depth > DEFINITION_LIMITS.ruleDepth) {
      faults.add(
        path,
        `nests all, any and not more than ${DEFINITION_LIMITS.ruleDepth} deep`,
      );
      return undefined;
    }
    // an object, and its values are checked before use
    const fields = rule as Record<string, unknown>;
    if ('cel' in fields) {
      return this.cel(fields, path);
    }
    const group = (['all', 'any', 'not'] as const).find(key => key in fields);
    if (group === undefined) {
      return this.leaf(fields, path);
    }
    if (Object.keys(fields).length !== 1) {
      faults.add(
        path,
        `${group} must stand alone; nest it to combine it with others`,
      );
      return undefined;
    }
    if (group === 'not') {
      const inner = this.rule(fields.not, [...path, 'not'], depth + 1);
      return inner && { type: 'not', rule: inner };
    }
    return this.group(group, fields[group], [...path, group], depth);
  }

  group(
    type: 'all' | 'any',
    parts: unknown,
    path: readonly PathSegment[],
    depth: number,
  ): CompiledRule | undefined {
    if (!Array.isArray(parts) || parts.length === 0) {
      this.#context.faults.add(
        path,
        'must be a list of rules, with at least one',
      );
      return undefined;
    }
    const rules: CompiledRule[] = [];
    for (const [index, part] of parts.entries()) {
      if (this.#leaves > DEFINITION_LIMITS.ruleLeaves) {
        return undefined;
      }
      const compiled = this.rule(part, [...path, index], depth + 1);
      if (compiled) {
        rules.push(compiled);
      }
    }
    return { type, rules };
  }

  cel(
    fields: Record<string, unknown>,
    path: readonly PathSegment[],
  ): CelRule | undefined {
    const { faults } = this.#context;
    this.#leaves += 1;
    for (const key of Object.keys(fields)) {
      if (!['cel', 'maxAge'].includes(key)) {
        faults.add([...path, key], 'is not part of {cel, maxAge}');
      }
    }
    const cel = compileCel(fields.cel);
    if ('fault' in cel) {
      faults.add([...path, 'cel'], cel.fault);
      return undefined;
    }
    for (const { fact } of cel.inputs) {
      this.noteUnknown(fact, [...path, 'cel']);
    }
    const maxAgeMs = this.maxAge(fields.maxAge, path);
    return { type: 'cel', cel, ...(maxAgeMs && { maxAgeMs }) };
  }

  noteUnknown(fact: string, path: readonly PathSegment[]): void {
    const { notes, registry } = this.#context;
    if (registry && !registry.get(fact)) {
      notes.add(
        path,
        `no source provides ${fact}; the check has no data until somebody reports it`,
      );
    }
  }

  leaf(
    fields: Record<string, unknown>,
    path: readonly PathSegment[],
  ): FactRule | undefined {
    const { faults } = this.#context;
    this.#leaves += 1;
    if (this.#leaves > DEFINITION_LIMITS.ruleLeaves) {
      faults.add(
        path,
        `is one comparison too many: a rule has at most ${DEFINITION_LIMITS.ruleLeaves}`,
      );
      return undefined;
    }
    if (!('fact' in fields) && !('operator' in fields)) {
      faults.add(path, RULE_FORM);
      return undefined;
    }
    for (const key of Object.keys(fields)) {
      if (!['fact', 'operator', 'value', 'maxAge'].includes(key)) {
        faults.add(
          [...path, key],
          'is not part of {fact, operator, value, maxAge}',
        );
      }
    }
    const { fact } = fields;
    if (!isFactId(fact)) {
      faults.add(
        [...path, 'fact'],
        'must be the id of a fact, such as catalog.description.length',
      );
    } else {
      this.noteUnknown(fact, [...path, 'fact']);
    }
    const maxAgeMs = this.maxAge(fields.maxAge, path);
    const comparison = this.comparison(fields, path);
    return isFactId(fact) && comparison
      ? { type: 'fact', fact, ...comparison, ...(maxAgeMs && { maxAgeMs }) }
      : undefined;
  }

  maxAge(value: unknown, path: readonly PathSegment[]): number | undefined {
    if (value === undefined) {
      return undefined;
    }
    const ms = parseDuration(value);
    if (ms === undefined) {
      this.#context.faults.add([...path, 'maxAge'], `must be ${DURATION_FORM}`);
    }
    return ms;
  }

  comparison(
    { fact, operator: name, value }: Record<string, unknown>,
    path: readonly PathSegment[],
  ): Pick<FactRule, 'operator' | 'operand' | 'demand'> | undefined {
    const { faults, registry } = this.#context;
    if (!isOperatorName(name)) {
      const meant =
        typeof name === 'string' && Object.hasOwn(OTHER_NAMES, name)
          ? ` (did you mean ${OTHER_NAMES[name]}?)`
          : '';
      faults.add(
        [...path, 'operator'],
        `must be one of ${OPERATOR_NAMES.join(', ')}${meant}`,
      );
      return undefined;
    }
    const operator = operatorOf(name);
    const parsed = operator.parse(value);
    if ('fault' in parsed) {
      faults.add([...path, 'value'], `${parsed.fault} for ${name}`);
      return undefined;
    }
    const schema = typeof fact === 'string' ? registry?.get(fact) : undefined;
    const types = operator.types(parsed.operand);
    if (schema && !types.includes(schema.type)) {
      faults.add(
        path,
        `${name} ${value === undefined ? '' : 'with this value '}compares a ${types.join(' or a ')}, but ${fact} is a ${schema.type}`,
      );
      return undefined;
    }
    return {
      operator: name,
      operand: parsed.operand,
      demand: operator.demand(parsed.operand, value),
    };
  }
}

/** Compiles one rule; undefined, with faults added, where something is wrong with it. */
export function compileRule(
  rule: unknown,
  path: readonly PathSegment[],
  context: RuleContext,
): CompiledRule | undefined {
  const before = context.faults.size;
  const compiled = new RuleCompiler(context).rule(rule, path, 1);
  return context.faults.size === before ? compiled : undefined;
}
