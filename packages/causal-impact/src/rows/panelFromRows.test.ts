import fc from 'fast-check';
import { aggregate } from '../callaway-santanna/aggregate';
import { groupTimeEffects } from '../callaway-santanna/groupTimeEffects';
import { valueOf } from '../testing/valueOf';
import { csvRows } from './csvRows';
import { panelFromRows, RowValue } from './panelFromRows';

const COLUMNS = {
  unit: 'state',
  period: 'year',
  outcome: 'y',
  firstTreated: 'g',
};

const CSV = `\uFEFF"state";"year";"y";"g"
"New York; ""NY""";2001;1,0;2002
`;

describe('tables', () => {
  it('are read with quotes, other separators and line ends', () => {
    expect(csvRows(CSV)).toEqual([
      { state: 'New York; "NY"', year: '2001', y: '1,0', g: '2002' },
    ]);
    expect(csvRows('a,b\r\n1,"x\ny"\r\n\r\n,2')).toEqual([
      { a: '1', b: 'x\ny' },
      { a: '', b: '2' },
    ]);
    expect(csvRows('')).toEqual([]);
  });

  it('become a panel, whatever the types of their cells', () => {
    const rows: Record<string, RowValue>[] = [
      { state: 'B', year: '2001', y: 'NA', g: null },
      { state: 'B', year: '2002', y: '2', g: '' },
      { state: 7, year: 2002, y: 4n, g: 2002 },
      { state: 7, year: 2001, y: 3, g: '2002.0' },
      { state: 'C', year: 2001, y: 1.5, g: 0 },
      { state: 'D', year: 2001, y: 1, g: 'Inf' },
    ];
    const panel = valueOf(panelFromRows(rows, COLUMNS));
    expect(panel.units).toEqual(['7', 'B', 'C', 'D']);
    expect(panel.firstTreated).toEqual([2002, Infinity, Infinity, Infinity]);
    expect([...panel.outcome]).toEqual([3, 4, NaN, 2, 1.5, NaN, 1, NaN]);
  });

  it('may mark treated rows instead of naming the first', () => {
    const rows = csvRows(`u,t,y,d\na,1,5,0\na,3,7,1\na,2,6,TRUE\nb,1,1,FALSE`);
    const columns = { unit: 'u', period: 't', outcome: 'y', treated: 'd' };
    expect(valueOf(panelFromRows(rows, columns)).firstTreated).toEqual([
      2,
      Infinity,
    ]);
    expect(
      panelFromRows([...rows, { u: 'a', t: 4, y: 1, d: 0 }], columns),
    ).toMatchObject({ ok: false, reason: 'invalid-input' });
  });

  it('take 0 for a period where there are others below', () => {
    const rows = [-1, 0, 1].map(year => ({ state: 'a', year, y: 1, g: 0 }));
    expect(valueOf(panelFromRows(rows, COLUMNS)).firstTreated).toEqual([0]);
  });

  it.each([
    [{ state: 'a', year: 'last year', y: 1, g: 0 }, "'last year'"],
    [{ state: 'a', year: 2001, y: 'much', g: 0 }, "'much'"],
    [{ state: '', year: 2001, y: 1, g: 0 }, "column 'state'"],
    [{ state: 'a', year: 2001, y: 1 }, "no column 'g'"],
    [{ state: 'a', year: 2001, y: 1, g: 'soon' }, "'soon'"],
  ])('are refused with the row and the column: %j', (row, what) => {
    expect(panelFromRows([row], COLUMNS)).toMatchObject({
      ok: false,
      reason: 'invalid-input',
      sentence: expect.stringContaining(what),
    });
  });

  it('are refused where a unit is there twice, or contradicts itself', () => {
    const row = { state: 'a', year: 2001, y: 1, g: 2002, x: 1 };
    const sentenceOf = (other: object, covariates?: string[]) =>
      panelFromRows([row, { ...row, ...other }], { ...COLUMNS, covariates });
    expect(sentenceOf({})).toMatchObject({ ok: false });
    expect(sentenceOf({ year: 2002, g: 2003 })).toMatchObject({ ok: false });
    expect(sentenceOf({ year: 2002, x: 2 }, ['x'])).toMatchObject({
      ok: false,
    });
    expect(sentenceOf({ year: 2002 }, ['x'])).toMatchObject({ ok: true });
  });

  it('give an answer or a refusal for any cells, never NaN', () => {
    const cell = fc.oneof(
      fc.constantFrom<RowValue>('', 'NA', null, 0, '1e308', -1e308, 'Inf', 'x'),
      fc.integer({ min: 0, max: 6 }),
      fc.double({ noNaN: true, min: -1e3, max: 1e3 }),
    );
    const row = fc.record({
      state: fc.constantFrom<RowValue>('a', 'b', 'c', 4, ''),
      year: fc.oneof(fc.integer({ min: 0, max: 5 }), cell),
      y: cell,
      g: fc.oneof(fc.constantFrom<RowValue>(2, 3, ''), cell),
    });
    fc.assert(
      fc.property(fc.array(row, { maxLength: 30 }), rows => {
        const panel = panelFromRows(rows, COLUMNS);
        if (!panel.ok) return panel.sentence !== '';
        const effects = groupTimeEffects(panel.value);
        const simple = effects.ok
          ? aggregate(effects.value, 'simple')
          : effects;
        return !simple.ok || !Number.isNaN(simple.value.overall.att);
      }),
      { numRuns: 400, seed: 20261123 },
    );
  });
});
