import { OfferingSummary } from '@mli/plugin-offerings-common';

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

/** How many offerings name each stage. */
export function countStages(
  offerings: readonly OfferingSummary[],
): Map<string, number> {
  const counts = new Map<string, number>();
  for (const stage of offerings.flatMap(offering => offering.stages)) {
    counts.set(stage, (counts.get(stage) ?? 0) + 1);
  }
  return counts;
}
