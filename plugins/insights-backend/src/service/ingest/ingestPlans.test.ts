import createKnex, { Knex } from 'knex';
import { readRunRecord } from '../../core/ingest/readRunRecord';
import { DatabaseSourceStore } from '../../store/DatabaseSourceStore';
import { migrate } from '../../store/migrate';
import { readContext } from '../../__testUtils__/readContext';
import { databases } from '../../__testUtils__/startInsights';
import { IngestWriter } from './IngestWriter';
import { QuarantineCipher } from './QuarantineCipher';
import { SubjectResolver } from './SubjectResolver';

jest.setTimeout(120_000);

/** Tables that grow with what producers send. */
const GROWING =
  /Seq Scan on (event|run|run_external_id|job|attribution_subject|attribution)\b/;
/** A prepared statement is planned for itself five times; then its plan may be kept. */
const REQUESTS = 8;
const RUNS = 40;

describe('the plans of ingest', () => {
  let migrated: Knex;
  let single: Knex;

  beforeAll(async () => {
    migrated = await databases.init('POSTGRES_18');
    await migrate(migrated);
    // One connection: prepared statements are its own.
    single = createKnex({
      ...migrated.client.config,
      pool: { min: 1, max: 1 },
    });
  });

  afterAll(async () => await single.destroy());

  it('read no growing table whole, although they were made when it was empty', async () => {
    const source = await DatabaseSourceStore.create(single).findOrCreate({
      name: 'history',
      kind: 'file',
      historical: true,
    });
    const writer = new IngestWriter({
      knex: single,
      cipher: QuarantineCipher.create('a secret'),
      quarantineDays: 14,
      subjects: new SubjectResolver({
        decide: subjects =>
          subjects.map(() => ({
            team: '',
            teamRule: 'none',
            component: '',
            componentRule: 'none',
            stage: '',
            stageRule: 'none',
            offerings: [],
          })),
      }),
    });
    const context = readContext({ historical: true });
    for (let request = 0; request < REQUESTS; request += 1) {
      const items = Array.from({ length: RUNS }, (_, index) =>
        readRunRecord(
          {
            id: `run-${request}-${index}`,
            namespace: 'cluster',
            job: `job-${request}-${index}`,
            startedAt: '2026-01-01T00:00:00Z',
          },
          index,
          context,
        ),
      );
      await writer.write([{ source, format: 'run-record', items }]);
    }

    const { rows: prepared } = await single.raw(
      `select name, array_length(parameter_types, 1) as parameters from pg_prepared_statements
       where name like 'insights-%' order by name`,
    );
    const faults: string[] = [];
    for (const { name, parameters } of prepared) {
      const nothing = Array.from({ length: parameters }, () => 'null');
      await single.raw('set plan_cache_mode = force_generic_plan');
      const { rows: plan } = await single.raw(
        `explain execute "${name}"${parameters ? `(${nothing.join(', ')})` : ''}`,
      );
      const text = plan
        .map((row: Record<string, string>) => row['QUERY PLAN'])
        .join('\n');
      if (GROWING.test(text)) {
        faults.push(`${name}\n${text}`);
      }
    }
    expect(prepared.map((row: { name: string }) => row.name)).toEqual([
      'insights-find-jobs',
      'insights-find-subjects',
      'insights-insert-attributions',
      'insights-insert-events',
      'insights-insert-jobs',
      'insights-insert-runs',
      'insights-insert-subjects',
      'insights-lock-runs',
      'insights-note-stored',
    ]);
    expect(faults).toEqual([]);
  });
});
