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

/** Words that say nothing about what somebody looks for. */
const FILLERS = new Set(
  'a an and are as at be because but by can cannot do does for from get gets has have how i if in into is it its me my need no not of on or our so take takes than that the their them there they this to too until up us very want we what when where which while who why with you your'.split(
    ' ',
  ),
);
/** From that many words on it is a sentence, which hardly ever stands in an offering as it is written. */
const SENTENCE = 3;

/** `waiting`, `waits` and `waited` are one word; so are `labels`, `labeling` and `labelled`. */
function stem(word: string): string {
  const [, root] = /^(.{3,}?)(?:ings?|ed|es|s|e)?$/.exec(word) ?? [];
  return (root ?? word).replace(/([^aeiou])\1$/, '$1');
}

interface Query {
  /** Stems of what is looked for; where there are only fillers, those. */
  readonly words: readonly string[];
  /** How many of them have to be there. */
  readonly needed: number;
}

function parseQuery(text: string): Query {
  const all = text
    .toLocaleLowerCase('en-US')
    .split(/[^\p{L}\p{N}]+/u)
    .filter(Boolean);
  const telling = all.filter(word => !FILLERS.has(word));
  const words = [...new Set((telling.length > 0 ? telling : all).map(stem))];
  const isSentence = all.length >= SENTENCE;
  return {
    words,
    needed: isSentence ? Math.ceil(words.length / 2) : words.length,
  };
}

function weightOf(offering: OfferingSummary, word: string): number {
  for (const [weight, textsOf] of WEIGHTS) {
    const found = textsOf(offering).some(text =>
      text?.toLocaleLowerCase('en-US').includes(word),
    );
    if (found) return weight;
  }
  return 0;
}

function score(offering: OfferingSummary, { words, needed }: Query): number {
  const weights = words.map(word => weightOf(offering, word));
  const found = weights.filter(weight => weight > 0).length;
  if (found < needed) return 0;
  const sum = weights.reduce((total, weight) => total + weight, 1);
  return words.length === 0 ? sum : sum * (found / words.length);
}

/**
 * The offerings that answer a query, each with a score: the higher the better. One or two words must all be there, of a
 * sentence at least half. Where nothing has as many, one is enough: people describe a problem in their own words.
 */
export function searchOfferings(
  offerings: readonly OfferingSummary[],
  text: string,
): Map<OfferingSummary, number> {
  const query = parseQuery(text);
  const found = scored(offerings, query);
  return found.size === 0 && query.needed > 1
    ? scored(offerings, { ...query, needed: 1 })
    : found;
}

function scored(offerings: readonly OfferingSummary[], query: Query) {
  return new Map(
    offerings
      .map(offering => [offering, score(offering, query)] as const)
      .filter(([, value]) => value > 0),
  );
}
