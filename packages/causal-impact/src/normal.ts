import { chiSquareUpperTail } from './chiSquare';

/** Distribution function of the standard normal: its square is chi-square with one degree of freedom. */
export function normalProbability(x: number): number {
  const tail = chiSquareUpperTail(x * x, 1) / 2;
  return x > 0 ? 1 - tail : tail;
}

/** Inverse of `normalProbability`, by bisection, for probabilities in (0, 1); the ends give -Infinity and Infinity. */
export function normalQuantile(probability: number): number {
  if (probability <= 0) return -Infinity;
  if (probability >= 1) return Infinity;
  // The lower tail keeps its digits where the upper one has lost them.
  if (probability > 0.5) return -normalQuantile(1 - probability);
  let low = -40;
  let high = 0;
  for (let step = 0; step < 80; step += 1) {
    const middle = (low + high) / 2;
    if (normalProbability(middle) < probability) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
