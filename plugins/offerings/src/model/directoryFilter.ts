import { OfferingSummary } from './offering';

export const FACETS = ['stage', 'type', 'lifecycle', 'provider'] as const;
export type Facet = (typeof FACETS)[number];

export const SORTS = ['name', 'adopters'] as const;
export type DirectorySort = (typeof SORTS)[number];

/** What the directory shows; the URL is its only home. */
export interface DirectoryFilter {
  q: string;
  facets: Record<Facet, string[]>;
  sort: DirectorySort;
}

export function parseDirectoryFilter(search: URLSearchParams): DirectoryFilter {
  const sort = SORTS.find(name => name === search.get('sort')) ?? 'name';
  const values = (facet: Facet) => [
    ...new Set(search.getAll(facet).filter(value => value !== '')),
  ];
  return {
    q: search.get('q') ?? '',
    sort,
    facets: {
      stage: values('stage'),
      type: values('type'),
      lifecycle: values('lifecycle'),
      provider: values('provider'),
    },
  };
}

/** The search part of the URL for `filter`, keeping every parameter that is not the directory's. */
export function toSearchParams(
  filter: DirectoryFilter,
  current: URLSearchParams,
): URLSearchParams {
  const search = new URLSearchParams(current);
  for (const name of ['q', 'sort', ...FACETS]) search.delete(name);
  if (filter.q.trim()) search.set('q', filter.q);
  for (const facet of FACETS) {
    for (const value of filter.facets[facet]) search.append(facet, value);
  }
  if (filter.sort !== 'name') search.set('sort', filter.sort);
  return search;
}

export function isFiltered(filter: DirectoryFilter): boolean {
  return (
    filter.q.trim() !== '' ||
    FACETS.some(facet => filter.facets[facet].length > 0)
  );
}

export function facetValues(offering: OfferingSummary, facet: Facet): string[] {
  const single = {
    type: offering.type,
    lifecycle: offering.lifecycle,
    provider: offering.providerName,
  };
  if (facet === 'stage') return offering.stages;
  const value = single[facet];
  return value === undefined ? [] : [value];
}

/** Where a word counts, and how much: a hit in the title stands before one in the description. */
const WEIGHTS: ReadonlyArray<
  [weight: number, texts: (o: OfferingSummary) => Array<string | undefined>]
> = [
  [8, o => [o.title, o.name]],
  [4, o => [...o.tags, ...o.stages, o.type]],
  [3, o => [o.providerName]],
  [2, o => [o.problem]],
  [1, o => [o.description]],
];

/** 0 when some word of the query is nowhere in the offering, else the higher the better. */
export function searchScore(offering: OfferingSummary, query: string): number {
  const words = query.toLocaleLowerCase('en-US').split(/\s+/).filter(Boolean);
  let score = 1;
  for (const word of words) {
    let best = 0;
    for (const [weight, textsOf] of WEIGHTS) {
      const found = textsOf(offering).some(value =>
        value?.toLocaleLowerCase('en-US').includes(word),
      );
      if (found) best = Math.max(best, weight);
    }
    if (best === 0) return 0;
    score += best;
  }
  return score;
}

function matchesFacets(
  offering: OfferingSummary,
  filter: DirectoryFilter,
  except?: Facet,
): boolean {
  return FACETS.every(facet => {
    const wanted = filter.facets[facet];
    if (facet === except || wanted.length === 0) return true;
    return facetValues(offering, facet).some(value => wanted.includes(value));
  });
}

/** The offerings to show, in order. `adopters` is needed only to sort by it. */
export function filterOfferings(
  offerings: readonly OfferingSummary[],
  filter: DirectoryFilter,
  adopters: ReadonlyMap<string, number> = new Map(),
): OfferingSummary[] {
  const scored = offerings
    .map(offering => ({ offering, score: searchScore(offering, filter.q) }))
    .filter(
      ({ offering, score }) => score > 0 && matchesFacets(offering, filter),
    );
  const searching = filter.q.trim() !== '';
  return scored
    .sort((a, b) => {
      const byAdopters =
        filter.sort === 'adopters'
          ? (adopters.get(b.offering.ref) ?? 0) -
            (adopters.get(a.offering.ref) ?? 0)
          : 0;
      const byScore = searching ? b.score - a.score : 0;
      return (
        byAdopters ||
        byScore ||
        a.offering.title.localeCompare(b.offering.title)
      );
    })
    .map(({ offering }) => offering);
}

/**
 * How many offerings each value of a facet would leave, with the other filters on.
 * A value that is chosen stays in the list with 0, so that it can be taken off again.
 */
export function countFacet(
  offerings: readonly OfferingSummary[],
  filter: DirectoryFilter,
  facet: Facet,
): Map<string, number> {
  const counts = new Map<string, number>();
  for (const offering of offerings) {
    const shown =
      searchScore(offering, filter.q) > 0 &&
      matchesFacets(offering, filter, facet);
    for (const value of facetValues(offering, facet)) {
      counts.set(value, (counts.get(value) ?? 0) + (shown ? 1 : 0));
    }
  }
  for (const value of filter.facets[facet]) {
    if (!counts.has(value)) counts.set(value, 0);
  }
  return counts;
}
