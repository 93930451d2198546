import fc from 'fast-check';
import {
  DEFAULT_SCOPE,
  parseScope,
  SCOPE_COMPARISONS,
  SCOPE_RUN_CLASSES,
  SCOPE_WINDOWS,
  writeScope,
} from './scope';

describe('a scope in a query', () => {
  it('is the default where nothing is said', () => {
    expect(parseScope(new URLSearchParams())).toEqual({
      ...DEFAULT_SCOPE,
      team: undefined,
    });
  });

  it('is the default where nonsense is said', () => {
    const query = new URLSearchParams(
      'window=3y&runClass=__proto__&compare=&team=',
    );
    expect(parseScope(query)).toEqual({ ...DEFAULT_SCOPE, team: undefined });
  });

  it('is not written where it is the default, and leaves other parameters alone', () => {
    const query = new URLSearchParams(
      'tab=two&window=52w&team=group:default/lanes',
    );
    expect(writeScope(query, DEFAULT_SCOPE).toString()).toBe('tab=two');
  });

  it('comes back as it was written', () => {
    const scopes = fc.record({
      team: fc.option(fc.string({ minLength: 1 }), { nil: undefined }),
      window: fc.constantFrom(...SCOPE_WINDOWS),
      runClass: fc.constantFrom(...SCOPE_RUN_CLASSES),
      compare: fc.constantFrom(...SCOPE_COMPARISONS),
    });
    fc.assert(
      fc.property(scopes, scope => {
        const text = writeScope(new URLSearchParams(), scope).toString();
        expect(parseScope(new URLSearchParams(text))).toEqual(scope);
      }),
    );
  });
});
