import os from 'node:os';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { compileScorecard, FactRegistry } from '@mli/plugin-scorecards-common';
import type { Knex } from 'knex';
import { CelEvaluator } from '../../plugins/scorecards-backend/src/cel/CelEvaluator';
import { EvaluationService } from '../../plugins/scorecards-backend/src/service/EvaluationService';
import { replaceDefinitions } from '../../plugins/scorecards-backend/src/store/DefinitionStore';
import { writeFacts } from '../../plugins/scorecards-backend/src/store/FactStore';
import { replaceSubjects } from '../../plugins/scorecards-backend/src/store/SubjectStore';
import {
  checkId,
  CHECKS,
  definition,
  expectedVerdict,
  factId,
  factsOf,
} from './checks';
import { openServer } from '../lib/benchServer';
import { type PeerOutcome, runTechInsights } from './techInsights';

/**
 * Re-evaluates one scorecard of CHECKS checks over ENTITIES entities with every result stored. The peer is the
 * tech-insights backend with its JSON rules engine, on the same facts and rules in the same run, for a sample. Every
 * stored verdict is compared with one written out in checks.ts, and those of the sample with the peer's.
 */
const ENTITIES = 5_000;
const ROUNDS = 5;
const PEER_ENTITIES = 200;
const json = process.argv.includes('--json');

const refOf = (entity: number) => `component:default/c${entity}`;
const everyEntity = Array.from({ length: ENTITIES }, (_, entity) => entity);
const sample = everyEntity.filter(
  entity => entity % (ENTITIES / PEER_ENTITIES) < 1,
);

async function fill(knex: Knex): Promise<void> {
  const document = definition();
  const { compiled, faults } = compileScorecard(document);
  if (!compiled) throw new Error(JSON.stringify(faults));
  const seen = {
    ref: compiled.ref,
    title: compiled.title,
    faults,
    compiled: { digest: compiled.meaning, document },
  };
  await knex.transaction(trx => replaceDefinitions(trx, [seen], new Date()));
  await knex.transaction(trx =>
    replaceSubjects(
      trx,
      Array.from({ length: ENTITIES }, (_, entity) => ({
        ref: refOf(entity),
        kind: 'component',
        team: `group:default/t${entity % 200}`,
        entity: {
          apiVersion: 'backstage.io/v1alpha1',
          kind: 'Component',
          metadata: { name: `c${entity}`, description: 'A component' },
          spec: { type: 'model', lifecycle: 'production' },
        },
        fingerprint: '1',
      })),
    ),
  );
}

async function storeRound(knex: Knex, round: number): Promise<void> {
  const facts = everyEntity.flatMap(entity =>
    factsOf(entity, round).map(({ check, type, value }) => ({
      entity: refOf(entity),
      fact: factId(check),
      source: 'bench',
      state: 'ok' as const,
      type,
      value,
      visibility: 'catalog' as const,
      observedAt: new Date(Date.now() - 86_400_000 + round * 1_000),
      confirmed: true,
    })),
  );
  await knex.transaction(trx =>
    writeFacts(trx, { changes: [], latest: facts }),
  );
  await knex.raw('analyze fact');
}

async function storedVerdicts(
  knex: Knex,
): Promise<Map<string, Map<string, string>>> {
  const rows = await knex('result').select('entity_ref', 'check_id', 'state');
  const byEntity = Map.groupBy(rows, row => String(row.entity_ref));
  return new Map(
    [...byEntity].map(([entity, own]) => [
      entity,
      new Map(own.map(row => [String(row.check_id), String(row.state)])),
    ]),
  );
}

/** Of all entities, from what is written out. */
async function differingFromExpected(
  knex: Knex,
  round: number,
): Promise<number> {
  const verdicts = await storedVerdicts(knex);
  let differing = 0;
  for (const entity of everyEntity) {
    for (let check = 0; check < CHECKS; check += 1) {
      const state = verdicts.get(refOf(entity))?.get(checkId(check));
      differing += Number(state !== expectedVerdict(entity, check, round));
    }
  }
  return differing;
}

