import { Matrix } from 'ml-matrix';
import {
  columnMeans,
  leastSquares,
  logit,
  scaleRows,
  withIntercept,
} from '../regression';

/** How the change of the comparison group is made comparable with that of the treated. */
export type Estimator = 'regression' | 'weighting' | 'doubly-robust';

export interface TwoPeriodInput {
  /** Change of the outcome from base to target period, one a unit. */
  readonly change: readonly number[];
  /** 1 treated, 0 comparison. */
  readonly treated: readonly number[];
  readonly covariates: readonly (readonly number[])[];
}

export interface TwoPeriodEstimate {
  readonly att: number;
  /** Influence of each unit; its mean is zero. */
  readonly influence: number[];
}

/**
 * Effect on the treated between two periods, with its influence function, by outcome regression, standardised inverse
 * probability weighting, or both (doubly robust): Sant'Anna and Zhao, Journal of Econometrics 219 (2020), sections 2
 * and 3. Undefined where the covariates do not identify a model (collinear, or separating the groups).
 */
export function estimateTwoPeriods(
  input: TwoPeriodInput,
  estimator: Estimator,
): TwoPeriodEstimate | undefined {
  const x = withIntercept(input.covariates);
  switch (estimator) {
    case 'regression':
      return byRegression(input, x);
    case 'weighting':
      return byWeighting(input, x);
    default:
      return doublyRobust(input, x);
  }
}

/** Units whose estimated probability of treatment is above this are no sensible comparison. */
const LARGEST_PROBABILITY = 0.995;

function byRegression({ change, treated }: TwoPeriodInput, x: Matrix) {
  const outcome = outcomeModel(change, treated, x);
  if (!outcome) return undefined;
  const { fitted, representation } = outcome;
  const share = mean(treated);
  const treatedMean = mean(change.map((c, i) => c * n(treated, i))) / share;
  const controlMean = mean(fitted.map((f, i) => f * n(treated, i))) / share;
  const nuisance = representation
    .mmul(columnMeans(scaleRows(x, treated)))
    .to1DArray();
  return {
    att: treatedMean - controlMean,
    influence: change.map((c, i) => {
      const d = n(treated, i);
      const own = d * (c - treatedMean);
      const control = d * (n(fitted, i) - controlMean) + n(nuisance, i);
      return (own - control) / share;
    }),
  };
}

function byWeighting({ change, treated }: TwoPeriodInput, x: Matrix) {
  const propensity = propensityModel(treated, x);
  if (!propensity) return undefined;
  const { weights, representation } = propensity;
  const share = mean(treated);
  const weightShare = mean(weights);
  const treatedMean = mean(change.map((c, i) => c * n(treated, i))) / share;
  const controlMean =
    mean(change.map((c, i) => c * n(weights, i))) / weightShare;
  const gradient = columnMeans(
    scaleRows(
      x,
      change.map((c, i) => n(weights, i) * (c - controlMean)),
    ),
  );
  const nuisance = representation.mmul(gradient).to1DArray();
  return {
    att: treatedMean - controlMean,
    influence: change.map((c, i) => {
      const own = (n(treated, i) * (c - treatedMean)) / share;
      const control =
        (n(weights, i) * (c - controlMean) + n(nuisance, i)) / weightShare;
      return own - control;
    }),
  };
}

function doublyRobust({ change, treated }: TwoPeriodInput, x: Matrix) {
  const outcome = outcomeModel(change, treated, x);
  const propensity = propensityModel(treated, x);
  if (!outcome || !propensity) return undefined;
  const { weights } = propensity;
  const residual = change.map((c, i) => c - n(outcome.fitted, i));
  const share = mean(treated);
  const weightShare = mean(weights);
  const treatedMean = mean(residual.map((r, i) => r * n(treated, i))) / share;
  const controlMean =
    mean(residual.map((r, i) => r * n(weights, i))) / weightShare;

  const ofTreated = outcome.representation
    .mmul(columnMeans(scaleRows(x, treated)))
    .to1DArray();
  const ofPropensity = propensity.representation
    .mmul(
      columnMeans(
        scaleRows(
          x,
          residual.map((r, i) => n(weights, i) * (r - controlMean)),
        ),
      ),
    )
    .to1DArray();
  const ofOutcome = outcome.representation
    .mmul(columnMeans(scaleRows(x, weights)))
    .to1DArray();
  return {
    att: treatedMean - controlMean,
    influence: residual.map((r, i) => {
      const own = (n(treated, i) * (r - treatedMean) - n(ofTreated, i)) / share;
      const control =
        (n(weights, i) * (r - controlMean) +
          n(ofPropensity, i) -
          n(ofOutcome, i)) /
        weightShare;
      return own - control;
    }),
  };
}

/** Least squares of the change on X among the comparison units, with its asymptotic linear representation. */
function outcomeModel(
  change: readonly number[],
  treated: readonly number[],
  x: Matrix,
) {
  const comparison = treated.map(d => 1 - d);
  const fit = leastSquares(x, change, comparison);
  if (!fit) return undefined;
  const errors = change.map(
    (c, i) => n(comparison, i) * (c - n(fit.fitted, i)),
  );
  return {
    fitted: fit.fitted,
    representation: scaleRows(x, errors).mmul(fit.bread),
  };
}

/** Odds weights of the comparison units from a logistic model, with its asymptotic linear representation. */
function propensityModel(treated: readonly number[], x: Matrix) {
  const fit = logit(x, treated);
  if (!fit) return undefined;
  const weights = fit.probabilities.map((p, i) =>
    n(treated, i) === 1 || p > LARGEST_PROBABILITY ? 0 : p / (1 - p),
  );
  if (mean(weights) === 0) return undefined;
  const score = treated.map((d, i) => d - n(fit.probabilities, i));
  return { weights, representation: scaleRows(x, score).mmul(fit.bread) };
}

function mean(values: readonly number[]): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum / values.length;
}

/** Element i of a list that has one. */
function n(values: readonly number[], i: number): number {
  return values[i] ?? NaN;
}
