import { stringifyEntityRef } from '@backstage/catalog-model';
import type { z } from 'zod';
import type { FactRegistry } from '../facts/FactSchema';
import { type CompiledPredicate, compilePredicate } from './appliesTo';
import { checkBounds } from './bounds';
import { type CompiledRule, compileRule, factsOfRule } from './compileRule';
import { type DefinitionFault, FaultList, type PathSegment } from './fault';
import {
  checkFrameSchema,
  SCORECARD_KIND,
  scorecardFrameSchema,
} from './scorecardSchema';

export interface CompiledLevel {
  readonly name: string;
  readonly title: string;
  /** 1 for the first; a level includes those of smaller rank. */
  readonly rank: number;
}

export interface CompiledCheck {
  readonly id: string;
  readonly title: string;
  readonly why?: string;
  /** Rank of its level; 1 where the definition does not say which. */
  readonly rank: number;
  /** Absent where the check is broken; then `fault` says why and its state is `error`. */
  readonly rule?: CompiledRule;
  readonly fault?: string;
  readonly facts: ReadonlySet<string>;
  readonly appliesTo?: CompiledPredicate;
  /** Where it is false the check is not applicable; where it is unknown, so is the check. */
  readonly appliesWhen?: CompiledRule;
  readonly enableAfter?: Date;
  readonly exemptable: boolean;
  /** Who answers for it, where that is not the owner of the scorecard. */
  readonly owner?: string;
  readonly remediation?: { readonly text?: string; readonly url?: string };
}

export interface CompiledScorecard {
  /** Full, lower-case entity ref. */
  readonly ref: string;
  readonly title: string;
  readonly description?: string;
  readonly owner: string;
  readonly levels: readonly CompiledLevel[];
  readonly checks: readonly CompiledCheck[];
  readonly appliesTo: CompiledPredicate;
  /** Everything that decides results, in one canonical form: if it changes, a new version starts. */
  readonly meaning: string;
}

export interface CompileResult {
  /** Absent where not even the frame holds; broken checks alone leave it usable. */
  readonly compiled?: CompiledScorecard;
  readonly faults: readonly DefinitionFault[];
  /** No faults, but worth knowing: a fact nobody provides. */
  readonly notes: readonly DefinitionFault[];
}

export interface CompileOptions {
  readonly registry?: FactRegistry;
}

type Frame = z.infer<typeof scorecardFrameSchema>;

/**
 * Reads a Scorecard definition as it stands in YAML. Never throws, whatever it is given; every fault names its path.
 */
export function compileScorecard(
  definition: unknown,
  options: CompileOptions = {},
): CompileResult {
  const faults = new FaultList();
  const notes = new FaultList();
  const compiled = checkBounds(definition, faults)
    ? compileFrame(definition, { faults, notes, registry: options.registry })
    : undefined;
  return { compiled, faults: faults.toArray(), notes: notes.toArray() };
}

interface Context {
  readonly faults: FaultList;
  readonly notes: FaultList;
  readonly registry?: FactRegistry;
}

function addIssues(
  error: z.ZodError,
  path: readonly PathSegment[],
  faults: FaultList,
): void {
  for (const issue of error.issues) {
    if (issue.code === 'unrecognized_keys') {
      for (const key of issue.keys) {
        faults.add([...path, ...issue.path, key], 'is not known here');
      }
    } else {
      faults.add([...path, ...issue.path], issue.message);
    }
  }
}

function kindOf(definition: unknown): string | undefined {
  const { kind } = (definition ?? {}) as { kind?: unknown };
  return typeof kind === 'string' ? kind : undefined;
}

function compileFrame(
  definition: unknown,
  context: Context,
): CompiledScorecard | undefined {
  const kind = kindOf(definition);
  if (kind !== undefined && kind !== SCORECARD_KIND) {
    // The faults of a file that is something else would hide that it is the wrong file.
    context.faults.add(
      ['kind'],
      `is ${kind.slice(0, 63)}, must be ${SCORECARD_KIND}; nothing else of it was read`,
    );
    return undefined;
  }
  const frame = scorecardFrameSchema.safeParse(definition);
  if (!frame.success) {
    addIssues(frame.error, [], context.faults);
    reportPartsOf(definition, context);
    return undefined;
  }
  const { metadata, spec } = frame.data;
  const appliesTo = compileSubjects(spec.appliesTo, context);
  const levels = compileLevels(spec.levels, context.faults);
  const checks = compileChecks(spec.checks, levels, context);
  for (const level of levels) {
    if (!checks.some(check => check.rank === level.rank)) {
      context.faults.add(
        ['spec', 'levels', level.rank - 1],
        `no check belongs to the level ${level.name}, so it would be reached for nothing`,
      );
    }
  }
  if (!appliesTo) {
    return undefined;
  }
  return {
    ref: stringifyEntityRef({
      kind: SCORECARD_KIND,
      namespace: metadata.namespace ?? 'default',
      name: metadata.name,
    }),
    title: metadata.title ?? metadata.name,
    description: metadata.description,
    owner: spec.owner,
    levels,
    checks,
    appliesTo,
    meaning: meaningOf(spec),
  };
}

