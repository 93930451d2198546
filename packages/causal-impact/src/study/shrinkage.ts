import { answer, Answer, refuse } from '../answer';

export interface StudyEstimate {
  readonly estimate: number;
  /** A third of the smallest visible effect of a study. */
  readonly standardError: number;
}

export interface ShrunkEstimate {
  readonly estimate: number;
  /** Standard deviation of what is still open about the effect, the others taken for a fair sample. */
  readonly standardDeviation: number;
  /** Share of the study's own estimate in the shrunk one. */
  readonly own: number;
}

export interface Shrinkage {
  /** In the order of the studies. */
  readonly estimates: readonly ShrunkEstimate[];
  /** What the estimates are shrunk towards: zero, or the mean of the portfolio. */
  readonly centre: number;
  /** Standard deviation of the true effects among the studies. */
  readonly spread: number;
}

/**
 * Estimates of a portfolio, shrunk by empirical Bayes (Morris, Journal of the American Statistical Association 78
 * (1983); the spread as in Paule and Mandel, Journal of Research of the National Bureau of Standards 87 (1982)): the
 * largest of many noisy estimates is too large, and the more so the noisier it is. Towards zero by default, which is
 * what an offering does until shown otherwise; `mean` needs three studies.
 */
export function shrinkEstimates(
  studies: readonly StudyEstimate[],
  towards: 'zero' | 'mean' = 'zero',
): Answer<Shrinkage> {
  const least = towards === 'mean' ? 3 : 1;
  if (studies.length < least) {
    return refuse(
      'too-few-units',
      `${studies.length} finished studies; shrinking towards ${towards} needs ${least}.`,
    );
  }
  const faulty = studies.find(
    ({ estimate, standardError }) =>
      !(
        Number.isFinite(estimate) &&
        standardError > 0 &&
        standardError < Infinity
      ),
  );
  if (faulty) {
    return refuse(
      'invalid-input',
      `A study has the estimate ${faulty.estimate} with the standard error ${faulty.standardError}; both must be finite, the error positive.`,
    );
  }
  const centreAt = (variance: number) =>
    towards === 'zero' ? 0 : weightedMean(studies, variance);
  const freedom = towards === 'zero' ? studies.length : studies.length - 1;
  const variance = varianceBetween(studies, centreAt, freedom);
  const centre = centreAt(variance);
  return answer({
    centre,
    spread: Math.sqrt(variance),
    estimates: studies.map(({ estimate, standardError }) => {
      const own = variance / (variance + standardError ** 2);
      return {
        estimate: centre + own * (estimate - centre),
        standardDeviation: Math.sqrt(own) * standardError,
        own,
      };
    }),
  });
}

function weightedMean(studies: readonly StudyEstimate[], variance: number) {
  let sum = 0;
  let weights = 0;
  for (const { estimate, standardError } of studies) {
    const weight = 1 / (variance + standardError ** 2);
    sum += weight * estimate;
    weights += weight;
  }
  return sum / weights;
}

/** The variance at which the squared distances from the centre are what they should be; they fall as it grows. */
function varianceBetween(
  studies: readonly StudyEstimate[],
  centreAt: (variance: number) => number,
  freedom: number,
): number {
  const excess = (variance: number) => {
    const centre = centreAt(variance);
    const squares = studies.reduce(
      (sum, { estimate, standardError }) =>
        sum + (estimate - centre) ** 2 / (variance + standardError ** 2),
      0,
    );
    return squares - freedom;
  };
  if (excess(0) <= 0) return 0;
  let low = 0;
  let high = Math.max(...studies.map(s => s.standardError)) ** 2;
  while (excess(high) > 0) high *= 2;
  for (let step = 0; step < 200; step += 1) {
    const middle = (low + high) / 2;
    if (excess(middle) > 0) low = middle;
    else high = middle;
  }
  return high;
}
