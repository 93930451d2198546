import type { BackstageCredentials } from '@backstage/backend-plugin-api';
import { InputError } from '@backstage/errors';
import {
  compileScorecard,
  type CompiledScorecard,
  type DefinitionFault,
  type DryRunRequest,
  type DryRunResponse,
  type FactRegistry,
  MAX_DRY_RUN_ENTITIES,
} from '@mli/plugin-scorecards-common';
import type { CollectedFact, FactSource } from '@mli/plugin-scorecards-node';
import type { Knex } from 'knex';
import type { CelEvaluator } from '../cel/CelEvaluator';
import type { StoredReading } from '../store/factRow';
import { type FactsOfSubjects, readFacts } from '../store/FactStore';
import { readSubjects, type StoredSubject } from '../store/SubjectStore';
import { toLevelRow, toResultRow } from './convert';
import { evaluateSubjects, factsOf } from './EvaluationService';
import { fullEntityRef } from './fullEntityRef';
import {
  mayRead,
  maySeeSpeed,
  type ReadScope,
  type ReadScopes,
} from './ReadScope';
import { uncoveredPaths } from './subjectFields';

/** A definition that cannot be used; the answer lists every fault with its path. */
export class DefinitionFaultsError extends InputError {
  readonly faults: readonly DefinitionFault[];

  constructor(faults: readonly DefinitionFault[]) {
    const shown = faults
      .slice(0, 5)
      .map(({ path, message }) => `${path || 'the definition'} ${message}`)
      .join('; ');
    const more = faults.length > 5 ? `; and ${faults.length - 5} more` : '';
    const count = faults.length === 1 ? '1 fault' : `${faults.length} faults`;
    super(`The scorecard has ${count}: ${shown}${more}`);
    this.name = 'InputError';
    this.faults = faults;
  }
}

export interface DryRunServiceOptions {
  readonly database: Knex;
  readonly registry: FactRegistry;
  readonly scopes: ReadScopes;
  /** Facts that stand in the stored entities and need not have been collected. */
  readonly catalogFacts: FactSource;
  readonly cel: CelEvaluator;
}

/** Evaluates a definition on what is known now and stores nothing. */
export class DryRunService {
  readonly #options: DryRunServiceOptions;

  constructor(options: DryRunServiceOptions) {
    this.#options = options;
  }

  /** @throws DefinitionFaultsError (400) with all faults */
  async dryRun(
    credentials: BackstageCredentials,
    { definition, entities }: DryRunRequest,
    now: Date,
  ): Promise<DryRunResponse> {
    const { registry } = this.#options;
    const { compiled, faults, notes } = compileScorecard(definition, {
      registry,
    });
    if (!compiled || faults.length > 0) {
      throw new DefinitionFaultsError(faults);
    }
    const wanted = entities?.map(readEntityRef);
    const { subjects, scope } = await this.#visibleSubjects(credentials, {
      compiled,
      wanted,
    });
    const applicable = subjects.filter(subject =>
      compiled.appliesTo.matches(subject.entity),
    );
    const chosen = applicable.slice(0, MAX_DRY_RUN_ENTITIES);
    const evaluated = await evaluateSubjects({
      scorecards: [{ compiled, version: 0 }],
      subjects: chosen,
      facts: await this.#facts(compiled, chosen, now),
      registry,
      now,
      cel: this.#options.cel,
    });
    const found = new Set(subjects.map(({ ref }) => ref));
    const applied = new Set(applicable.map(({ ref }) => ref));
    return {
      scorecard: compiled.ref,
      faults: [],
      notes: [...notes, ...(await this.#notesOnFields(compiled))],
      items: evaluated.results
        .filter(
          ({ result, team }) =>
            result.visibility === 'catalog' || maySeeSpeed(scope, team),
        )
        .map(row => toResultRow(row, now)),
      levels: evaluated.levels
        .filter(
          ({ visibility, team }) =>
            visibility === 'catalog' || maySeeSpeed(scope, team),
        )
        .map(row => toLevelRow(row, now)),
      notFound: wanted?.filter(ref => !found.has(ref)) ?? [],
      notApplicable:
        wanted?.filter(ref => found.has(ref) && !applied.has(ref)) ?? [],
      truncated: applicable.length > chosen.length,
    };
  }

  async #visibleSubjects(
    credentials: BackstageCredentials,
    {
      compiled,
      wanted,
    }: { compiled: CompiledScorecard; wanted?: readonly string[] },
  ): Promise<{ subjects: StoredSubject[]; scope: ReadScope }> {
    const stored = await readSubjects(this.#options.database, wanted);
    const { kinds } = compiled.appliesTo;
    const candidates = stored.filter(
      ({ kind }) => wanted !== undefined || !kinds || kinds.has(kind),
    );
    const scope = await this.#options.scopes.scopeOf(credentials, {
      kinds: [...new Set(candidates.map(({ kind }) => kind))],
      teams: async () => [...new Set(candidates.map(({ team }) => team))],
    });
    const subjects = candidates.filter(({ kind, ref }) =>
      mayRead(scope, { kind, entity: ref }),
    );
    return { subjects, scope };
  }

  async #facts(
    compiled: CompiledScorecard,
    subjects: readonly StoredSubject[],
    now: Date,
  ): Promise<FactsOfSubjects> {
    const { database, catalogFacts } = this.#options;
    const factIds = factsOf([compiled]);
    const stored = await readFacts(database, {
      factIds,
      entities: subjects.map(({ ref }) => ref),
    });
    const collected = await catalogFacts.collect({
      subjects,
      factIds: new Set(factIds),
    });
    const facts = new Map(
      [...stored].map(([ref, known]) => [ref, new Map(known)]),
    );
    for (const fact of collected) {
      const known = facts.get(fact.entity) ?? new Map();
      facts.set(fact.entity, known);
      if (!known.has(fact.fact)) {
        known.set(fact.fact, this.#toReading(fact, now));
      }
    }
    return facts;
  }

  #toReading(fact: CollectedFact, now: Date): StoredReading {
    const schema = this.#options.registry.get(fact.fact);
    return {
      state: fact.state,
      type: fact.state === 'ok' ? schema?.type : undefined,
      value: fact.value,
      unit: schema?.unit,
      reason: fact.reason,
      observedAt: now,
      source: this.#options.catalogFacts.id,
      visibility: schema?.visibility ?? 'team-speed',
      confirmed: false,
    };
  }

  /** Fields of entities are kept as definitions in force read them. */
  async #notesOnFields(
    compiled: CompiledScorecard,
  ): Promise<DefinitionFault[]> {
    const missing = uncoveredPaths(compiled.appliesTo.paths, []);
    return missing.map(path => ({
      path: 'spec.appliesTo',
      message: `${path} may not be kept of every entity until a definition in the catalog reads it; a dry run may then find too few`,
    }));
  }
}

function readEntityRef(text: string): string {
  const ref = fullEntityRef(text);
  if (ref === undefined) {
    throw new InputError(
      `entity '${text.slice(0, 100)}' is no entity ref; write it like component:default/lane-net`,
    );
  }
  return ref;
}
