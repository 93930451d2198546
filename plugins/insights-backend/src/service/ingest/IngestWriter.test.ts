import { RunRecord } from '@mli/plugin-insights-common';
import fc from 'fast-check';
import { Knex } from 'knex';
import { Attributor } from '../../core/attribution/types';
import { readOpenLineage } from '../../core/ingest/openlineage/readOpenLineage';
import { readRunRecord } from '../../core/ingest/readRunRecord';
import { ItemReader } from '../../core/ingest/item';
import { DatabaseSourceStore, Source } from '../../store/DatabaseSourceStore';
import { migrate } from '../../store/migrate';
import { NOW, readContext } from '../../__testUtils__/readContext';
import { databases } from '../../__testUtils__/startInsights';
import { IngestWriter } from './IngestWriter';
import { QuarantineCipher } from './QuarantineCipher';
import { SubjectResolver } from './SubjectResolver';

jest.setTimeout(120_000);

const cipher = QuarantineCipher.create('a secret');
const context = readContext({ historical: true });

/** Gives every subject to the team it says. */
const bySaying: Attributor = {
  decide: subjects =>
    subjects.map(({ saidTeam }) => ({
      team: saidTeam && `group:default/${saidTeam}`,
      teamRule: saidTeam ? 'explicit' : 'none',
      component: '',
      componentRule: 'none',
      stage: '',
      stageRule: 'none',
      offerings: [],
    })),
};

interface Stored {
  readonly knex: Knex;
  readonly source: Source;
  readonly other: Source;
  readonly writer: IngestWriter;
  readonly ingest: (
    values: readonly unknown[],
    read?: ItemReader,
  ) => Promise<string[]>;
}

function writerOn(knex: Knex): IngestWriter {
  return new IngestWriter({
    knex,
    cipher,
    quarantineDays: 14,
    subjects: new SubjectResolver(bySaying),
  });
}

function read(values: readonly unknown[], reader: ItemReader) {
  return values.map((value, index) =>
    reader(JSON.parse(JSON.stringify(value)), index, context),
  );
}

async function createStored(): Promise<Stored> {
  const knex = await databases.init('POSTGRES_18');
  await migrate(knex);
  const store = DatabaseSourceStore.create(knex);
  const source = await store.findOrCreate({
    name: 'one',
    kind: 'openlineage',
    historical: true,
  });
  const other = await store.findOrCreate({
    name: 'two',
    kind: 'file',
    historical: true,
  });
  const writer = writerOn(knex);
  return {
    knex,
    source,
    other,
    writer,
    ingest: async (values, reader = readOpenLineage) => {
      const [results = []] = await writer.write([
        { source, format: 'openlineage', items: read(values, reader) },
      ]);
      return results.map(({ status, reason }) =>
        reason ? `${status}: ${reason}` : status,
      );
    },
  };
}

function event(eventType: string, eventTime: string, changes: object = {}) {
  return {
    eventType,
    eventTime,
    producer: 'https://example.com/producer',
    run: { runId: 'run-1' },
    job: { namespace: 'perception', name: 'lanes' },
    ...changes,
  };
}

function record(id: string, changes: Partial<RunRecord> = {}): RunRecord {
  return {
    id,
    namespace: 'cluster',
    job: 'train',
    submittedAt: '2026-01-01T23:59:00Z',
    startedAt: '2026-01-02T00:00:00Z',
    endedAt: '2026-01-03T00:00:00Z',
    outcome: 'succeeded',
    ...changes,
  };
}

async function marksOf(knex: Knex): Promise<string[]> {
  const marks = await knex('dirty_day')
    .select('team_ref', knex.raw(`to_char(day, 'YYYY-MM-DD') as day`))
    .orderBy(['team_ref', 'day']);
  return marks.map(({ team_ref, day }) => `${team_ref} ${day}`);
}

