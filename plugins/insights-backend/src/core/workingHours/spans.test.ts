import fc from 'fast-check';
import { intersect, lengthOf, minus, Span, union } from './spans';

const TICKS = 60;
const spans = fc.array(
  fc
    .tuple(
      fc.integer({ min: 0, max: TICKS }),
      fc.integer({ min: 0, max: TICKS }),
    )
    .map(([a, b]): Span => [Math.min(a, b), Math.max(a, b)]),
  { maxLength: 12 },
);

/** The whole numbers inside: what spans mean, said differently. */
function ticks(list: readonly Span[]): Set<number> {
  const inside = new Set<number>();
  for (const [from, to] of list) {
    for (let tick = from; tick < to; tick++) {
      inside.add(tick);
    }
  }
  return inside;
}

describe('spans', () => {
  it('joins what overlaps and what touches', () => {
    expect(
      union([
        [5, 7],
        [1, 2],
        [2, 4],
        [6, 9],
        [3, 3],
      ]),
    ).toEqual([
      [1, 4],
      [5, 9],
    ]);
  });

  it('cuts several holes out of one span, and one hole out of several', () => {
    expect(
      minus(
        [[0, 10]],
        [
          [1, 2],
          [4, 6],
          [9, 20],
        ],
      ),
    ).toEqual([
      [0, 1],
      [2, 4],
      [6, 9],
    ]);
    expect(
      minus(
        [
          [0, 3],
          [4, 6],
          [8, 9],
        ],
        [[2, 8]],
      ),
    ).toEqual([
      [0, 2],
      [8, 9],
    ]);
  });

  it('agrees with sets of ticks', () => {
    fc.assert(
      fc.property(spans, spans, (left, right) => {
        const a = union(left);
        const b = union(right);
        expect(ticks(a)).toEqual(ticks(left));
        expect(lengthOf(a)).toBe(ticks(left).size);
        expect(ticks(intersect(a, b))).toEqual(
          new Set([...ticks(a)].filter(tick => ticks(b).has(tick))),
        );
        expect(ticks(minus(a, b))).toEqual(
          new Set([...ticks(a)].filter(tick => !ticks(b).has(tick))),
        );
      }),
    );
  });
});
