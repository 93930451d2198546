import { HOUR } from '../activity/calendar';
import { Observer } from '../__testUtils__/observe';
import { recentLineage } from './recentLineage';

const NOW = new Date('2026-11-23T13:00:00Z');
const events = recentLineage(NOW);

describe('recentLineage', () => {
  it('is about a hundred events of the last hours, in order', () => {
    expect(events.length).toBeGreaterThan(60);
    expect(events.length).toBeLessThan(140);
    const times = events.map(({ eventTime }) => Date.parse(eventTime));
    expect(times).toEqual([...times].sort((a, b) => a - b));
    expect(Math.max(...times)).toBeLessThanOrEqual(NOW.getTime());
    expect(Math.min(...times)).toBeGreaterThan(NOW.getTime() - 10 * HOUR);
  });

  it('is the same for the same time', () => {
    expect(recentLineage(NOW)).toEqual(events);
  });

  it('tells lives of runs: a start, perhaps signs of life, at most one end', () => {
    const lives = new Map<string, string[]>();
    for (const { run, eventType } of events) {
      lives.set(run.runId, [...(lives.get(run.runId) ?? []), eventType]);
    }
    for (const life of lives.values()) {
      expect(life.join(' ')).toMatch(
        /^START( RUNNING)?( COMPLETE| FAIL| ABORT)?$/,
      );
    }
    const all = [...lives.values()].map(life => life.at(-1));
    expect(all).toEqual(expect.arrayContaining(['START', 'COMPLETE', 'FAIL']));
  });

  it('has the fields OpenLineage needs and the facets we read', () => {
    for (const event of events) {
      expect(event).toMatchObject({
        eventTime: expect.stringMatching(
          /^\d{4}-\d{2}-\d{2}T[\d:]{8}\.\d{6}\+00:00$/,
        ),
        producer: expect.stringMatching(/^https:/),
        schemaURL: expect.stringContaining('2-0-2/OpenLineage.json'),
        run: {
          runId: expect.stringMatching(
            /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-a[0-9a-f]{3}-[0-9a-f]{12}$/,
          ),
          facets: { tags: { tags: expect.any(Array) } },
        },
        job: {
          facets: {
            ownership: { owners: [{ name: expect.stringMatching(/^team:/) }] },
          },
        },
      });
    }
    expect(JSON.stringify(events)).toContain(
      '"key":"offering","value":"feature-cache"',
    );
  });

  it('names jobs that components of the organisation own', () => {
    const observer = new Observer();
    for (const { job } of events) {
      const owners = observer.componentsOf({
        source: 'demo-scheduler',
        id: '-',
        namespace: job.namespace,
        job: job.name,
      });
      expect(owners).toHaveLength(1);
    }
  });
});