describe('IngestWriter', () => {
  it('stores event, run, job, subject, attribution, marks and counts together', async () => {
    const { knex, ingest } = await createStored();
    expect(
      await ingest(
        [
          record('a', {
            team: 'lanes',
            actor: 'jane',
            gpus: 8,
            externalIds: ['slurm:1'],
          }),
        ],
        readRunRecord,
      ),
    ).toEqual(['accepted']);
    const [run] = await knex('run');
    expect(run).toMatchObject({
      run_key: 'a',
      started_at: new Date('2026-01-02T00:00:00Z'),
      outcome: 'succeeded',
      closed_by: 'event',
      gpus: 8,
      actor_kind: 'unresolved',
    });
    expect(run.actor_hash).toHaveLength(32);
    expect(await knex('attribution')).toMatchObject([
      {
        subject_id: run.subject_id,
        team_ref: 'group:default/lanes',
        team_rule: 'explicit',
        valid_to: null,
      },
    ]);
    expect(await knex('job')).toMatchObject([
      { id: run.job_id, namespace: 'cluster', name: 'train' },
    ]);
    expect(await knex('run_external_id')).toEqual([
      { external_id: 'slurm:1', run_id: run.id },
    ]);
    expect(await marksOf(knex)).toEqual([
      'group:default/lanes 2026-01-01',
      'group:default/lanes 2026-01-02',
      'group:default/lanes 2026-01-03',
    ]);
    expect(
      await knex('ingest_count').select('status', 'reason', 'count'),
    ).toEqual([{ status: 'accepted', reason: '', count: '1' }]);
    const [source] = await knex('source').where({ name: 'one' });
    expect(source.last_received_at).toBeInstanceOf(Date);
  });

  it('keeps microseconds', async () => {
    const { knex, ingest } = await createStored();
    await ingest([event('START', '2026-01-01T00:00:00.123456Z')]);
    const { rows } = await knex.raw(
      `select extract(microseconds from started_at)::int as run, (select extract(microseconds from event_time)::int from event) as event from run`,
    );
    expect(rows).toEqual([{ run: 123456, event: 123456 }]);
  });

  it('counts an item once, however often and however close it comes', async () => {
    const { knex, ingest } = await createStored();
    const item = event('START', '2026-01-01T00:00:00Z');
    expect(await ingest([item, item])).toEqual(['accepted', 'duplicate']);
    expect(await ingest([item])).toEqual(['duplicate']);
    expect(await knex('event').count()).toEqual([{ count: '1' }]);
  });

  it('keeps another body of a known id aside, sealed, and takes the known one as duplicate', async () => {
    const { knex, ingest } = await createStored();
    const changed = record('a', { outcome: 'failed', actor: 'jane' });
    expect(await ingest([record('a'), changed], readRunRecord)).toEqual([
      'accepted',
      'quarantined: id-conflict',
    ]);
    expect(await ingest([changed, record('a')], readRunRecord)).toEqual([
      'quarantined: id-conflict',
      'duplicate',
    ]);
    const rows = await knex('quarantine');
    expect(rows).toMatchObject([{ event_id: 'a', reason: 'id-conflict' }]);
    expect(rows[0].body.toString('latin1')).not.toContain('train');
    expect(JSON.parse(cipher.decrypt(rows[0].body))).toMatchObject({
      outcome: 'failed',
      actor: expect.stringMatching(/^actor:/),
    });
    expect(await knex('run').select('outcome')).toEqual([
      { outcome: 'succeeded' },
    ]);
  });

  it('takes the corrected record of one whose timeline was impossible', async () => {
    const { knex, ingest } = await createStored();
    expect(
      await ingest(
        [record('a', { endedAt: '2025-01-01T00:00:00Z' })],
        readRunRecord,
      ),
    ).toEqual(['quarantined: impossible-timeline']);
    expect(await knex('run')).toEqual([]);
    expect(await ingest([record('a')], readRunRecord)).toEqual(['accepted']);
  });

  it('flags a run whose events cannot all be true, and keeps it', async () => {
    const { knex, ingest } = await createStored();
    await ingest([
      event('START', '2026-01-02T00:00:00Z'),
      event('COMPLETE', '2026-01-01T00:00:00Z'),
    ]);
    expect(await knex('run').select('impossible', 'outcome')).toEqual([
      { impossible: 'ended-before-started', outcome: 'succeeded' },
    ]);
  });

  it('marks the days and the team a run counted for before, and those it counts for now', async () => {
    const { knex, ingest } = await createStored();
    await ingest([event('START', '2026-01-05T00:00:00Z')]);
    await knex('dirty_day').delete();
    const tags = { tags: [{ key: 'team', value: 'lanes' }] };
    await ingest([
      event('START', '2026-01-04T00:00:00Z', {
        run: { runId: 'run-1', facets: { tags } },
      }),
    ]);
    expect(await marksOf(knex)).toEqual([
      ' 2026-01-05',
      'group:default/lanes 2026-01-04',
    ]);
  });

  it('takes names of any length', async () => {
    const { knex, ingest } = await createStored();
    const name = '🕷'.repeat(900);
    const long = event('START', '2026-01-05T00:00:00Z', {
      run: { runId: '🕷'.repeat(250) },
      job: { namespace: name, name },
    });
    expect(await ingest([long])).toEqual(['accepted']);
    expect(await ingest([long])).toEqual(['duplicate']);
    expect(await knex('job')).toHaveLength(1);
  });

  it('stores nothing when one of its statements fails', async () => {
    const { knex, ingest } = await createStored();
    await knex.raw('alter table ingest_count rename to gone');
    await expect(
      ingest([event('START', '2026-01-05T00:00:00Z')]),
    ).rejects.toThrow();
    expect(await knex('event')).toEqual([]);
    expect(await knex('run')).toEqual([]);
    await knex.raw('alter table gone rename to ingest_count');
    // Ids found by the transaction that was rolled back must not be used.
    expect(await ingest([event('START', '2026-01-05T00:00:00Z')])).toEqual([
      'accepted',
    ]);
  });

  it('loses and doubles nothing when several writers store the same runs at once', async () => {
    const { knex, source, other } = await createStored();
    const runs = Array.from({ length: 40 }, (_, index) => ({
      run: { runId: `run-${index}` },
      job: { namespace: 'n', name: `job-${index % 7}` },
    }));
    const events = runs.flatMap(run => [
      event('START', '2026-01-05T00:00:00Z', run),
      event('RUNNING', '2026-01-05T01:00:00Z', run),
      event('COMPLETE', '2026-01-05T02:00:00Z', run),
    ]);
    const items = read(events, readOpenLineage);
    const writers = [
      writerOn(knex),
      writerOn(knex),
      writerOn(knex),
      writerOn(knex),
    ];
    const results = await Promise.all(
      writers.flatMap((writer, shift) =>
        [source, other].map(to =>
          writer.write([
            {
              source: to,
              format: 'openlineage',
              items: [
                ...items.slice(shift * 30),
                ...items.slice(0, shift * 30),
              ],
            },
          ]),
        ),
      ),
    );
    const accepted = results.flat(2).filter(item => item.status === 'accepted');
    expect(accepted).toHaveLength(240);
    expect(await knex('event').count()).toEqual([{ count: '240' }]);
    expect(
      await knex('run')
        .where({ outcome: 'succeeded' })
        .whereNotNull('started_at')
        .count(),
    ).toEqual([{ count: '80' }]);
    expect(await knex('job').count()).toEqual([{ count: '14' }]);
    expect(await knex('attribution').count()).toEqual([{ count: '14' }]);
  });
});

