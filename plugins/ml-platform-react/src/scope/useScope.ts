import { useCallback, useMemo } from 'react';
import { useSearchParams } from 'react-router-dom';
import { DEFAULT_SCOPE, parseScope, writeScope, type Scope } from './scope';

export interface ScopeState {
  readonly scope: Scope;
  /** Changes parts of the scope; a step in the browser's history, so that back works. */
  setScope(change: Partial<Scope>): void;
  /** A path of the portal with this scope in its query: what links between pages carry. */
  hrefWithScope(path: string, change?: Partial<Scope>): string;
}

/** The scope of the page, kept in the URL alone. */
export function useScope(defaults?: Partial<Scope>): ScopeState {
  const [query, setQuery] = useSearchParams();
  const { team, window, runClass, compare } = { ...DEFAULT_SCOPE, ...defaults };
  const scope = useMemo(
    () => parseScope(query, { team, window, runClass, compare }),
    [query, team, window, runClass, compare],
  );
  const setScope = useCallback(
    (change: Partial<Scope>) =>
      setQuery(writeScope(query, { ...scope, ...change })),
    [query, scope, setQuery],
  );
  const hrefWithScope = useCallback(
    (path: string, change?: Partial<Scope>) => {
      const [target = '', ownQuery] = path.split('?');
      const next = writeScope(new URLSearchParams(ownQuery), {
        ...scope,
        ...change,
      }).toString();
      return next ? `${target}?${next}` : target;
    },
    [scope],
  );
  return { scope, setScope, hrefWithScope };
}
