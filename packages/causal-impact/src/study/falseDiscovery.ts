import { answer, Answer, refuse } from '../answer';

/**
 * q value of each finished study: the smallest false discovery rate at which it would be among the discoveries
 * (Benjamini, Hochberg, Journal of the Royal Statistical Society B 57 (1995)). In the order of the p-values, which must
 * be those of all finished studies, the disappointing ones included.
 */
export function falseDiscoveryRates(
  pValues: readonly number[],
): Answer<number[]> {
  const faulty = pValues.find(p => !(p >= 0 && p <= 1));
  if (faulty !== undefined) {
    return refuse(
      'invalid-input',
      `${faulty} is no p-value; it must be from 0 to 1.`,
    );
  }
  const order = pValues
    .map((_, k) => k)
    .sort((a, b) => pValues[b]! - pValues[a]!);
  const rates = pValues.map(() => 1);
  let least = 1;
  order.forEach((k, fromTop) => {
    const rank = pValues.length - fromTop;
    least = Math.min(least, (pValues[k]! * pValues.length) / rank);
    rates[k] = least;
  });
  return answer(rates);
}