describe('any multiset of events in any order', () => {
  const anyEvent = fc
    .record({
      eventType: fc.constantFrom(
        'START',
        'RUNNING',
        'COMPLETE',
        'FAIL',
        'OTHER',
      ),
      minute: fc.integer({ min: 0, max: 4 }),
      runId: fc.constantFrom('run-1', 'run-2'),
      team: fc.constantFrom('lanes', 'maps', undefined),
    })
    .map(({ eventType, minute, runId, team }) =>
      event(eventType, NOW.replace('12:00', `11:0${minute}`), {
        run: {
          runId,
          facets: team
            ? { tags: { tags: [{ key: 'team', value: team }] } }
            : {},
        },
      }),
    );

  it('leaves the same runs and the same subjects in the database', async () => {
    const { knex, ingest } = await createStored();
    const runs = () =>
      knex('run')
        .leftJoin('attribution', 'attribution.subject_id', 'run.subject_id')
        .select(
          'run_key',
          'started_at',
          'ended_at',
          'heartbeat_at',
          'outcome',
          'state',
          'team_ref',
        )
        .orderBy('run_key');
    const clear = () =>
      knex.raw(
        'truncate event, run, job, attribution_subject, dirty_day cascade',
      );
    await fc.assert(
      fc.asyncProperty(
        fc.array(anyEvent, { minLength: 1, maxLength: 8 }),
        fc.array(fc.nat({ max: 7 }), { maxLength: 6 }),
        fc.integer({ min: 1, max: 4 }),
        async (events, again, size) => {
          const key = (item: object) => JSON.stringify(item);
          const once = [
            ...new Map(events.map(item => [key(item), item])).values(),
          ];
          await clear();
          const sorted = [...once].sort((a, b) => (key(a) < key(b) ? -1 : 1));
          await ingestFresh(knex, [sorted]);
          const expected = await runs();
          await clear();
          const sent = [...events]
            .reverse()
            .concat(again.flatMap(index => events[index] ?? []));
          const batches = Array.from(
            { length: Math.ceil(sent.length / size) },
            (_, index) => sent.slice(index * size, (index + 1) * size),
          );
          await ingestFresh(knex, batches);
          expect(await runs()).toEqual(expected);
        },
      ),
      { numRuns: 25 },
    );
    expect(await ingest([])).toEqual([]);
  });

  /** With a fresh cache: the ids of truncated tables are gone. */
  async function ingestFresh(
    knex: Knex,
    batches: readonly (readonly unknown[])[],
  ): Promise<void> {
    const writer = writerOn(knex);
    const [source] = await DatabaseSourceStore.create(knex).declare([
      { name: 'one', kind: 'openlineage', historical: true },
    ]);
    if (!source) {
      throw new Error('no source');
    }
    for (const batch of batches) {
      await writer.write([
        {
          source,
          format: 'openlineage',
          items: read(batch, readOpenLineage),
        },
      ]);
    }
  }
});
