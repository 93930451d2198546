import { TestDatabases } from '@backstage/backend-test-utils';
import { CelEvaluator } from './cel/CelEvaluator';
import { EvaluationService } from './service/EvaluationService';
import { component, maturity } from './testing/fixtures';
import {
  MIGRATIONS,
  NUMBERS,
  observation,
  storeDefinitions,
  storeFacts,
  storeSubjects,
} from './testing/store';

const databases = TestDatabases.create({ ids: ['POSTGRES_18'] });

jest.setTimeout(60_000);

const STEPS = 6;

describe('migrations', () => {
  it('go up and, with rows in the tables, down again', async () => {
    const knex = await databases.init('POSTGRES_18');
    const tables = async () =>
      (
        await knex('information_schema.tables')
          .where({ table_schema: 'public' })
          .whereNot('table_name', 'like', 'knex_%')
          .orderBy('table_name')
          .pluck('table_name')
      ).join(' ');
    for (let step = 0; step < STEPS; step += 1) {
      await knex.migrate.up({ directory: MIGRATIONS });
    }
    const all = await tables();
    expect(all).toBe(
      'attestation campaign definition definition_version exemption exemption_event fact fact_history fact_source level level_history notice result result_history subject',
    );
    await storeDefinitions(knex, [maturity()]);
    await storeSubjects(knex, [component('x', 'lanes')]);
    await storeFacts(knex, [observation('x', 'ops.open_incidents', 1)]);
    const evaluation = new EvaluationService({
      database: knex,
      registry: NUMBERS,
      cel: new CelEvaluator(),
    });
    await evaluation.evaluate();
    await storeFacts(knex, [
      observation('x', 'ops.open_incidents', 0, new Date(Date.now() + 1_000)),
    ]);
    await evaluation.evaluate();
    expect(await knex('result_history').count()).toEqual([{ count: '1' }]);
    for (let step = 0; step < STEPS; step += 1) {
      await knex.migrate.down({ directory: MIGRATIONS });
    }
    expect(await tables()).toBe('');
    await knex.migrate.latest({ directory: MIGRATIONS });
    expect(await tables()).toBe(all);
  });
});
