import { setImmediate as nextTurn } from 'node:timers/promises';
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

/** Other work gets a turn after so many entities. */
const SUBJECTS_A_TURN = 200;

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
  const answers = await celAnswers(input.cel, {
    scorecards: scorecards.map(({ compiled }) => compiled),
    subjects,
    factsOf: ref => facts.get(ref) ?? NO_FACTS,
    registry,
    now,
  });
  const results: ResultToStore[] = [];
  const levels: LevelToStore[] = [];
  for (const [index, subject] of subjects.entries()) {
    if (index % SUBJECTS_A_TURN === SUBJECTS_A_TURN - 1) {
      await nextTurn();
    }
    const { ref: entity, kind, team } = subject;
    const known = facts.get(entity) ?? NO_FACTS;
    for (const { compiled, version } of scorecards) {
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
  }
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
}

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

  constructor(options: EvaluationServiceOptions) {
    this.#database = options.database;
    this.#registry = options.registry;
    this.#cel = options.cel;
  }

  /** Evaluates some entities, or all. */
  async evaluate(entities?: readonly string[]): Promise<EvaluationSummary> {
    return this.#database.transaction(async trx => {
      const now = await lockEvaluation(trx);
      const scorecards = await this.#scorecardsInForce(trx);
      const stored = await readSubjects(trx, entities);
      const refs = entities ?? stored.map(({ ref }) => ref);
      const subjects = new Map(stored.map(subject => [subject.ref, subject]));
      const work = { trx, now, scorecards, subjects };
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
      if (!entities) {
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
    { trx, now, scorecards, subjects }: EvaluationWork,
  ): Promise<SliceOutcome> {
    const factIds = factsOf(scorecards.map(({ compiled }) => compiled));
    const facts = await readFacts(trx, { factIds, entities: refs });
    const found = await evaluateSubjects({
      scorecards,
      subjects: refs.flatMap(ref => subjects.get(ref) ?? []),
      facts,
      registry: this.#registry,
      now,
      cel: this.#cel,
      exemptions: await readExemptionsInForce(trx, refs, now),
    });
    const { changes, ...written } = await replaceResults(trx, {
      ...found,
      entities: refs,
      at: now,
    });
    return { summary: { ...written, results: found.results.length }, changes };
  }

  async #scorecardsInForce(
    trx: Knex.Transaction,
  ): Promise<VersionedScorecard[]> {
    const definitions = await listDefinitions(trx);
    return definitions.flatMap(({ inForce }) => {
      const compiled =
        inForce &&
        compileScorecard(inForce.document, { registry: this.#registry })
          .compiled;
      return compiled ? [{ compiled, version: inForce.version }] : [];
    });
  }
}
