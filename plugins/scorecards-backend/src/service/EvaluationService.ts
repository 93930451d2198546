import {
  compileScorecard,
  type CompiledScorecard,
  evaluateScorecard,
  type FactRegistry,
} from '@mli/plugin-scorecards-common';
import type { Knex } from 'knex';
import { celAnswers } from '../cel/celAnswers';
import type { CelEvaluator } from '../cel/CelEvaluator';
import {
  type ExemptionsOfEntities,
  readExemptionsInForce,
} from '../store/ExemptionStore';
import type { LevelChange } from '../store/LevelStore';
import { storeNotices } from '../store/NoticeStore';
import { noticesOfLevels } from './noticesOfLevels';
import { listDefinitions, markEvaluated } from '../store/DefinitionStore';
import { lockEvaluation } from '../store/evaluationLock';
import { type FactsOfSubjects, readFacts } from '../store/FactStore';
import type { StoredReading } from '../store/factRow';
import {
  endResultsOfOthers,
  replaceResults,
  type WriteSummary,
} from '../store/ResultStore';
import type { LevelToStore, ResultToStore } from '../store/resultRow';
import { readSubjects, type StoredSubject } from '../store/SubjectStore';
import { eachInTurns } from '../eachInTurns';

export interface VersionedScorecard {
  readonly compiled: CompiledScorecard;
  readonly version: number;
}

export interface EvaluatedSubjects {
  readonly results: readonly ResultToStore[];
  readonly levels: readonly LevelToStore[];
}

export interface EvaluationInput {
  readonly scorecards: readonly VersionedScorecard[];
  readonly subjects: readonly StoredSubject[];
  readonly facts: FactsOfSubjects;
  readonly registry: FactRegistry;
  readonly now: Date;
  readonly cel: CelEvaluator;
  readonly exemptions?: ExemptionsOfEntities;
  /** Which scorecards to judge an entity by; all where it is left out. */
  readonly isInScope?: (scorecard: string, entity: string) => boolean;
}

export interface EvaluationSummary extends WriteSummary {
  readonly scorecards: number;
  readonly entities: number;
  readonly results: number;
}

/** Every fact some scorecards read. */
export function factsOf(scorecards: Iterable<CompiledScorecard>): string[] {
  const ids = new Set<string>();
  for (const { checks } of scorecards) {
    for (const check of checks) {
      check.facts.forEach(fact => ids.add(fact));
    }
  }
  return [...ids];
}

const NO_FACTS: ReadonlyMap<string, StoredReading> = new Map();

/** Evaluates in memory; lets other work run in between. */
export async function evaluateSubjects(
  input: EvaluationInput,
): Promise<EvaluatedSubjects> {
  const { scorecards, subjects, facts, registry, now, exemptions } = input;
  const { isInScope } = input;
  const answers = await celAnswers(input.cel, {
    scorecards: scorecards.map(({ compiled }) => compiled),
    subjects,
    factsOf: ref => facts.get(ref) ?? NO_FACTS,
    registry,
    now,
  });
  const results: ResultToStore[] = [];
  const levels: LevelToStore[] = [];
  await eachInTurns(subjects, subject => {
    const { ref: entity, kind, team } = subject;
    const known = facts.get(entity) ?? NO_FACTS;
    for (const { compiled, version } of scorecards) {
      if (isInScope && !isInScope(compiled.ref, entity)) {
        continue;
      }
      const evaluation = evaluateScorecard(
        compiled,
        {
          ref: entity,
          entity: subject.entity,
          facts: known,
          celAnswers: answers.get(entity),
          exemptions: exemptions?.get(entity)?.get(compiled.ref),
        },
        { registry, now },
      );
      if (!evaluation) {
        continue;
      }
      const row = { scorecard: compiled.ref, version, entity, kind, team };
      for (const result of evaluation.results) {
        const confirmed = known.get(result.fact ?? '')?.confirmed ?? false;
        const observedAt = confirmed ? undefined : result.observedAt;
        results.push({ ...row, result, observedAt });
      }
      const { standing, visibility } = evaluation;
      const count = compiled.levels.length;
      levels.push({ ...row, levels: count, standing, visibility });
    }
  });
  return { results, levels };
}

interface SliceSummary extends WriteSummary {
  readonly results: number;
}

interface SliceOutcome {
  readonly summary: SliceSummary;
  readonly changes: readonly LevelChange[];
}

interface EvaluationWork {
  readonly trx: Knex.Transaction;
  readonly now: Date;
  readonly scorecards: readonly VersionedScorecard[];
  readonly subjects: ReadonlyMap<string, StoredSubject>;
  readonly exemptions: ExemptionsOfEntities;
  readonly isInScope: (scorecard: string, entity: string) => boolean;
}

/** Entities with the facts that changed; where these are left out, everything about the entity is judged anew. */
export type ChangedFacts = ReadonlyMap<string, ReadonlySet<string> | undefined>;

/** Below this, slices would cost more than they gain. */
const SMALLEST_SLICE = 300;
/** Bounds the number of statements, whatever the number of entities. */
const MOST_SLICES = 8;

function slicesOf(refs: readonly string[]): string[][] {
  const size = Math.max(SMALLEST_SLICE, Math.ceil(refs.length / MOST_SLICES));
  const slices: string[][] = [];
  for (let start = 0; start < refs.length; start += size) {
    slices.push(refs.slice(start, start + size));
  }
  return slices;
}

/**
 * Works on two slices at a time: while PostgreSQL reads or writes one, the other is evaluated. The statements of both
 * go through one connection, one after the other, and concern different entities.
 */
