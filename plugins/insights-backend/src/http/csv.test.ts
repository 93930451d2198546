import { toCsv } from './csv';

describe('toCsv', () => {
  it('quotes, leaves missing values empty, and lets no spreadsheet take a name for a formula', () => {
    const rows = ['plain', 'a,b', 'say "no"', 'two\nlines', '=1+1', '@x'];
    expect(
      toCsv(rows, [
        ['name', name => name],
        ['length', name => -name.length],
        ['none', () => undefined],
      ]),
    ).toBe(
      [
        'name,length,none',
        'plain,-5,',
        '"a,b",-3,',
        '"say ""no""",-8,',
        '"two\nlines",-9,',
        "'=1+1,-4,",
        "'@x,-2,",
        '',
      ].join('\r\n'),
    );
  });
});
