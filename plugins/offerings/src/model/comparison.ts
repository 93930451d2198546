import { MAX_COMPARED } from './directoryFilter';
import { OfferingSummary } from '@mli/plugin-offerings-common';

/** Whether two offerings answer the same need: they share a stage, or one replaces the other. */
export function isComparable(a: OfferingSummary, b: OfferingSummary): boolean {
  return (
    a.stages.some(stage => b.stages.includes(stage)) ||
    a.replaced.includes(b.ref) ||
    b.replaced.includes(a.ref)
  );
}

/** Why an offering cannot be put beside those picked already; undefined where it can. */
export function whyNotCompared(
  offering: OfferingSummary,
  picked: readonly OfferingSummary[],
): string | undefined {
  if (picked.some(other => other.ref === offering.ref)) return undefined;
  if (picked.length >= MAX_COMPARED) {
    return `At most ${MAX_COMPARED} offerings fit side by side. Take one away first.`;
  }
  if (picked.length > 0 && !picked.some(o => isComparable(o, offering))) {
    return `${offering.title} shares no stage with ${picked[0]?.title} and neither replaces the other.`;
  }
  return undefined;
}
