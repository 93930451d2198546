import { TestDatabases } from '@backstage/backend-test-utils';
import { startScorecards, type Setup } from './__testUtils__/startScorecards';
import { maturity } from './testing/fixtures';

const databases = TestDatabases.create({ ids: ['POSTGRES_18'] });
const start = async (setup: Setup = {}) =>
  startScorecards(await databases.init('POSTGRES_18'), setup);

jest.setTimeout(60_000);

describe('dry runs', () => {
  it('dry-runs a definition without storing anything', async () => {
    const { post, get } = await start();
    const definition = { ...maturity(), metadata: { name: 'trial' } };
    const { status, body } = await post('/dry-run', {
      definition,
      entities: ['component:lane-net', 'group:lanes', 'component:unknown'],
    });
    expect(status).toBe(200);
    expect(body).toMatchObject({
      scorecard: 'scorecard:default/trial',
      notFound: ['component:default/unknown'],
      notApplicable: ['group:default/lanes'],
      truncated: false,
      levels: [
        {
          entity: 'component:default/lane-net',
          level: { name: 'known' },
          next: { name: 'described', missing: ['incidents'] },
        },
      ],
    });
    expect((await get('/results?scorecard=trial')).body.items).toEqual([]);
  });

  it('dry-runs facts of the catalog that no definition in force reads', async () => {
    const { post } = await start();
    const definition = maturity({
      levels: [{ name: 'typed' }],
      checks: [
        {
          id: 'lifecycle',
          title: 'Is in production',
          level: 'typed',
          rule: {
            all: [
              {
                fact: 'catalog.lifecycle',
                operator: 'equals',
                value: 'production',
              },
              {
                not: {
                  fact: 'catalog.annotation.mli.internal/stage',
                  operator: 'exists',
                },
              },
            ],
          },
        },
      ],
    });
    const { body } = await post('/dry-run', { definition });
    expect(body.items.map((item: { state: string }) => item.state)).toEqual([
      'pass',
      'pass',
    ]);
  });

  it('answers 400 with all faults of a dry run, and quickly for hostile ones', async () => {
    const { post } = await start();
    let deep: object = { fact: 'a.b', operator: 'exists' };
    for (let i = 0; i < 5_000; i += 1) {
      deep = { not: deep };
    }
    const faulty = maturity({
      checks: [
        { id: 'A b', title: 'x', level: 'known', rule: { any: [] } },
        { id: 'deep', title: 'x', level: 'nowhere', rule: { cel: 'true' } },
      ],
    });
    const { status, body } = await post('/dry-run', { definition: faulty });
    expect(status).toBe(400);
    expect(
      body.error.faults.map((fault: { path: string }) => fault.path),
    ).toEqual([
      'spec.checks[0].id',
      'spec.checks[0].rule.any',
      'spec.checks[1].rule.cel',
      'spec.checks[1].level',
      'spec.levels[1]',
    ]);
    const hostile = [
      maturity({
        checks: [{ id: 'deep', title: 'x', level: 'known', rule: deep }],
      }),
      maturity({ checks: Array.from({ length: 900 }, () => [1, 2, 3]) }),
      JSON.parse(
        '{"apiVersion":"mli.internal/v1alpha1","kind":"Scorecard","metadata":{"name":"x"},"spec":{"__proto__":{"owner":"x"}}}',
      ),
      'constructor',
      null,
    ];
    for (const definition of hostile) {
      const before = process.cpuUsage();
      const answer = await post('/dry-run', { definition });
      expect(answer.status).toBe(400);
      // of this process: a busy machine does not count
      expect(process.cpuUsage(before).user / 1_000).toBeLessThan(1_000);
    }
  });
});