async function inLanes<T>(
  slices: readonly string[][],
  work: (slice: string[]) => Promise<T>,
): Promise<T[]> {
  const done: T[] = [];
  const pending = slices.values();
  const lane = async () => {
    for (const slice of pending) {
      done.push(await work(slice));
    }
  };
  await Promise.all([lane(), lane()]);
  return done;
}

export interface EvaluationServiceOptions {
  readonly database: Knex;
  readonly registry: FactRegistry;
  readonly cel: CelEvaluator;
}

/** Turns what is stored (definitions, subjects, facts) into results; of nothing else, so it can be repeated at will. */
export class EvaluationService {
  readonly #database: Knex;
  readonly #registry: FactRegistry;
  readonly #cel: CelEvaluator;
  /** By the text of the definition. */
  #compiled: ReadonlyMap<string, CompiledScorecard> = new Map();

  constructor(options: EvaluationServiceOptions) {
    this.#database = options.database;
    this.#registry = options.registry;
    this.#cel = options.cel;
  }

  /** Evaluates some entities on all scorecards, or all. */
  async evaluate(entities?: readonly string[]): Promise<EvaluationSummary> {
    return this.evaluateChanged(
      entities && new Map(entities.map(entity => [entity, undefined])),
    );
  }

  /** Evaluates entities on the scorecards that read the facts that changed; everything where nothing is said. */
  async evaluateChanged(changed?: ChangedFacts): Promise<EvaluationSummary> {
    return this.#database.transaction(async trx => {
      const now = await lockEvaluation(trx);
      const inForce = await this.#scorecardsInForce(trx);
      const { scorecards, entities, isInScope } = scopeOf(inForce, changed);
      const stored = await readSubjects(trx, entities);
      const refs = entities ?? stored.map(({ ref }) => ref);
      const subjects = new Map(stored.map(subject => [subject.ref, subject]));
      const exemptions = await readExemptionsInForce(trx, entities, now);
      const work = { trx, now, scorecards, subjects, exemptions, isInScope };
      const slices = await inLanes(slicesOf(refs), slice =>
        this.#evaluateSlice(slice, work),
      );
      await storeNotices(
        trx,
        noticesOfLevels(
          slices.flatMap(({ changes }) => changes),
          now,
        ),
        now,
      );
      let others = 0;
      if (!changed) {
        others = await endResultsOfOthers(trx, now);
        await markEvaluated(
          trx,
          scorecards.map(({ compiled }) => compiled.ref),
          now,
        );
      }
      const sum = (key: keyof SliceSummary) =>
        slices.reduce((total, { summary }) => total + summary[key], 0);
      return {
        scorecards: scorecards.length,
        entities: stored.length,
        results: sum('results'),
        resultsChanged: sum('resultsChanged'),
        resultsEnded: sum('resultsEnded') + others,
        levelsChanged: sum('levelsChanged'),
      };
    });
  }

  async #evaluateSlice(
    refs: readonly string[],
    work: EvaluationWork,
  ): Promise<SliceOutcome> {
    const { trx, now, scorecards, subjects, exemptions, isInScope } = work;
    const factIds = factsOf(scorecards.map(({ compiled }) => compiled));
    const found = await evaluateSubjects({
      scorecards,
      subjects: refs.flatMap(ref => subjects.get(ref) ?? []),
      facts: await readFacts(trx, { factIds, entities: refs }),
      registry: this.#registry,
      now,
      cel: this.#cel,
      ...{ exemptions, isInScope },
    });
    const { changes, ...written } = await replaceResults(trx, {
      ...found,
      ...{ isInScope, entities: refs, at: now },
    });
    return { summary: { ...written, results: found.results.length }, changes };
  }

  /** Definitions change seldom, so what was compiled before is kept as long as their texts stay. */
  async #scorecardsInForce(
    trx: Knex.Transaction,
  ): Promise<VersionedScorecard[]> {
    const definitions = await listDefinitions(trx);
    const compiledNow = new Map<string, CompiledScorecard>();
    const inForce = definitions.flatMap(({ inForce: found }) => {
      if (!found) {
        return [];
      }
      const text = JSON.stringify(found.document);
      const compiled =
        this.#compiled.get(text) ??
        compileScorecard(found.document, { registry: this.#registry }).compiled;
      if (!compiled) {
        return [];
      }
      compiledNow.set(text, compiled);
      return [{ compiled, version: found.version }];
    });
    this.#compiled = compiledNow;
    return inForce;
  }
}

/** A result depends on the facts its check reads, a level on all checks of its scorecard: so scorecards are chosen whole. */
function scopeOf(
  inForce: readonly VersionedScorecard[],
  changed: ChangedFacts | undefined,
): Pick<EvaluationWork, 'scorecards' | 'isInScope'> & {
  /** Left out: every entity. */
  readonly entities?: readonly string[];
} {
  if (!changed || [...changed.values()].includes(undefined)) {
    const entities = changed && [...changed.keys()];
    return { scorecards: inForce, entities, isInScope: () => true };
  }
  const readers = new Map<string, Set<string>>();
  for (const { compiled } of inForce) {
    for (const fact of factsOf([compiled])) {
      readers.set(fact, (readers.get(fact) ?? new Set()).add(compiled.ref));
    }
  }
  const chosen = new Map(
    [...changed].map(([entity, facts]) => [
      entity,
      new Set(
        [...(facts ?? [])].flatMap(fact => [...(readers.get(fact) ?? [])]),
      ),
    ]),
  );
  const needed = new Set([...chosen.values()].flatMap(refs => [...refs]));
  return {
    scorecards: inForce.filter(({ compiled }) => needed.has(compiled.ref)),
    entities: [...chosen].flatMap(([entity, refs]) =>
      refs.size > 0 ? entity : [],
    ),
    isInScope: (scorecard, entity) =>
      chosen.get(entity)?.has(scorecard) ?? false,
  };
}
