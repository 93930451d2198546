import { readFileSync } from 'node:fs';
import path from 'node:path';
import { adoptionRowSchema } from './api/adoption';
import { runRecordSchema } from './api/ingest';
import { metricAnswerSchema } from './api/metrics';
import { METRIC_IDS, METRICS } from './metrics';

const dictionary = readFileSync(
  path.resolve(process.cwd(), '../../docs/metrics.md'),
  'utf8',
);

describe('metrics', () => {
  it.each(METRIC_IDS)(
    '%s stands in the dictionary with its class and anchor',
    id => {
      const cells = dictionary
        .split('\n')
        .map(line => line.split('|').map(cell => cell.trim()))
        .find(row => row[1] === `\`${id}\``);
      if (!cells) throw new Error(`docs/metrics.md does not define ${id}`);
      expect(cells[3]).toBe(METRICS[id].class);
      expect(cells[4]).toBe(METRICS[id].anchor.replace('-', ' '));
      expect(METRICS[id].id).toBe(id);
    },
  );
});

describe('a run record', () => {
  const least = { id: '1', namespace: 'n', job: 'j' };

  it('needs an id, a namespace and a job', () => {
    expect(runRecordSchema.safeParse(least).success).toBe(true);
    for (const field of ['id', 'namespace', 'job']) {
      expect(runRecordSchema.safeParse({ ...least, [field]: '' }).success).toBe(
        false,
      );
    }
  });

  it.each([
    ['an unknown field', { colour: 'red' }],
    ['an unknown outcome', { outcome: 'exploded' }],
    ['a negative number of GPUs', { gpus: -1 }],
    ['too many offerings', { offerings: Array.from({ length: 21 }, String) }],
  ])('refuses %s', (_, field) => {
    expect(runRecordSchema.safeParse({ ...least, ...field }).success).toBe(
      false,
    );
  });
});

describe('answers', () => {
  const hidden = {
    metric: 'queue_time',
    definition: {
      version: 1,
      title: 't',
      formula: 'f',
      class: 'S',
      anchor: 'started',
    },
    unit: 'seconds',
    group: { team: 'group:default/lanes' },
    scope: 'direct',
    window: { from: '2026-01-05', to: '2026-02-02' },
    status: 'hidden',
    reason: 'fewer than 5 people',
  };

  it('may be without any number', () => {
    expect(metricAnswerSchema.parse(hidden)).toEqual(hidden);
  });

  it('show people in bands only', () => {
    expect(
      metricAnswerSchema.safeParse({ ...hidden, people: '7' }).success,
    ).toBe(false);
    expect(
      adoptionRowSchema.safeParse({
        team: 'group:default/lanes',
        offering: 'offering:default/x',
        eligible: true,
        observed: 'adopted',
        declared: 'none',
        status: 'in-use',
        activeMembers: '4',
        evidence: { sentence: 's' },
      }).success,
    ).toBe(false);
  });
});
