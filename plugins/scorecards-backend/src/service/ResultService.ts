import type { BackstageCredentials } from '@backstage/backend-plugin-api';
import { NotFoundError } from '@backstage/errors';
import {
  compileScorecard,
  type FactRegistry,
  type FactValueRow,
  type LevelRow,
  type ResultRow,
  type ScorecardItem,
} from '@mli/plugin-scorecards-common';
import type { Knex } from 'knex';
import {
  type ListedDefinition,
  listDefinitions,
} from '../store/DefinitionStore';
import {
  type ResultSelection,
  selectKinds,
  selectLevels,
  selectResults,
  selectSpeedTeams,
} from '../store/ResultQueries';
import { selectFactValues } from '../store/selectFactValues';
import { mayRead, type ReadScope, type ReadScopes } from './ReadScope';

export interface ResultServiceOptions {
  readonly database: Knex;
  readonly registry: FactRegistry;
  readonly scopes: ReadScopes;
}

/** Reads what is stored, as far as the caller may see it. */
export class ResultService {
  readonly #options: ResultServiceOptions;

  constructor(options: ResultServiceOptions) {
    this.#options = options;
  }

  async results(
    credentials: BackstageCredentials,
    selection: ResultSelection,
  ): Promise<ResultRow[]> {
    const scope = await this.scope(credentials, selection.entities);
    return selectResults(this.#options.database, scope, selection);
  }

  async levels(
    credentials: BackstageCredentials,
    selection: ResultSelection,
  ): Promise<LevelRow[]> {
    const scope = await this.scope(credentials, selection.entities);
    return selectLevels(this.#options.database, scope, selection);
  }

  /** Latest values of facts; of entities the caller does not see there are none. */
  async factValues(
    credentials: BackstageCredentials,
    entities: readonly string[],
  ): Promise<FactValueRow[]> {
    const scope = await this.scope(credentials, entities);
    const visible = entities.filter(entity =>
      mayRead(scope, { kind: entity.slice(0, entity.indexOf(':')), entity }),
    );
    return selectFactValues(this.#options.database, visible);
  }

  async scorecards(
    credentials: BackstageCredentials,
  ): Promise<ScorecardItem[]> {
    const { scorecards } = await this.#options.scopes.scopeOf(credentials, {
      kinds: [],
      teams: async () => [],
    });
    const definitions = await listDefinitions(this.#options.database);
    return definitions
      .filter(({ ref }) => scorecards === 'all' || scorecards.includes(ref))
      .map(definition => toItem(definition, this.#options.registry));
  }

  /** For the portal itself; nothing of it goes to a caller. */
  async allScorecards(): Promise<ScorecardItem[]> {
    const definitions = await listDefinitions(this.#options.database);
    return definitions.map(definition =>
      toItem(definition, this.#options.registry),
    );
  }

  /** @throws NotFoundError where there is none, or the caller may not see it */
  async scorecard(
    credentials: BackstageCredentials,
    ref: string,
  ): Promise<ScorecardItem> {
    const items = await this.scorecards(credentials);
    const item = items.find(candidate => candidate.ref === ref);
    if (!item) {
      throw new NotFoundError(
        `There is no scorecard ${ref}, or you may not see it. GET /api/scorecards/scorecards lists those you may.`,
      );
    }
    return item;
  }

  /** What the caller may see of results; of some entities, or all. */
  async scope(
    credentials: BackstageCredentials,
    entities: readonly string[] | undefined,
    alsoKinds: readonly string[] = [],
  ): Promise<ReadScope> {
    const { database, scopes } = this.#options;
    const kinds = entities
      ? [...new Set(entities.map(ref => ref.slice(0, ref.indexOf(':'))))]
      : await selectKinds(database);
    return scopes.scopeOf(credentials, {
      kinds: [...new Set([...kinds, ...alsoKinds])],
      teams: () => selectSpeedTeams(database, entities),
    });
  }
}

function ruleOf(document: unknown, id: string): unknown {
  const checks = (document as { spec?: { checks?: unknown } }).spec?.checks;
  const check: unknown = Array.isArray(checks)
    ? checks.find(candidate => candidate?.id === id)
    : undefined;
  return (check as { rule?: unknown } | undefined)?.rule;
}

function toItem(
  definition: ListedDefinition,
  registry: FactRegistry,
): ScorecardItem {
  const { ref, title, faults, evaluatedAt, inForce } = definition;
  const base = {
    ref,
    title,
    faults: [...faults],
    evaluatedAt: evaluatedAt?.toISOString(),
  };
  const { compiled, notes = [] } = inForce
    ? compileScorecard(inForce.document, { registry })
    : {};
  if (!inForce || !compiled) {
    return { ...base, version: 0, levels: [], checks: [], notes: [] };
  }
  const nameOf = new Map(compiled.levels.map(({ rank, name }) => [rank, name]));
  return {
    ...base,
    version: inForce.version,
    description: compiled.description,
    owner: compiled.owner,
    levels: compiled.levels.map(level => ({ ...level })),
    checks: compiled.checks.map(check => ({
      id: check.id,
      title: check.title,
      why: check.why,
      level: nameOf.get(check.rank) ?? '',
      facts: [...check.facts].sort(),
      remediation: check.remediation,
      enableAfter: check.enableAfter?.toISOString(),
      exemptable: check.exemptable,
      owner: check.owner,
      rule: ruleOf(inForce.document, check.id),
    })),
    notes: [...notes],
  };
}
