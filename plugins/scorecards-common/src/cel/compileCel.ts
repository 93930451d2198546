import { isCelError, parse, run } from '@bufbuild/cel';
import { isFactId } from '../facts/factValue';
import {
  CEL_FUNCTION_WORDS,
  CEL_FUNCTIONS,
  CEL_LIMITS,
  CEL_TRUTHS,
  CEL_TYPE_NAMES,
} from './celProfile';
import { faultOfCelText, faultOfPattern } from './scanCel';

export type CelProgram = ReturnType<typeof parse>;
type Expr = CelProgram['expr'];
type Kind<C extends string> =
  Extract<Expr['exprKind'], { case: C }> extends { value: infer V } ? V : never;

/** One question to the facts: the value of one, or whether it has one. */
export interface CelInput {
  readonly fact: string;
  readonly asks: 'value' | 'existence';
}

export interface CompiledCel {
  readonly text: string;
  /**
   * The expression with each question to the facts replaced by a call of `@fact(n)`, n being its place in `inputs`.
   * Plain data: it goes to the worker as it is.
   */
  readonly program: CelProgram;
  readonly inputs: readonly CelInput[];
}

/** The function that stands for the facts in a program; no expression can call it, because @ is in no name. */
export const CEL_FACT_FUNCTION = '@fact';

const FACTS = 'facts';
const RESERVED = new Set([FACTS, 'now']);
const INTERNAL_NAMES = new Set(['__proto__', 'constructor', 'prototype']);

/** Thrown inside this file only, and turned into the fault of the expression. */
class CelFault extends Error {}

function refuse(message: string): never {
  throw new CelFault(message);
}

interface Scope {
  readonly names: ReadonlySet<string>;
  readonly depth: number;
}

/** Cost and, for lists, the largest length, both as upper bounds. */
interface Weight {
  readonly steps: number;
  readonly size: number;
}

const LARGEST_LIST = 1_000;
const LEAF: Weight = { steps: 1, size: 1 };

class ProfileWalker {
  readonly inputs: CelInput[] = [];
  #nodes = 0;

  visit(expr: Expr | undefined, scope: Scope): Weight {
    if (!expr) {
      return LEAF;
    }
    this.#nodes += 1;
    if (this.#nodes > CEL_LIMITS.nodes) {
      refuse(`has more than ${CEL_LIMITS.nodes} parts`);
    }
    if (scope.depth > CEL_LIMITS.depth) {
      refuse(`is nested deeper than ${CEL_LIMITS.depth} levels`);
    }
    const inner = { ...scope, depth: scope.depth + 1 };
    const { exprKind: kind } = expr;
    switch (kind.case) {
      case 'constExpr':
        return LEAF;
      case 'identExpr':
        return this.#name(kind.value.name, scope);
      case 'selectExpr':
        return this.#select(kind.value, inner);
      case 'callExpr':
        return this.#call(expr, kind.value, inner);
      case 'listExpr':
        return this.#entries(kind.value.elements, inner);
      case 'structExpr':
        return this.#struct(kind.value, inner);
      case 'comprehensionExpr':
        return this.#comprehension(kind.value, inner);
      default:
        return refuse('is not complete');
    }
  }

  #name(name: string, { names }: Scope): Weight {
    if (INTERNAL_NAMES.has(name)) {
      refuse(`the name ${name} is not allowed`);
    }
    if (name === FACTS) {
      refuse(
        `facts can only be asked one by one, as facts['catalog.owner.set'] or 'catalog.owner.set' in facts`,
      );
    }
    if (name !== 'now' && !names.has(name) && !CEL_TYPE_NAMES.has(name)) {
      refuse(
        `${name.slice(0, 80)} is not known here; there are facts['...'] and now`,
      );
    }
    return LEAF;
  }

  #select({ operand, field }: Kind<'selectExpr'>, scope: Scope): Weight {
    if (INTERNAL_NAMES.has(field)) {
      refuse(`the name ${field} is not allowed`);
    }
    if (isFacts(operand)) {
      refuse(
        `a fact is asked with brackets: facts['${field.slice(0, 80)}...'], because its id has dots`,
      );
    }
    const { steps } = this.visit(operand, scope);
    return { steps: steps + 1, size: LARGEST_LIST };
  }

  #call(expr: Expr, call: Kind<'callExpr'>, scope: Scope): Weight {
    const name = call.function;
    const [first, second] = call.args;
    if (name === '_[_]' && isFacts(first)) {
      return this.#ask(expr, second, 'value');
    }
    if (name === '@in' && isFacts(second)) {
      return this.#ask(expr, first, 'existence');
    }
    if (!CEL_FUNCTIONS.has(name)) {
      refuse(
        `${name.slice(0, 80)} is no function of the profile; there are ${CEL_FUNCTION_WORDS}`,
      );
    }
    if (name === 'matches') {
      checkPattern(call.args.at(-1));
    }
    const parts = [...(call.target ? [call.target] : []), ...call.args].map(
      part => this.visit(part, scope),
    );
    return { steps: stepsOfCall(name, parts), size: sizeOfCall(name, parts) };
  }

  /** Replaces the question in place by a call that the worker answers. */
  #ask(expr: Expr, key: Expr | undefined, asks: CelInput['asks']): Weight {
    const constant =
      key?.exprKind.case === 'constExpr'
        ? key.exprKind.value.constantKind
        : undefined;
    const fact = constant?.case === 'stringValue' ? constant.value : undefined;
    if (!isFactId(fact)) {
      refuse(
        `the id of a fact must be written out, such as facts['catalog.description.length']`,
      );
    }
    if (INTERNAL_NAMES.has(fact)) {
      refuse(`the name ${fact} is not allowed`);
    }
    const known = this.inputs.findIndex(
      input => input.fact === fact && input.asks === asks,
    );
    const index = known >= 0 ? known : this.inputs.push({ fact, asks }) - 1;
    const template = parse(String(index)).expr;
    const call = parse('f(0)').expr;
    if (call.exprKind.case === 'callExpr') {
      call.exprKind.value.function = CEL_FACT_FUNCTION;
      call.exprKind.value.args = [{ ...template, id: key?.id ?? 0n }];
    }
    expr.exprKind = call.exprKind;
    return { steps: 1, size: asks === 'value' ? LARGEST_LIST : 1 };
  }

  #entries(elements: readonly (Expr | undefined)[], scope: Scope): Weight {
    if (elements.length > CEL_LIMITS.entries) {
      refuse(
        `has a list of ${elements.length} entries, at most ${CEL_LIMITS.entries} are allowed`,
      );
    }
    const steps = elements.reduce(
      (sum, element) => sum + this.visit(element, scope).steps,
      1,
    );
    return { steps, size: elements.length };
  }

  #struct({ messageName, entries }: Kind<'structExpr'>, scope: Scope): Weight {
    if (messageName !== '') {
      refuse(`${messageName.slice(0, 80)} cannot be made here`);
    }
    return this.#entries(
      entries.flatMap(({ keyKind, value }) => [
        keyKind.case === 'mapKey' ? keyKind.value : undefined,
        value,
      ]),
      scope,
    );
  }

  #comprehension(body: Kind<'comprehensionExpr'>, scope: Scope): Weight {
    for (const name of [body.iterVar, body.iterVar2]) {
      if (RESERVED.has(name) || INTERNAL_NAMES.has(name)) {
        refuse(`the name ${name} is taken; call the entry something else`);
      }
    }
    const range = this.visit(body.iterRange, scope);
    const names = new Set([
      ...scope.names,
      body.accuVar,
      body.iterVar,
      body.iterVar2,
    ]);
    const inner = { ...scope, names };
    const each = [body.loopCondition, body.loopStep].reduce(
      (sum, part) => sum + this.visit(part, inner).steps,
      0,
    );
    const rest = [body.accuInit, body.result].reduce(
      (sum, part) => sum + this.visit(part, inner).steps,
      0,
    );
    return { steps: range.steps + rest + range.size * each, size: range.size };
  }
}

