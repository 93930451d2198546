import { OfferingFields, offeringChanges } from './offeringChanges';

const REF = 'offering:default/queue';

function sentences(before: OfferingFields, now: OfferingFields) {
  return offeringChanges(new Map([[REF, before]]), [
    { ref: REF, fields: now },
  ]).flatMap(entry => entry.sentences);
}

describe('offeringChanges', () => {
  it.each<[string, OfferingFields, OfferingFields, string[]]>([
    ['nothing', { lifecycle: 'ga' }, { lifecycle: 'ga' }, []],
    [
      'another order of keys',
      { support: { channel: '#a', responseHours: 4 } },
      { support: { responseHours: 4, channel: '#a' } },
      [],
    ],
    [
      'a word',
      { lifecycle: 'beta' },
      { lifecycle: 'ga' },
      ['Lifecycle: ga, before beta'],
    ],
    ['something new', {}, { system: 'ml' }, ['System: ml']],
    ['something gone', { notFor: 'x' }, {}, ['Not for: taken away']],
    [
      'a list',
      { stages: ['data', 'features'] },
      { stages: ['features', 'training'] },
      ['Stages: added training; took away data'],
    ],
    [
      'the order of a list',
      { stages: ['data', 'features'] },
      { stages: ['features', 'data'] },
      ['Stages: another order'],
    ],
    [
      'a long text',
      { problem: 'x'.repeat(80) },
      { problem: 'y'.repeat(80) },
      ['Problem: rewritten'],
    ],
    [
      'something made of parts',
      { limits: [{ name: 'GPUs', value: 8 }] },
      { limits: [{ name: 'GPUs', value: 16 }] },
      ['Limits: rewritten'],
    ],
  ])('%s', (_, before, now, expected) => {
    expect(sentences(before, now)).toEqual(expected);
  });

  it('tells what came and what went', () => {
    expect(
      offeringChanges(new Map([['offering:default/old', {}]]), [
        { ref: REF, fields: { lifecycle: 'beta' } },
      ]),
    ).toEqual([
      { ref: REF, fields: { lifecycle: 'beta' }, kind: 'added', sentences: [] },
      {
        ref: 'offering:default/old',
        fields: {},
        kind: 'removed',
        sentences: [],
      },
    ]);
  });
});
