import { createHash, hash } from 'node:crypto';
import type {
  AuthService,
  BackstageCredentials,
  LoggerService,
} from '@backstage/backend-plugin-api';
import { type Entity, stringifyEntityRef } from '@backstage/catalog-model';
import { stringifyError } from '@backstage/errors';
import type { CatalogService } from '@backstage/plugin-catalog-node';
import { streamCatalog } from '@mli/plugin-ml-platform-node';
import {
  compileScorecard,
  type CompiledScorecard,
  type FactRegistry,
  isStorableText,
  normaliseFact,
  SCORECARD_KIND,
} from '@mli/plugin-scorecards-common';
import type {
  CollectedFact,
  FactSource,
  FactSubject,
} from '@mli/plugin-scorecards-node';
import type { Knex } from 'knex';
import {
  replaceDefinitions,
  type SeenDefinition,
} from '../store/DefinitionStore';
import { lockEvaluation } from '../store/evaluationLock';
import { fingerprintOf, type Observation } from '../store/factRow';
import {
  factKey,
  readFactsOfSource,
  recordCollection,
  removeFacts,
  writeFacts,
} from '../store/FactStore';
import { replaceSubjects, type SubjectToStore } from '../store/SubjectStore';
import { eachInTurns } from '../eachInTurns';
import { factsOf } from './EvaluationService';
import { owningTeam } from './owningTeam';
import { DEFAULT_KINDS, subjectFields, trimEntity } from './subjectFields';

export interface CollectionServiceOptions {
  readonly auth: AuthService;
  readonly catalog: CatalogService;
  readonly database: Knex;
  readonly logger: LoggerService;
  readonly registry: FactRegistry;
  readonly sources: readonly FactSource[];
}

interface SourceOutcome {
  readonly source: FactSource;
  readonly facts?: readonly CollectedFact[];
  readonly error?: string;
}

interface ReadDefinition extends SeenDefinition {
  readonly scorecard?: CompiledScorecard;
}

/**
 * Brings definitions, subjects and facts from where they live into our tables. Everything is fetched first and written
 * in one transaction, so an evaluation never sees half a collection; a source that fails leaves its facts as they are.
 */
export class CollectionService {
  readonly #options: CollectionServiceOptions;

  constructor(options: CollectionServiceOptions) {
    this.#options = options;
  }

