import { Random } from '../random/Random';

export interface LogNormalPart {
  readonly weight: number;
  readonly median: number;
  readonly sigma: number;
}

/** Zeros, many short values and a heavy tail: what durations of jobs look like. */
export interface Mixture {
  readonly zeroShare: number;
  readonly short: LogNormalPart;
  readonly long: LogNormalPart;
}

export interface MixtureShape {
  readonly zeroShare?: number;
  /** Share of the short part of all values; the long part has the rest. */
  readonly shortShare: number;
  readonly shortSigma: number;
  readonly longSigma: number;
}

/**
 * The mixture of the given shape whose median and mean are the published ones.
 *
 * Two unknowns (the medians of both parts), two equations. The mean gives the long median for any short one;
 * the short one is found by bisection, because the share of values below the published median falls as it grows.
 */
export function fitMixture(
  published: { readonly median: number; readonly mean: number },
  shape: MixtureShape,
): Mixture {
  const zeroShare = shape.zeroShare ?? 0;
  const withShortMedian = (median: number): Mixture => {
    const short = { weight: shape.shortShare, median, sigma: shape.shortSigma };
    const weight = 1 - zeroShare - shape.shortShare;
    const rest = published.mean - short.weight * meanOf(short);
    const long = {
      weight,
      median: rest / weight / Math.exp(shape.longSigma ** 2 / 2),
      sigma: shape.longSigma,
    };
    return { zeroShare, short, long };
  };
  // Nothing to find: more than half of all values are zero, and so is the median.
  if (published.median === 0) {
    if (zeroShare + shape.shortShare / 2 < 0.5) {
      throw new RangeError('A median of 0 needs half of the values to be 0');
    }
    return withShortMedian(1);
  }
  let low = published.median / 1e6;
  let high = published.median * 10;
  for (let step = 0; step < 200; step++) {
    const middle = Math.sqrt(low * high);
    if (shareBelow(withShortMedian(middle), published.median) > 0.5) {
      low = middle;
    } else {
      high = middle;
    }
  }
  const fitted = withShortMedian(Math.sqrt(low * high));
  const reached = shareBelow(fitted, published.median);
  if (Math.abs(reached - 0.5) > 1e-6 || !(fitted.long.median > 0)) {
    throw new RangeError('No mixture of this shape has that median and mean');
  }
  return fitted;
}

/** Draws from one part of the mixture; `short` and `long` ignore the zeros. */
export function drawPart(part: LogNormalPart, random: Random): number {
  return random.logNormal(part.median, part.sigma);
}

export function draw(mixture: Mixture, random: Random): number {
  const place = random.uniform();
  if (place < mixture.zeroShare) return 0;
  return drawPart(
    place < mixture.zeroShare + mixture.short.weight
      ? mixture.short
      : mixture.long,
    random,
  );
}

export function mixtureMean({ short, long }: Mixture): number {
  return short.weight * meanOf(short) + long.weight * meanOf(long);
}

export function shareBelow(mixture: Mixture, value: number): number {
  return [mixture.short, mixture.long].reduce(
    (sum, { weight, median, sigma }) =>
      sum + weight * normalCdf(Math.log(value / median) / sigma),
    mixture.zeroShare,
  );
}

function meanOf({ median, sigma }: Omit<LogNormalPart, 'weight'>): number {
  return median * Math.exp(sigma ** 2 / 2);
}

/** Abramowitz and Stegun 26.2.17, absolute error below 7.5e-8. */
function normalCdf(z: number): number {
  const t = 1 / (1 + 0.2316419 * Math.abs(z));
  const tail =
    (Math.exp(-(z * z) / 2) / Math.sqrt(2 * Math.PI)) *
    t *
    (0.31938153 +
      t *
        (-0.356563782 +
          t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
  return z < 0 ? tail : 1 - tail;
}
