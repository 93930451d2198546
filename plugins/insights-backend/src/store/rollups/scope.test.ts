import fc from 'fast-check';
import { dayAfter, toScope } from './scope';

const day = fc
  .integer({ min: 0, max: 400 })
  .map(offset =>
    new Date(Date.UTC(2026, 0, 1 + offset)).toISOString().slice(0, 10),
  );

describe('toScope', () => {
  it('joins consecutive days, over borders of months and years', () => {
    const days = ['2026-01-01', '2025-12-31', '2026-02-28', '2026-03-01'];
    expect(toScope(days.map(each => ({ team: 'a', day: each }))).spans).toEqual(
      [
        { from: '2025-12-31', to: '2026-01-02' },
        { from: '2026-02-28', to: '2026-03-02' },
      ],
    );
  });

  it('holds every day in few spans that neither touch nor overlap', () => {
    fc.assert(
      fc.property(fc.array(day, { maxLength: 80 }), days => {
        const { spans } = toScope(days.map(each => ({ team: 'a', day: each })));
        expect(spans.length).toBeLessThanOrEqual(16);
        for (const each of days) {
          expect(
            spans.filter(({ from, to }) => from <= each && each < to),
          ).toHaveLength(1);
        }
        for (const [index, span] of spans.slice(1).entries()) {
          expect(spans[index]!.to < span.from).toBe(true);
        }
      }),
    );
  });

  it('reads no day more than asked for while there are few spans', () => {
    fc.assert(
      fc.property(fc.array(day, { maxLength: 16 }), days => {
        const { spans } = toScope(days.map(each => ({ team: 'a', day: each })));
        const read = new Set<string>();
        for (const { from, to } of spans) {
          for (let each = from; each < to; each = dayAfter(each)) {
            read.add(each);
          }
        }
        expect(read).toEqual(new Set(days));
      }),
    );
  });

  it('takes nothing but days: they are written into statements', () => {
    expect(() => toScope([{ team: 'a', day: `2026-01-01'--` }])).toThrow(
      'is not a day',
    );
  });
});
