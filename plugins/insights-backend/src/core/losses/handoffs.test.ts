import fs from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { handoffs } from './handoffs';

const fixtures = z.array(
  z.strictObject({
    what: z.string(),
    edges: z.array(z.tuple([z.string(), z.string(), z.string(), z.string()])),
    hours: z.record(z.string(), z.number()),
  }),
);

function timeOf(text: string): number {
  const [time = '', days = '0'] = text.split('+');
  const [hours, minutes] = time.split(':').map(Number);
  return ((Number(days) * 24 + hours!) * 60 + minutes!) * 60_000;
}

describe('handoff_time', () => {
  const file = path.join(__dirname, '__fixtures__', 'handoff_time.yaml');
  it.each(fixtures.parse(parse(fs.readFileSync(file, 'utf8'))))(
    '$what',
    ({ edges, hours }) => {
      const found = handoffs(
        edges.map(([producer, consumer, produced, submitted]) => ({
          producer,
          consumer,
          produced: timeOf(produced),
          submitted: timeOf(submitted),
        })),
      );
      expect(
        Object.fromEntries(
          found.map(one => [one.producer, one.milliseconds / 3_600_000]),
        ),
      ).toEqual(hours);
    },
  );
});
