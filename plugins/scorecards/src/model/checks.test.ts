import {
  checkCounts,
  READINESS,
  RESULTS,
  resultRow,
} from '../__testUtils__/rows';
import { checksOfEntity, summariseChecks } from './checks';
import { httpsUrl } from './httpsUrl';

describe('summariseChecks', () => {
  it('counts each state apart and puts what fails first, then what nobody can tell', () => {
    const summaries = summariseChecks(READINESS, [
      checkCounts({ check: 'owner', counts: { pass: 2 } }),
      checkCounts({ check: 'support', counts: { fail: 1, exempt: 1 } }),
      checkCounts({ check: 'docs', counts: { 'no-data': 2 } }),
      checkCounts({ check: 'removed-since', counts: { fail: 1 } }),
    ]);
    expect(summaries.map(({ check }) => check.id)).toEqual([
      'support',
      'docs',
      'owner',
    ]);
    expect(summaries[0]?.counts).toMatchObject({ fail: 1, exempt: 1, pass: 0 });
    expect(summaries[1]?.counts).toMatchObject({ 'no-data': 2, fail: 0 });
  });
});

describe('checksOfEntity', () => {
  it('goes level by level, and keeps a result whose check is gone', () => {
    const items = checksOfEntity(READINESS, [
      resultRow({ check: 'gone', state: 'error' }),
      ...RESULTS,
      resultRow({ scorecard: 'scorecard:default/other', check: 'owner' }),
    ]);
    expect(items.map(({ result }) => result.check)).toEqual([
      'owner',
      'support',
      'docs',
      'gone',
    ]);
    expect(items.at(-1)?.check).toBeUndefined();
  });
});

describe('httpsUrl', () => {
  it('follows https and nothing else', () => {
    expect(httpsUrl('https://a.example/x')).toBe('https://a.example/x');
    // eslint-disable-next-line no-script-url -- that it is never a link is the point
    expect(httpsUrl('javascript:alert(1)')).toBeUndefined();
    expect(httpsUrl('http://a.example')).toBeUndefined();
    expect(httpsUrl(undefined)).toBeUndefined();
  });
});
