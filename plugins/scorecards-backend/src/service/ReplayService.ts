import type { BackstageCredentials } from '@backstage/backend-plugin-api';
import { InputError } from '@backstage/errors';
import {
  compileScorecard,
  type CompiledScorecard,
  type DefinitionFault,
  type FactRegistry,
  type ReplayRequest,
  type ReplayResponse,
} from '@mli/plugin-scorecards-common';
import type { Knex } from 'knex';
import type { CelEvaluator } from '../cel/CelEvaluator';
import { listDefinitions } from '../store/DefinitionStore';
import { readFactsAt } from '../store/PastFacts';
import { selectLevels } from '../store/ResultQueries';
import type { LevelToStore } from '../store/resultRow';
import { readSubjects, type StoredSubject } from '../store/SubjectStore';
import { DefinitionFaultsError } from './DryRunService';
import { evaluateSubjects, factsOf } from './EvaluationService';
import { fullEntityRef } from './fullEntityRef';
import { mayRead, maySeeSpeed, type ReadScope } from './ReadScope';
import type { ResultService } from './ResultService';

const WEEK_MS = 7 * 86_400_000;

export interface ReplayServiceOptions {
  readonly database: Knex;
  readonly registry: FactRegistry;
  readonly results: ResultService;
  readonly cel: CelEvaluator;
}

/**
 * Evaluates a definition over the facts as they were in the last weeks: how the trend would have looked, and who would
 * stand elsewhere today. Entities and their owners are those of today. Stores nothing.
 */
export class ReplayService {
  readonly #options: ReplayServiceOptions;

  constructor(options: ReplayServiceOptions) {
    this.#options = options;
  }

  /** @throws InputError, NotFoundError, DefinitionFaultsError */
  async replay(
    credentials: BackstageCredentials,
    request: ReplayRequest,
    now: Date,
  ): Promise<ReplayResponse> {
    const { compiled, notes } = await this.#definition(credentials, request);
    const { database, results } = this.#options;
    const scope = await results.scope(credentials, undefined, [
      ...(compiled.appliesTo.kinds ?? []),
    ]);
    const subjects = (await readSubjects(database)).filter(
      ({ kind, ref, entity }) =>
        mayRead(scope, { kind, entity: ref }) &&
        compiled.appliesTo.matches(entity),
    );
    const trend: ReplayResponse['trend'] = [];
    let today: readonly LevelToStore[] = [];
    for (let week = request.weeks; week >= 0; week -= 1) {
      const at = new Date(now.getTime() - week * WEEK_MS);
      const then = await this.#levelsAt(compiled, { subjects, scope, at });
      today = then.levels;
      // Nothing was known yet: that nobody had a level would be made up.
      if (!then.isAnythingKnown && trend.length === 0 && week > 0) continue;
      const counts = Array<number>(compiled.levels.length + 1).fill(0);
      for (const { standing } of today) {
        const rank = standing.level?.rank ?? 0;
        counts[rank] = (counts[rank] ?? 0) + 1;
      }
      trend.push({ at: at.toISOString(), counts });
    }
    return {
      scorecard: compiled.ref,
      notes: [...notes],
      levels: compiled.levels.map(level => ({ ...level })),
      entities: today.length,
      trend,
      changes: await this.#changes(compiled.ref, scope, today),
    };
  }

  async #definition(
    credentials: BackstageCredentials,
    { definition, scorecard }: ReplayRequest,
  ): Promise<{
    compiled: CompiledScorecard;
    notes: readonly DefinitionFault[];
  }> {
    if ((definition === undefined) === (scorecard === undefined)) {
      throw new InputError(
        'Say either a definition or the scorecard to replay.',
      );
    }
    const { registry, database, results } = this.#options;
    let document = definition;
    if (scorecard !== undefined) {
      const ref = fullEntityRef(scorecard, 'scorecard') ?? '';
      await results.scorecard(credentials, ref);
      const listed = await listDefinitions(database);
      document = listed.find(one => one.ref === ref)?.inForce?.document;
    }
    const { compiled, faults, notes } = compileScorecard(document, {
      registry,
    });
    if (!compiled || faults.length > 0) {
      throw new DefinitionFaultsError(faults);
    }
    return { compiled, notes };
  }

  async #levelsAt(
    compiled: CompiledScorecard,
    {
      subjects,
      scope,
      at,
    }: { subjects: readonly StoredSubject[]; scope: ReadScope; at: Date },
  ): Promise<{ levels: LevelToStore[]; isAnythingKnown: boolean }> {
    const { database, registry, cel } = this.#options;
    const facts = await readFactsAt(database, {
      factIds: factsOf([compiled]),
      entities: subjects.map(({ ref }) => ref),
      at,
    });
    const { levels } = await evaluateSubjects({
      scorecards: [{ compiled, version: 0 }],
      ...{ subjects, facts, registry, cel },
      now: at,
    });
    const seen = levels.filter(
      ({ visibility, team }) =>
        visibility === 'catalog' || maySeeSpeed(scope, team),
    );
    return { levels: seen, isAnythingKnown: facts.size > 0 };
  }

  async #changes(
    ref: string,
    scope: ReadScope,
    today: readonly LevelToStore[],
  ): Promise<ReplayResponse['changes']> {
    const stored = await selectLevels(this.#options.database, scope, {
      scorecards: [ref],
      limit: 100_000,
    });
    const ranks = new Map(
      stored.map(row => [row.entity, row.level?.rank ?? 0]),
    );
    return today.flatMap(({ entity, standing }) => {
      const from = ranks.get(entity);
      const to = standing.level?.rank ?? 0;
      return from === to
        ? []
        : [{ entity, from, to, missing: [...(standing.next?.missing ?? [])] }];
    });
  }
}
