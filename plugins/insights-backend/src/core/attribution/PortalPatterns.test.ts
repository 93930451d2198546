import { PortalPatterns } from './PortalPatterns';
import { AttributionSubject } from './types';

function subject(
  changes: Partial<AttributionSubject> = {},
): AttributionSubject {
  return {
    sourceName: 'cluster',
    sourceKind: 'openlineage',
    namespace: 'adhoc',
    name: 'nightly-clean',
    repository: '',
    experiment: '',
    saidTeam: '',
    saidComponent: '',
    saidOfferings: [],
    ...changes,
  };
}

describe('PortalPatterns', () => {
  const patterns = new PortalPatterns([
    { id: '1', glob: 'adhoc/*', team: 'group:default/a' },
    { id: '2', glob: 'adhoc/nightly-*', team: 'group:default/b' },
    { id: '10', glob: 'adhoc/nightly-*', team: 'group:default/c' },
    {
      id: '9',
      glob: 'adhoc/nightly-*',
      source: 'lab',
      team: 'group:default/d',
    },
    { id: '3', glob: 'adhoc/nightly-exact', team: 'group:default/e' },
  ]);

  it.each([
    ['adhoc/hourly', subject({ name: 'hourly' }), '1'],
    ['the longer, and of two alike the newer', subject(), '10'],
    ['an exact name first', subject({ name: 'nightly-exact' }), '3'],
    ['no pattern', subject({ namespace: 'other' }), undefined],
    ['no part of a name', subject({ namespace: 'my-adhoc' }), undefined],
  ])('finds %s', (_, asked, id) => {
    expect(patterns.find(asked)?.id).toBe(id);
  });

  it('keeps to the source it was said of', () => {
    const lab = new PortalPatterns([
      { id: '1', glob: 'adhoc/*', source: 'lab', team: 'group:default/a' },
    ]);
    expect(lab.find(subject())).toBeUndefined();
    expect(lab.find(subject({ sourceName: 'lab' }))?.id).toBe('1');
  });
});