function isFacts(expr: Expr | undefined): boolean {
  return (
    expr?.exprKind.case === 'identExpr' && expr.exprKind.value.name === FACTS
  );
}

function stepsOfCall(name: string, parts: readonly Weight[]): number {
  const own = parts.reduce((sum, part) => sum + part.steps, 1);
  const largest = Math.max(1, ...parts.map(part => part.size));
  if (name === 'matches') {
    return own + 100;
  }
  // looking through a list, or comparing two, is much quicker than a step of an expression, but not free
  return ['@in', '_==_', '_!=_'].includes(name) ? own + largest / 20 : own;
}

function sizeOfCall(name: string, parts: readonly Weight[]): number {
  const sizes = parts.map(part => part.size);
  if (name === '_+_') {
    return sizes.reduce((sum, size) => sum + size, 0);
  }
  return name === '_?_:_' || name === '_[_]' ? Math.max(...sizes) : 1;
}

function checkPattern(pattern: Expr | undefined): void {
  const constant =
    pattern?.exprKind.case === 'constExpr'
      ? pattern.exprKind.value.constantKind
      : undefined;
  if (constant?.case !== 'stringValue') {
    refuse('the regular expression of matches must be written out');
  }
  const fault = faultOfPattern(constant.value);
  if (fault) {
    refuse(fault);
  }
  const tried = run('"".matches(p)', { p: constant.value });
  if (isCelError(tried)) {
    refuse(`has a regular expression that is none: ${tried.message}`);
  }
}

function checkTruth({ exprKind: kind }: Expr): void {
  const never =
    (kind.case === 'constExpr' &&
      kind.value.constantKind.case !== 'boolValue') ||
    kind.case === 'listExpr' ||
    kind.case === 'structExpr' ||
    (kind.case === 'callExpr' &&
      !CEL_TRUTHS.has(kind.value.function) &&
      kind.value.function !== CEL_FACT_FUNCTION);
  if (never) {
    refuse('must give true or false, not a value');
  }
}

function parsed(text: string): CelProgram {
  try {
    return parse(text);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return refuse(`is no CEL expression: ${message.split('\n')[0]}`);
  }
}

/** Compiles an expression of the profile, or says what is wrong with it. Quick on any input, and never throws. */
export function compileCel(text: unknown): CompiledCel | { fault: string } {
  if (typeof text !== 'string') {
    return { fault: 'must be a text with a CEL expression' };
  }
  const fault = faultOfCelText(text);
  if (fault) {
    return { fault };
  }
  try {
    const program = parsed(text);
    const walker = new ProfileWalker();
    const { steps } = walker.visit(program.expr, {
      names: new Set(),
      depth: 1,
    });
    if (steps > CEL_LIMITS.steps) {
      refuse(
        `may take ${Math.round(steps)} steps for one entity, at most ${CEL_LIMITS.steps} are allowed; a list in a list is the usual reason`,
      );
    }
    checkTruth(program.expr);
    if (walker.inputs.length === 0) {
      refuse('asks no fact, so it says nothing about an entity');
    }
    return {
      text,
      program: { ...program, sourceInfo: undefined },
      inputs: walker.inputs,
    };
  } catch (error) {
    if (error instanceof CelFault) {
      return { fault: error.message };
    }
    throw error;
  }
}