  async collect(signal?: AbortSignal): Promise<void> {
    const credentials = await this.#options.auth.getOwnServiceCredentials();
    const definitions = await this.#readDefinitions(credentials);
    const scorecards = definitions.flatMap(({ scorecard }) => scorecard ?? []);
    const subjects = await this.#readSubjects(credentials, scorecards);
    const factIds = new Set(factsOf(scorecards));
    const outcomes: SourceOutcome[] = [];
    for (const source of this.#options.sources) {
      outcomes.push(
        await this.#collectFrom(source, { subjects, factIds, signal }),
      );
    }
    await this.#options.database.transaction(async trx => {
      const at = await lockEvaluation(trx);
      await replaceDefinitions(trx, definitions, at);
      await replaceSubjects(trx, subjects.map(toStore));
      for (const outcome of outcomes) {
        await this.#store(trx, outcome, at);
      }
    });
  }

  /** Asks one source anew, where it is known to have changed and needs no subjects. */
  async recollect(sourceId: string): Promise<void> {
    const source = this.#options.sources.find(({ id }) => id === sourceId);
    if (!source) {
      throw new Error(`There is no fact source ${sourceId}`);
    }
    await this.#options.database.transaction(async trx => {
      const at = await lockEvaluation(trx);
      const request = { subjects: [], factIds: new Set<string>() };
      await this.#store(trx, await this.#collectFrom(source, request), at);
    });
  }

  async #readDefinitions(
    credentials: BackstageCredentials,
  ): Promise<ReadDefinition[]> {
    const definitions: ReadDefinition[] = [];
    const entities = streamCatalog(this.#options.catalog, credentials, {
      kinds: [SCORECARD_KIND],
      fields: ['apiVersion', 'kind', 'metadata', 'spec'],
    });
    for await (const entity of entities) {
      definitions.push(readDefinition(entity, this.#options.registry));
    }
    return definitions;
  }

  async #readSubjects(
    credentials: BackstageCredentials,
    scorecards: readonly CompiledScorecard[],
  ): Promise<FactSubject[]> {
    const kinds = new Set<string>(DEFAULT_KINDS);
    const paths = new Set<string>();
    for (const { appliesTo, checks } of scorecards) {
      appliesTo.kinds?.forEach(kind => kinds.add(kind));
      for (const predicate of [appliesTo, ...checks.map(c => c.appliesTo)]) {
        predicate?.paths.forEach(path => paths.add(path));
      }
    }
    const subjects: FactSubject[] = [];
    const entities = streamCatalog(this.#options.catalog, credentials, {
      kinds: [...kinds],
      fields: subjectFields(paths),
    });
    for await (const entity of entities) {
      subjects.push({
        ref: stringifyEntityRef(entity),
        kind: entity.kind.toLocaleLowerCase('en-US'),
        entity,
      });
    }
    return subjects;
  }

  async #collectFrom(
    source: FactSource,
    request: Parameters<FactSource['collect']>[0],
  ): Promise<SourceOutcome> {
    try {
      return { source, facts: await source.collect(request) };
    } catch (error) {
      const message = stringifyError(error).slice(0, 500);
      this.#options.logger.warn(
        `The facts of ${source.id} could not be collected; those known stay until they are stale`,
        { source: source.id, error: message },
      );
      return { source, error: message };
    }
  }

  async #store(
    trx: Knex.Transaction,
    { source, facts, error }: SourceOutcome,
    at: Date,
  ): Promise<void> {
    if (facts) {
      // what a source says twice in one collection is taken at its last word
      const latest = new Map<string, Observation>();
      await eachInTurns(facts, fact => {
        const observation = this.#toObservation(source, fact, at);
        latest.set(factKey(fact.entity, fact.fact), observation);
      });
      const known = await readFactsOfSource(trx, source.id);
      const write = await compareWithKnown(latest, known, at);
      await removeFacts(trx, write.gone, at);
      await writeFacts(trx, write);
    }
    await recordCollection(trx, source.id, { at, error });
  }

  #toObservation(
    source: FactSource,
    fact: CollectedFact,
    at: Date,
  ): Observation {
    const schema = this.#options.registry.get(fact.fact);
    const base = {
      entity: fact.entity,
      fact: fact.fact,
      source: source.id,
      visibility: schema?.visibility ?? 'team-speed',
      observedAt: fact.observedAt ?? at,
      confirmed: fact.observedAt === undefined,
      validUntil: fact.validUntil,
    } as const;
    if (fact.state !== 'ok') {
      return { ...base, state: fact.state, reason: fact.reason };
    }
    const normalised = schema
      ? normaliseFact(schema.type, fact.value)
      : { fault: 'is of no fact the source describes' };
    return schema && 'value' in normalised
      ? {
          ...base,
          state: 'ok',
          type: schema.type,
          value: normalised.value,
          unit: schema.unit,
        }
      : {
          ...base,
          state: 'no-data',
          reason: `its source gave a value that ${'fault' in normalised ? normalised.fault : 'cannot be used'}`,
        };
  }
}

type KnownFacts = Awaited<ReturnType<typeof readFactsOfSource>>;

async function compareWithKnown(
  observations: ReadonlyMap<string, Observation>,
  known: KnownFacts,
  at: Date,
) {
  const changes: Observation[] = [];
  const latest: Observation[] = [];
  await eachInTurns(observations, ([key, observation]) => {
    const before = known.get(key);
    const newer = !before || observation.observedAt > before.observedAt;
    if (before?.fingerprint !== fingerprintOf(observation)) {
      // a source that changes its mind about a moment it has told about is believed from now on
      const change = newer ? observation : { ...observation, observedAt: at };
      changes.push(change);
      latest.push(change);
    } else if (newer && !observation.confirmed) {
      latest.push(observation);
    }
  });
  const gone = [...known]
    .filter(([key]) => !observations.has(key))
    .map(([, fact]) => fact);
  return { changes, latest, gone };
}

function toStore({ ref, kind, entity }: FactSubject): SubjectToStore {
  const trimmed = trimEntity(entity);
  const team = owningTeam(entity);
  return {
    ref,
    kind,
    team,
    entity: trimmed,
    fingerprint: hash('md5', JSON.stringify([team, trimmed])),
  };
}

function readDefinition(
  entity: Entity,
  registry: FactRegistry,
): ReadDefinition {
  const { apiVersion, kind, metadata, spec } = entity;
  const { name, namespace, title, description } = metadata;
  const document = {
    apiVersion,
    kind,
    metadata: { name, namespace, title, description },
    spec,
  };
  // undefined fields would not survive the database, and the digest is of what is stored
  const { compiled, faults } = compileScorecard(
    JSON.parse(JSON.stringify(document)),
    { registry },
  );
  return {
    ref: stringifyEntityRef(entity),
    title: isStorableText(title ?? name) ? (title ?? name) : name,
    faults,
    scorecard: compiled,
    compiled: compiled && {
      digest: createHash('sha256').update(compiled.meaning).digest('hex'),
      document,
    },
  };
}