/** Of the sample, from the peer; what it does not judge is what we have no data for. */
async function differingFromPeer(
  knex: Knex,
  peer: PeerOutcome,
): Promise<number> {
  const verdicts = await storedVerdicts(knex);
  let differing = 0;
  for (const entity of sample) {
    for (let check = 0; check < CHECKS; check += 1) {
      const ours = verdicts.get(refOf(entity))?.get(checkId(check));
      const theirs = peer.verdicts.get(entity)?.get(checkId(check));
      differing += Number(ours !== (theirs ?? 'no-data'));
    }
  }
  return differing;
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now();
  await work();
  return (performance.now() - startedAt) / 1_000;
}

const median = (values: number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;

async function main(): Promise<void> {
  const server = openServer('scorecards');
  try {
    const knex = await server.open('portal', 'scorecards-backend');
    await fill(knex);
    await storeRound(knex, 0);
    const service = new EvaluationService({
      database: knex,
      registry: new FactRegistry([]),
      cel: new CelEvaluator(),
    });
    const firstSeconds = await timed(() => service.evaluate());
    let differing = await differingFromExpected(knex, 0);
    const delayP99Ms: number[] = [];
    const seconds: number[] = [];
    const nodeSeconds: number[] = [];
    const unchangedSeconds: number[] = [];
    for (let round = 1; round <= ROUNDS; round += 1) {
      await storeRound(knex, round);
      // one for each round: the pause between two rounds would count as a delay
      const delay = monitorEventLoopDelay({ resolution: 5 });
      delay.enable();
      const before = process.cpuUsage();
      seconds.push(await timed(() => service.evaluate()));
      const { user, system } = process.cpuUsage(before);
      nodeSeconds.push((user + system) / 1e6);
      unchangedSeconds.push(await timed(() => service.evaluate()));
      delay.disable();
      delayP99Ms.push(delay.percentile(99) / 1e6);
      differing += await differingFromExpected(knex, round);
    }
    const oneEntitySeconds = await timed(() => service.evaluate([refOf(7)]));
    const peer = await runTechInsights(await server.open('peer'), {
      entities: sample,
      round: ROUNDS,
    });
    differing += await differingFromPeer(knex, peer);
    const result = {
      name: 'scorecards',
      date: new Date().toISOString(),
      machine: `${os.cpus().length} x ${os.cpus()[0]?.model}, Node ${process.version}, PostgreSQL ${server.durable ? 'of POSTGRES_HOST' : 'throw-away, no durability'}`,
      n: ROUNDS,
      entities: ENTITIES,
      checks: CHECKS,
      seconds: median(seconds),
      secondsSpread: [Math.min(...seconds), Math.max(...seconds)],
      nodeCpuSeconds: median(nodeSeconds),
      // above the number of cores, the times say more about the neighbours
      loadAverage: os.loadavg()[0],
      firstSeconds,
      unchangedSeconds: median(unchangedSeconds),
      oneEntitySeconds,
      eventLoopP99Ms: median(delayP99Ms),
      eventLoopP99Spread: [Math.min(...delayP99Ms), Math.max(...delayP99Ms)],
      verdictsDiffering: differing,
      verdictsCompared: {
        writtenOut: (ROUNDS + 1) * ENTITIES * CHECKS,
        techInsights: PEER_ENTITIES * CHECKS,
      },
      entitiesPerSecond: ENTITIES / median(seconds),
      techInsights: {
        entities: PEER_ENTITIES,
        entitiesPerSecond: 1 / peer.secondsPerEntity,
        statementsPerEntity: peer.statementsPerEntity,
      },
      ratios: {
        fasterThanTechInsights:
          (peer.secondsPerEntity * ENTITIES) / median(seconds),
      },
    };
    for (const [key, value] of Object.entries(result)) {
      if (!json) console.log(`${key}: ${JSON.stringify(value)}`);
    }
    if (json) console.log(JSON.stringify(result));
  } finally {
    await server.close();
  }
}

main().catch(error => {
  console.error(error);
  process.exitCode = 1;
});
