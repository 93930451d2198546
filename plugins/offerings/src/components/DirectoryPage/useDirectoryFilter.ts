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
    (next: DirectoryFilter, replace = false) =>
      setSearch(toSearchParams(next, search), { replace }),
    [search, setSearch],
  );
  return {
    filter,
    /** Typing makes no steps in the browser's history; choosing does. */
    setQuery: (q: string) => change({ ...filter, q }, true),
    setFacet: (facet: Facet, values: string[]) =>
      change({ ...filter, facets: { ...filter.facets, [facet]: values } }),
    setSort: (sort: DirectoryFilter['sort']) => change({ ...filter, sort }),
    clear: () => change({ ...filter, q: '', facets: NO_FACETS }),
  };
}
