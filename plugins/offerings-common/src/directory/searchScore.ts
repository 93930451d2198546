import { OfferingSummary } from './offeringSummary';

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
