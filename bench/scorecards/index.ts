import os from 'node:os';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { compileScorecard, FactRegistry } from '@mli/plugin-scorecards-common';
import type { Knex } from 'knex';
import { CelEvaluator } from '../../plugins/scorecards-backend/src/cel/CelEvaluator';
import { EvaluationService } from '../../plugins/scorecards-backend/src/service/EvaluationService';
import { replaceDefinitions } from '../../plugins/scorecards-backend/src/store/DefinitionStore';
import { writeFacts } from '../../plugins/scorecards-backend/src/store/FactStore';
import { replaceSubjects } from '../../plugins/scorecards-backend/src/store/SubjectStore';
import { openDatabase } from './database';

/**
 * Re-evaluates one scorecard of CHECKS checks over ENTITIES entities with every result stored. The peer is the way of
 * engines that go entity by entity: one statement for its facts, one for each result, one for the level. Both judge
 * the same facts, and every stored verdict is compared with a comparison written out here.
 */
const ENTITIES = 5_000;
const CHECKS = 20;
const ROUNDS = 5;
const PEER_ENTITIES = 100;
const json = process.argv.includes('--json');

const refOf = (entity: number) => `component:default/c${entity}`;
/** Changes with the round, so that about half of all results do too. */
const valueOf = (entity: number, check: number, round: number) =>
  (entity * 7 + check * 13 + round * 31 * (check % 2)) % 100;
const THRESHOLD = 50;

function definition() {
  return {
    apiVersion: 'mli.internal/v1alpha1',
    kind: 'Scorecard',
    metadata: { name: 'bench' },
    spec: {
      owner: 'group:bench',
      appliesTo: { kind: 'Component', 'spec.type': 'model' },
      levels: [{ name: 'one' }, { name: 'two' }, { name: 'three' }],
      checks: Array.from({ length: CHECKS }, (_, check) => ({
        id: `check-${check}`,
        title: `Check ${check}`,
        level: ['one', 'two', 'three'][check % 3],
        rule: {
          fact: `bench.f${check}`,
          operator: 'atLeast',
          value: THRESHOLD,
        },
      })),
    },
  };
}

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
  const facts = Array.from({ length: ENTITIES * CHECKS }, (_, index) => ({
    entity: refOf(Math.floor(index / CHECKS)),
    fact: `bench.f${index % CHECKS}`,
    source: 'bench',
    state: 'ok' as const,
    type: 'number' as const,
    value: valueOf(Math.floor(index / CHECKS), index % CHECKS, round),
    visibility: 'catalog' as const,
    observedAt: new Date(Date.now() - 86_400_000 + round * 1_000),
    confirmed: true,
  }));
  await knex.transaction(trx =>
    writeFacts(trx, { changes: [], latest: facts }),
  );
  await knex.raw('analyze fact');
}

async function verdictsDiffering(knex: Knex, round: number): Promise<number> {
  const rows = await knex('result').select('entity_ref', 'check_id', 'state');
  let differing = Math.abs(rows.length - ENTITIES * CHECKS);
  for (const row of rows) {
    const entity = Number(row.entity_ref.slice('component:default/c'.length));
    const check = Number(row.check_id.slice('check-'.length));
    const wanted = valueOf(entity, check, round) >= THRESHOLD ? 'pass' : 'fail';
    if (row.state !== wanted) differing += 1;
  }
  return differing;
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now();
  await work();
  return (performance.now() - startedAt) / 1_000;
}

/** Seconds an entity takes where each has statements of its own. */
async function peerSecondsPerEntity(knex: Knex): Promise<number> {
  await knex.raw(`create table peer_result (entity text, check_id text, state text, at timestamptz,
    primary key (entity, check_id))`);
  await knex.raw(
    `create table peer_level (entity text primary key, passing int)`,
  );
  const seconds = await timed(async () => {
    for (let entity = 0; entity < PEER_ENTITIES; entity += 1) {
      const facts = await knex('fact').where({ entity_ref: refOf(entity) });
      let passing = 0;
      for (const fact of facts) {
        const state = fact.number_value >= THRESHOLD ? 'pass' : 'fail';
        passing += state === 'pass' ? 1 : 0;
        await knex('peer_result')
          .insert({
            entity: refOf(entity),
            check_id: fact.fact_id,
            state,
            at: new Date(),
          })
          .onConflict(['entity', 'check_id'])
          .merge();
      }
      await knex('peer_level')
        .insert({ entity: refOf(entity), passing })
        .onConflict('entity')
        .merge();
    }
  });
  return seconds / PEER_ENTITIES;
}

const median = (values: number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;

async function main(): Promise<void> {
  const database = await openDatabase();
  try {
    const { knex } = database;
    await fill(knex);
    await storeRound(knex, 0);
    const service = new EvaluationService({
      database: knex,
      registry: new FactRegistry([]),
      cel: new CelEvaluator(),
    });
    const firstSeconds = await timed(() => service.evaluate());
    let differing = await verdictsDiffering(knex, 0);
    const delay = monitorEventLoopDelay({ resolution: 5 });
    const seconds: number[] = [];
    const nodeSeconds: number[] = [];
    const unchangedSeconds: number[] = [];
    for (let round = 1; round <= ROUNDS; round += 1) {
      await storeRound(knex, round);
      delay.enable();
      const before = process.cpuUsage();
      seconds.push(await timed(() => service.evaluate()));
      const { user, system } = process.cpuUsage(before);
      nodeSeconds.push((user + system) / 1e6);
      unchangedSeconds.push(await timed(() => service.evaluate()));
      delay.disable();
      differing += await verdictsDiffering(knex, round);
    }
    const oneEntitySeconds = await timed(() => service.evaluate([refOf(7)]));
    const peer = await peerSecondsPerEntity(knex);
    const result = {
      name: 'scorecards',
      date: new Date().toISOString(),
      machine: `${os.cpus().length} x ${os.cpus()[0]?.model}, Node ${process.version}, PostgreSQL ${database.durable ? 'of POSTGRES_HOST' : 'throw-away, no durability'}`,
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
      eventLoopP99Ms: delay.percentile(99) / 1e6,
      verdictsDiffering: differing,
      ratios: { fasterThanEntityByEntity: (peer * ENTITIES) / median(seconds) },
    };
    for (const [key, value] of Object.entries(result)) {
      if (!json) console.log(`${key}: ${JSON.stringify(value)}`);
    }
    if (json) console.log(JSON.stringify(result));
  } finally {
    await database.close();
  }
}

main().catch(error => {
  console.error(error);
  process.exitCode = 1;
});
