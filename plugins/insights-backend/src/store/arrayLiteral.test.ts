import fc from 'fast-check';
import { databases } from '../__testUtils__/startInsights';
import { arrayLiteral } from './arrayLiteral';
import { rowsOf } from './rows';

jest.setTimeout(60_000);

describe('arrayLiteral', () => {
  it('is read by PostgreSQL as what it was made of', async () => {
    const knex = await databases.init('POSTGRES_18');
    const text = fc
      .string({ unit: 'grapheme' })
      .filter(value => !value.includes('\u0000') && value.isWellFormed());
    const odd = fc.constantFrom('', 'NULL', 'null', '{}', '"', '\\', ',', ' ');
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.option(fc.oneof(text, odd))),
        async values => {
          const [row] = await rowsOf<{ values: (string | null)[] }>(
            knex,
            'select ?::text[] as values',
            [values],
          );
          expect(row?.values).toEqual(values);
        },
      ),
      { numRuns: 200 },
    );
  });

  it('knows every type a column may have', async () => {
    const knex = await databases.init('POSTGRES_18');
    const at = new Date('2026-01-02T03:04:05.678Z');
    const [row] = await rowsOf<Record<string, unknown[]>>(
      knex,
      `select ?::bigint[]::int[] as whole, ?::double precision[] as double, ?::boolean[] as flags,
         ?::timestamptz[] as times, ?::bytea[] as bytes`,
      [[1, -2], [0.1, 1e300], [true, false], [at], [Buffer.from([0, 255])]],
      'array-literal-test',
    );
    expect(row).toEqual({
      whole: [1, -2],
      double: [0.1, 1e300],
      flags: [true, false],
      times: [at],
      bytes: [Buffer.from([0, 255])],
    });
    expect(arrayLiteral([])).toBe('{}');
  });
});
