import { OfferingSummary } from './offering';

/** The configured steps of the workflow in order, then any other stage an offering names, by name. */
export function stagesInOrder(
  configured: readonly string[] | undefined,
  offerings: readonly OfferingSummary[],
): string[] {
  const named = new Set(offerings.flatMap(offering => offering.stages));
  const known = configured ?? [];
  const others = [...named].filter(stage => !known.includes(stage)).sort();
  return [...known, ...others];
}