/** With a broken frame the author still wants to hear about the checks and filters that can be read. */
function reportPartsOf(definition: unknown, context: Context): void {
  const spec = (definition as Partial<Frame> | undefined)?.spec as
    Partial<Frame['spec']> | undefined;
  if (typeof spec !== 'object' || spec === null) {
    return;
  }
  if (spec.appliesTo !== undefined) {
    compileSubjects(spec.appliesTo, context);
  }
  if (Array.isArray(spec.checks)) {
    compileChecks(spec.checks, undefined, context);
  }
}

function compileSubjects(
  predicate: unknown,
  { faults }: Context,
): CompiledPredicate | undefined {
  const path = ['spec', 'appliesTo'];
  const compiled = compilePredicate(predicate, path, faults);
  if (compiled?.kinds?.has('user')) {
    faults.add(path, 'names Users, but a scorecard is never about a person');
    return undefined;
  }
  return compiled;
}

function compileLevels(
  levels: Frame['spec']['levels'],
  faults: FaultList,
): CompiledLevel[] {
  const seen = new Set<string>();
  return levels.map((level, index) => {
    if (seen.has(level.name)) {
      faults.add(
        ['spec', 'levels', index, 'name'],
        `the name ${level.name} is used twice`,
      );
    }
    seen.add(level.name);
    return {
      name: level.name,
      title: level.title ?? level.name,
      rank: index + 1,
    };
  });
}

function compileChecks(
  checks: readonly unknown[],
  levels: readonly CompiledLevel[] | undefined,
  context: Context,
): CompiledCheck[] {
  const seen = new Set<string>();
  const compiled: CompiledCheck[] = [];
  for (const [index, check] of checks.entries()) {
    const path = ['spec', 'checks', index];
    const id = (check as { id?: unknown } | null | undefined)?.id;
    if (typeof id === 'string' && seen.has(id)) {
      context.faults.add([...path, 'id'], `the id ${id} is used twice`);
      // for its other faults
      compileCheck(check, path, levels, context);
      continue;
    }
    const result = compileCheck(check, path, levels, context);
    if (result) {
      seen.add(result.id);
      compiled.push(result);
    }
  }
  return compiled;
}

/** A check that is broken but has an id stays, so that it is seen as `error` and not lost. */
function compileCheck(
  check: unknown,
  path: readonly PathSegment[],
  levels: readonly CompiledLevel[] | undefined,
  context: Context,
): CompiledCheck | undefined {
  const own: Context = { ...context, faults: new FaultList() };
  const frame = checkFrameSchema.safeParse(check);
  if (!frame.success) {
    addIssues(frame.error, path, own.faults);
  }
  const said = (frame.data ?? check ?? {}) as Partial<
    z.infer<typeof checkFrameSchema>
  >;
  const rule = compileRule(said.rule, [...path, 'rule'], own);
  const appliesTo =
    said.appliesTo === undefined
      ? undefined
      : compilePredicate(said.appliesTo, [...path, 'appliesTo'], own.faults);
  const appliesWhen =
    said.appliesWhen === undefined
      ? undefined
      : compileRule(said.appliesWhen, [...path, 'appliesWhen'], own);
  const level = levels?.find(({ name }) => name === said.level);
  if (levels && frame.success && !level) {
    own.faults.add(
      [...path, 'level'],
      `must be the name of a level: ${levels.map(l => l.name).join(', ')}`,
    );
  }
  const faults = own.faults.toArray();
  context.faults.addAll(faults);
  const readable =
    frame.success || checkFrameSchema.shape.id.safeParse(said.id).success;
  if (!readable || said.id === undefined) {
    return undefined;
  }
  const broken = faults[0];
  return {
    id: said.id,
    title: frame.data?.title ?? said.id,
    why: frame.data?.why,
    rank: level?.rank ?? 1,
    ...(broken
      ? { fault: `${broken.path}: ${broken.message}` }
      : { rule, appliesTo, appliesWhen }),
    facts: new Set(
      [rule, appliesWhen].flatMap(part => (part ? [...factsOfRule(part)] : [])),
    ),
    enableAfter: frame.data?.enableAfter
      ? new Date(frame.data.enableAfter)
      : undefined,
    exemptable: frame.data?.exemptable ?? true,
    owner: frame.data?.owner,
    remediation: frame.data?.remediation,
  };
}

/** Canonical JSON: the order in which somebody wrote the keys is no change of meaning. */
function canonical(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.map(canonical);
  }
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(
      Object.entries(value)
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([key, child]) => [key, canonical(child)]),
    );
  }
  return value;
}

function meaningOf(spec: Frame['spec']): string {
  return JSON.stringify(
    canonical({
      appliesTo: spec.appliesTo,
      levels: spec.levels.map(level => level.name),
      checks: spec.checks.map(check => {
        const { id, level, rule, enableAfter, exemptable, ...rest } = (check ??
          {}) as Record<string, unknown>;
        const { appliesTo, appliesWhen } = rest;
        return {
          ...{ id, level, rule, appliesTo, appliesWhen },
          ...{ enableAfter, exemptable },
        };
      }),
    }),
  );
}
