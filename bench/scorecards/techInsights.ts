import { initializePersistenceContext } from '@backstage-community/plugin-tech-insights-backend';
import {
  JSON_RULE_ENGINE_CHECK_TYPE,
  JsonRulesEngineFactCheckerFactory,
} from '@backstage-community/plugin-tech-insights-backend-module-jsonfc';
import type { TechInsightJsonRuleCheck } from '@backstage-community/plugin-tech-insights-backend-module-jsonfc';
import type { LoggerService } from '@backstage/backend-plugin-api';
import type { Knex } from 'knex';
import {
  checkId,
  factsOf,
  peerConditions,
  peerFact,
  peerTypes,
  type Verdict,
} from './checks';

const RETRIEVER = 'bench';

const silent = () => {};
const logger: LoggerService = {
  ...{ error: silent, warn: silent, info: silent, debug: silent },
  child: () => logger,
};

export interface PeerOutcome {
  readonly secondsPerEntity: number;
  readonly statementsPerEntity: number;
  /** By entity and check id; what is missing was not judged. */
  readonly verdicts: ReadonlyMap<number, ReadonlyMap<string, Verdict>>;
}

/**
 * Runs the tech-insights backend on the same facts: its own tables, its own fact store and its own fact checker, entity
 * by entity, as its routes do. HTTP is left out, and nothing is stored, both in its favour.
 */
export async function runTechInsights(
  knex: Knex,
  { entities, round }: { entities: readonly number[]; round: number },
): Promise<PeerOutcome> {
  const { techInsightsStore } = await initializePersistenceContext(
    { getClient: async () => knex },
    { logger },
  );
  const types = peerTypes();
  await techInsightsStore.insertFactSchema({
    id: RETRIEVER,
    version: '1.0.0',
    entityFilter: [{ kind: 'component' }],
    schema: Object.fromEntries(
      types.map((type, check) => [
        peerFact(check),
        {
          type: type === 'number' ? 'integer' : type,
          description: `Fact ${check}`,
        },
      ]),
    ) as never, // the types it names are narrower than those it stores
  });
  await techInsightsStore.insertFacts({
    id: RETRIEVER,
    facts: entities.map(entity => ({
      entity: { kind: 'component', namespace: 'default', name: `c${entity}` },
      facts: Object.fromEntries(
        factsOf(entity, round).map(({ check, value }) => [
          peerFact(check),
          value,
        ]),
      ),
    })),
  });
  await knex.raw('analyze facts');
  const checks = peerConditions().map((conditions, check) => ({
    id: checkId(check),
    type: JSON_RULE_ENGINE_CHECK_TYPE,
    name: `Check ${check}`,
    description: '',
    factIds: [RETRIEVER],
    rule: { conditions },
  })) as TechInsightJsonRuleCheck[]; // conditions are written by hand in checks.ts
  const checker = new JsonRulesEngineFactCheckerFactory({
    checks,
    logger,
  }).construct(techInsightsStore);

  let statements = 0;
  knex.on('query', () => {
    statements += 1;
  });
  const verdicts = new Map<number, Map<string, Verdict>>();
  const startedAt = performance.now();
  for (const entity of entities) {
    const results = await checker.runChecks(`component:default/c${entity}`);
    verdicts.set(
      entity,
      new Map(
        results.map(({ check, result }) => [
          check.id,
          result ? ('pass' as const) : ('fail' as const),
        ]),
      ),
    );
  }
  const seconds = (performance.now() - startedAt) / 1_000;
  return {
    secondsPerEntity: seconds / entities.length,
    statementsPerEntity: statements / entities.length,
    verdicts,
  };
}
