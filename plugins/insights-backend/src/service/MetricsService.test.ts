import { MetricAnswer } from '@mli/plugin-insights-common';
import { Knex } from 'knex';
import { parseMetricQuery } from '../http/parseMetricQuery';
import {
  CellFixture,
  insertCells,
  insertSources,
  insertUnits,
  people,
} from '../store/metrics/cellFixtures';
import { migrate } from '../store/migrate';
import { databases } from '../__testUtils__/startInsights';
import { MetricsCaller } from './MetricsCaller';
import { createMetricsService } from './createMetricsService';
import { MetricsService } from './MetricsService';

const NOW = new Date('2024-07-01T12:00:00Z');
const FIRST_MONDAY = '2024-01-01';
const STAGES = ['data', 'training', 'evaluation'];
const LANES = 'group:default/lanes';
const MAPS = 'group:default/maps';
const DRIVE = 'group:default/drive';
const ROOT = 'group:default/autonomy';
const DAY = '2024-05-06';

const everybody: MetricsCaller = {
  visibleUnits: 'all',
  visibleOfferings: 'all',
  speedIn: async () => ({ any: true, maySee: () => true }),
};

jest.setTimeout(60_000);

describe('MetricsService', () => {
  let knex: Knex;

  function service(freshForMilliseconds = 0): MetricsService {
    return createMetricsService({
      knex,
      peopleFloor: 5,
      firstMonday: FIRST_MONDAY,
      stages: STAGES,
      freshForMilliseconds,
    }).metrics;
  }

  async function ask(
    metric: string,
    query: Record<string, string>,
    from = service(),
  ): Promise<MetricAnswer[]> {
    const parsed = parseMetricQuery(metric, query, {
      now: NOW,
      firstMonday: FIRST_MONDAY,
      stages: STAGES,
    });
    return from.answer(parsed, everybody, NOW);
  }

  /** Run time of people of a team; each ran so often, for a minute. */
  function runTime(
    team: string,
    runs: Record<string, number>,
    more: Partial<CellFixture> = {},
  ): CellFixture {
    const total = Object.values(runs).reduce((sum, n) => sum + n, 0);
    return {
      metric: 'run_time',
      day: DAY,
      team,
      milliseconds: Array(total).fill(60_000),
      people: Object.fromEntries(
        Object.entries(runs).map(([name, n]) => [name, n * 60_000]),
      ),
      ...more,
    };
  }

  function each(team: string, count: number, runs = 10) {
    return Object.fromEntries(people(team, count).map(name => [name, runs]));
  }

  beforeEach(async () => {
    knex = await databases.init('POSTGRES_18');
    await migrate(knex);
    await insertSources(knex, { local: 'openlineage' });
    await insertUnits(knex, [
      { ref: ROOT, role: 'other' },
      { ref: LANES, parent: ROOT, members: people('lanes', 8) },
      { ref: MAPS, parent: ROOT, members: people('maps', 9) },
      { ref: DRIVE, parent: ROOT, members: people('drive', 12) },
    ]);
  });

  it('counts for class P who contributed, not who is a member', async () => {
    await insertCells(knex, [
      runTime(LANES, each('lanes', 5)),
      runTime(MAPS, each('maps', 4)),
      runTime(DRIVE, each('drive', 12)),
    ]);
    const items = await ask('run_time', { team: 'autonomy', groupBy: 'team' });
    // Maps ran with four people; Lanes is the smallest beside it.
    expect(items.map(({ group, status }) => [group.team, status])).toEqual([
      [DRIVE, 'ok'],
      [LANES, 'hidden'],
      [MAPS, 'hidden'],
    ]);
    const [total] = await ask('run_time', { team: 'autonomy' });
    expect(total).toMatchObject({ n: 210, people: '20-49', p50: 60 });
  });

  it('hides for class P where one person has most of the hours', async () => {
    await insertCells(knex, [
      runTime(LANES, { ...each('lanes', 6), 'lanes-0': 51 }),
      runTime(DRIVE, each('drive', 12)),
      runTime(MAPS, each('maps', 9)),
    ]);
    const [lanes] = await ask('run_time', { team: 'lanes' });
    expect(lanes?.status).toBe('hidden');
    await knex('cell').where({ team_ref: LANES }).delete();
    await insertCells(knex, [
      runTime(LANES, { ...each('lanes', 6), 'lanes-0': 50 }),
    ]);
    expect((await ask('run_time', { team: 'lanes' }))[0]?.status).toBe('ok');
  });

  it('judges a node the same way whichever query asks for it', async () => {
    await insertCells(knex, [
      runTime(LANES, each('lanes', 8)),
      runTime(LANES, each('lanes', 2), { stage: 'evaluation' }),
      runTime(MAPS, each('maps', 9), { stage: 'data' }),
      runTime(DRIVE, each('drive', 3), { stage: 'data' }),
    ]);
    const seen = new Map<string, string>();
    const note = (answers: MetricAnswer[]) => {
      for (const { group, status, window } of answers) {
        const node = JSON.stringify([
          group.team,
          group.stage,
          window.from,
          window.to,
        ]);
        expect([node, seen.get(node) ?? status]).toEqual([node, status]);
        seen.set(node, status);
      }
    };
    for (const team of ['autonomy', 'lanes', 'maps', 'drive']) {
      note(await ask('run_time', { team }));
      note(await ask('run_time', { team, groupBy: 'stage' }));
      note(await ask('run_time', { team, groupBy: 'week' }));
      for (const stage of STAGES) {
        note(await ask('run_time', { team, stage }));
        note(await ask('run_time', { team, stage, groupBy: 'week' }));
      }
      note(await ask('run_time', { team, from: DAY, to: '2024-05-13' }));
    }
    for (const stage of STAGES) {
      note(await ask('run_time', { team: 'autonomy', groupBy: 'team', stage }));
    }
    expect([...seen.values()].filter(status => status === 'ok')).not.toEqual(
      [],
    );
    expect(
      [...seen.values()].filter(status => status === 'hidden'),
    ).not.toEqual([]);
  });

  it('does not let another view show what the default view hides', async () => {
    await insertCells(knex, [
      runTime(LANES, each('lanes', 8)),
      // One more person under another trigger: all triggers differ from the default by that person.
      runTime(LANES, { 'lanes-7': 1, 'lanes-x': 1 }, { trigger: 'scheduled' }),
      runTime(MAPS, each('maps', 9)),
      runTime(DRIVE, each('drive', 12)),
      runTime(DRIVE, each('drive', 12), { trigger: 'scheduled' }),
    ]);
    const status = async (query: Record<string, string>) =>
      (await ask('run_time', query))[0]?.status;
    expect(await status({ team: 'lanes' })).toBe('ok');
    expect(await status({ team: 'lanes', trigger: 'all' })).toBe('hidden');
    expect(await status({ team: 'drive', trigger: 'all' })).toBe('ok');
  });

  it('is exact up to 50,000 runs and within 0.5 % above', async () => {
    const values = Array.from(
      { length: 50_000 },
      (_, index) => 1000 + ((index * 7919) % 1_000_003),
    );
    await insertCells(knex, [{ day: DAY, team: LANES, milliseconds: values }]);
    const [exact] = await ask('queue_time', { team: 'lanes' });
    const sorted = [...values].sort((a, b) => a - b);
    const middle = ((sorted[24_999] ?? 0) + (sorted[25_000] ?? 0)) / 2000;
    expect(exact?.p50).toBeCloseTo(middle, 6);
    await insertCells(knex, [
      {
        day: '2024-05-07',
        team: LANES,
        milliseconds: [Math.round(middle * 1000)],
      },
    ]);
    const [sketched] = await ask('queue_time', { team: 'lanes' });
    expect(sketched?.n).toBe(50_001);
    expect(Math.abs((sketched?.p50 ?? 0) / middle - 1)).toBeLessThan(0.0051);
    expect(sketched?.p50).not.toBe(exact?.p50);
  });

  it('adds Kaplan-Meier quantiles where more than 5 % never started', async () => {
    const milliseconds = Array.from({ length: 95 }, (_, i) => (i + 1) * 1000);
    await insertCells(knex, [
      { day: DAY, team: LANES, milliseconds, givenUp: Array(5).fill(500_000) },
      { day: DAY, team: MAPS, milliseconds, givenUp: Array(6).fill(500_000) },
    ]);
    const [few] = await ask('queue_time', { team: 'lanes' });
    expect(few).toMatchObject({ n: 95, neverStarted: 5 });
    expect(few?.censored).toBeUndefined();
    const [many] = await ask('queue_time', { team: 'maps' });
    // The median over 101 waits of which six are longer than any: the 51st.
    expect(many?.censored).toEqual({ p50: 51, p90: 91 });
  });

  it('needs a number of statements that does not grow with the answers', async () => {
    await insertCells(
      knex,
      STAGES.flatMap(stage =>
        [LANES, MAPS, DRIVE].map(team => ({
          day: DAY,
          team,
          stage,
          milliseconds: Array(30).fill(1000),
        })),
      ),
    );
    const count = async (query: Record<string, string>) => {
      let statements = 0;
      const listen = () => {
        statements += 1;
      };
      knex.on('query', listen);
      const answers = await ask('queue_time', query);
      knex.removeListener('query', listen);
      return { statements, answers: answers.length };
    };
    // the first question judges, and measures what nobody measured before
    await count({ team: 'lanes' });
    const one = await count({ team: 'lanes' });
    await count({ team: 'autonomy', groupBy: 'week' });
    const many = await count({ team: 'autonomy', groupBy: 'week' });
    expect(many.answers).toBeGreaterThan(5);
    expect(many.statements).toBe(one.statements);
  });

  it('follows a change of the roll-ups once it is no longer fresh', async () => {
    const metrics = service();
    await insertCells(knex, [
      { day: DAY, team: LANES, milliseconds: Array(30).fill(1000) },
    ]);
    const n = async () =>
      (await ask('queue_time', { team: 'lanes' }, metrics))[0]?.n;
    expect(await n()).toBe(30);
    await insertCells(knex, [
      { day: '2024-05-07', team: LANES, milliseconds: Array(5).fill(1000) },
    ]);
    expect(await n()).toBe(35);
  });
});
