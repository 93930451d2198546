import type { MetricWindow, RunClass } from '@mli/plugin-insights-common';

export const SCOPE_WINDOWS = [
  '4w',
  '12w',
  '52w',
  'all',
] as const satisfies readonly MetricWindow[];
export const SCOPE_RUN_CLASSES = [
  'full',
  'debug',
  'sweep',
  'evaluation',
  'all',
] as const satisfies readonly (RunClass | 'all')[];
export const SCOPE_COMPARISONS = ['none', 'past', 'peers'] as const;

export type ScopeRunClass = (typeof SCOPE_RUN_CLASSES)[number];
export type ScopeComparison = (typeof SCOPE_COMPARISONS)[number];

/** What a page is about. Absent `team` is everything the reader may see. */
export interface Scope {
  /** Full ref of a team or department. */
  readonly team?: string;
  readonly window: MetricWindow;
  /** `all` is no filter; headlines use `full`. */
  readonly runClass: ScopeRunClass;
  readonly compare: ScopeComparison;
}

export const DEFAULT_SCOPE: Scope = {
  window: '12w',
  runClass: 'full',
  compare: 'none',
};

/** Reads a scope from a query string; what is not understood counts as not said. */
export function parseScope(
  query: URLSearchParams,
  defaults: Scope = DEFAULT_SCOPE,
): Scope {
  return {
    team: query.get('team') || defaults.team,
    window: oneOf(SCOPE_WINDOWS, query.get('window')) ?? defaults.window,
    runClass:
      oneOf(SCOPE_RUN_CLASSES, query.get('runClass')) ?? defaults.runClass,
    compare: oneOf(SCOPE_COMPARISONS, query.get('compare')) ?? defaults.compare,
  };
}

/**
 * Writes a scope into a query string and leaves every other parameter alone. What equals the general default is not
 * written, so that links stay short; a page's own default is, so that a link shows everybody the same.
 */
export function writeScope(
  query: URLSearchParams,
  scope: Scope,
): URLSearchParams {
  const next = new URLSearchParams(query);
  set(next, 'team', scope.team);
  set(
    next,
    'window',
    scope.window === DEFAULT_SCOPE.window ? undefined : scope.window,
  );
  set(
    next,
    'runClass',
    scope.runClass === DEFAULT_SCOPE.runClass ? undefined : scope.runClass,
  );
  set(
    next,
    'compare',
    scope.compare === DEFAULT_SCOPE.compare ? undefined : scope.compare,
  );
  return next;
}

function set(
  query: URLSearchParams,
  name: string,
  value: string | undefined,
): void {
  if (value === undefined || value === '') query.delete(name);
  else query.set(name, value);
}

function oneOf<T extends string>(
  allowed: readonly T[],
  value: string | null,
): T | undefined {
  return allowed.find(candidate => candidate === value);
}
