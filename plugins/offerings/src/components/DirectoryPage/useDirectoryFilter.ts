import { useCallback, useMemo } from 'react';
import { useSearchParams } from 'react-router-dom';
import {
  DirectoryFilter,
  Facet,
  parseDirectoryFilter,
  toSearchParams,
} from '../../model/directoryFilter';

const NO_FACETS: DirectoryFilter['facets'] = {
  stage: [],
  type: [],
  lifecycle: [],
  provider: [],
};

/** The filter of the directory, kept in the URL alone. */
export function useDirectoryFilter() {
  const [search, setSearch] = useSearchParams();
  const filter = useMemo(() => parseDirectoryFilter(search), [search]);

  const change = useCallback(
    (changes: Partial<DirectoryFilter>, replace = false) =>
      setSearch(toSearchParams({ ...filter, ...changes }, search), { replace }),
    [filter, search, setSearch],
  );
  return useMemo(() => actionsOf(filter, change), [filter, change]);
}

function actionsOf(
  filter: DirectoryFilter,
  change: (changes: Partial<DirectoryFilter>, replace?: boolean) => void,
) {
  const setFacet = (facet: Facet, values: string[]) =>
    change({ facets: { ...filter.facets, [facet]: values } });
  return {
    filter,
    /** Typing makes no steps in the browser's history; choosing does. */
    setQuery: (q: string) => change({ q }, true),
    setFacet,
    toggleFacet: (facet: Facet, value: string) =>
      setFacet(facet, toggle(filter.facets[facet], value)),
    setOwn: (own: DirectoryFilter['own']) => change({ own }),
    setSort: (sort: DirectoryFilter['sort']) => change({ sort }),
    setView: (view: DirectoryFilter['view']) => change({ view }),
    toggleCompared: (ref: string) =>
      change({ compare: toggle(filter.compare, ref) }, true),
    endComparison: () => change({ compare: [], view: 'cards' }),
    clear: () => change({ q: '', own: undefined, facets: NO_FACETS }),
  };
}

function toggle(values: readonly string[], value: string): string[] {
  return values.includes(value)
    ? values.filter(other => other !== value)
    : [...values, value];
}
