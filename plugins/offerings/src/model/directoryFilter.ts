import { OfferingSummary, searchOfferings } from '@mli/plugin-offerings-common';

export const FACETS = ['stage', 'type', 'lifecycle', 'provider'] as const;
export type Facet = (typeof FACETS)[number];

export const SORTS = ['name', 'adopters', 'newest'] as const;
export type DirectorySort = (typeof SORTS)[number];

/** What the viewer's own teams have to do with an offering: they use it, or they are of its audience and do not. */
export const OWN_USES = ['uses', 'could-use'] as const;
export type OwnUse = (typeof OWN_USES)[number];

export const VIEWS = ['cards', 'stages', 'compare'] as const;
export type DirectoryView = (typeof VIEWS)[number];

/** Refs of the offerings of which each is true for the viewer's teams. */
export type OwnUses = Record<OwnUse, ReadonlySet<string>>;

/** What the filter and the order need beside the offerings themselves; each may still be on its way. */
export interface DirectoryContext {
  /** How many teams use an offering, by its full ref. */
  inUse?: ReadonlyMap<string, number>;
  /** When the portal first saw an offering (ISO 8601), by its full ref. */
  firstSeen?: ReadonlyMap<string, string>;
  ownUses?: OwnUses;
}

/** What the directory shows; the URL is its only home. */
export interface DirectoryFilter {
  q: string;
  facets: Record<Facet, string[]>;
  own?: OwnUse;
  sort: DirectorySort;
  view: DirectoryView;
  /** Names or refs of the offerings picked to be compared, in the order in which they were. */
  compare: string[];
}

/** More columns than these are not read side by side. */
export const MAX_COMPARED = 4;

export function parseDirectoryFilter(search: URLSearchParams): DirectoryFilter {
  const sort = SORTS.find(name => name === search.get('sort')) ?? 'name';
  const values = (facet: Facet) => [
    ...new Set(search.getAll(facet).filter(value => value !== '')),
  ];
  return {
    q: search.get('q') ?? '',
    sort,
    own: OWN_USES.find(name => name === search.get('own')),
    view: VIEWS.find(name => name === search.get('view')) ?? 'cards',
    compare: [
      ...new Set(search.getAll('compare').filter(value => value !== '')),
    ].slice(0, MAX_COMPARED),
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
  for (const name of ['q', 'sort', 'own', 'view', 'compare', ...FACETS]) {
    search.delete(name);
  }
  if (filter.q.trim()) search.set('q', filter.q);
  if (filter.own) search.set('own', filter.own);
  for (const facet of FACETS) {
    for (const value of filter.facets[facet]) search.append(facet, value);
  }
  if (filter.sort !== 'name') search.set('sort', filter.sort);
  if (filter.view !== 'cards') search.set('view', filter.view);
  for (const ref of filter.compare) search.append('compare', ref);
  return search;
}

export function isFiltered(filter: DirectoryFilter): boolean {
  return (
    filter.q.trim() !== '' ||
    filter.own !== undefined ||
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

function matches(
  offering: OfferingSummary,
  filter: DirectoryFilter,
  context: DirectoryContext,
  except?: Facet,
): boolean {
  // Until the viewer's teams are known the list is not emptied.
  const isOwn =
    !filter.own ||
    !context.ownUses ||
    context.ownUses[filter.own].has(offering.ref);
  return (
    isOwn &&
    FACETS.every(facet => {
      const wanted = filter.facets[facet];
      if (facet === except || wanted.length === 0) return true;
      return facetValues(offering, facet).some(value => wanted.includes(value));
    })
  );
}

function orderOf(
  sort: DirectorySort,
  context: DirectoryContext,
): (a: OfferingSummary, b: OfferingSummary) => number {
  const { inUse, firstSeen } = context;
  if (sort === 'adopters') {
    return (a, b) => (inUse?.get(b.ref) ?? 0) - (inUse?.get(a.ref) ?? 0);
  }
  if (sort === 'newest') {
    return (a, b) =>
      (firstSeen?.get(b.ref) ?? '').localeCompare(firstSeen?.get(a.ref) ?? '');
  }
  return () => 0;
}

/** The offerings to show, in order. */
export function filterOfferings(
  offerings: readonly OfferingSummary[],
  filter: DirectoryFilter,
  context: DirectoryContext = {},
): OfferingSummary[] {
  const byChoice = orderOf(filter.sort, context);
  return [...searchOfferings(offerings, filter.q)]
    .filter(([offering]) => matches(offering, filter, context))
    .sort(
      ([a, scoreOfA], [b, scoreOfB]) =>
        byChoice(a, b) || scoreOfB - scoreOfA || a.title.localeCompare(b.title),
    )
    .map(([offering]) => offering);
}

/**
 * How many offerings each value of a facet would leave, with the other filters on.
 * A value that is chosen stays in the list with 0, so that it can be taken off again.
 */
export function countFacet(
  offerings: readonly OfferingSummary[],
  filter: DirectoryFilter,
  facet: Facet,
  context: DirectoryContext = {},
): Map<string, number> {
  const counts = new Map<string, number>();
  const found = searchOfferings(offerings, filter.q);
  for (const offering of offerings) {
    const shown =
      found.has(offering) && matches(offering, filter, context, facet);
    for (const value of facetValues(offering, facet)) {
      counts.set(value, (counts.get(value) ?? 0) + (shown ? 1 : 0));
    }
  }
  for (const value of filter.facets[facet]) {
    if (!counts.has(value)) counts.set(value, 0);
  }
  return counts;
}

/** How many offerings would be left by saying what the viewer's teams have to do with them. */
export function countOwn(
  offerings: readonly OfferingSummary[],
  filter: DirectoryFilter,
  own: OwnUse,
  context: DirectoryContext,
): number {
  return filterOfferings(offerings, { ...filter, own }, context).length;
}
