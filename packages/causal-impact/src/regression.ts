import { CholeskyDecomposition, Matrix } from 'ml-matrix';

/**
 * Inverse of a symmetric positive definite matrix, or undefined where it is (numerically) singular. It is brought to a
 * unit diagonal first, so that the units of a covariate (people or millions of them) decide nothing.
 */
export function invertSymmetric(matrix: Matrix): Matrix | undefined {
  const diagonal = matrix.diagonal();
  if (!diagonal.every(value => value > 0 && value < Infinity)) return undefined;
  const scale = diagonal.map(value => 1 / Math.sqrt(value));
  const scaled = (of: Matrix) =>
    of.clone().mulColumnVector(scale).mulRowVector(scale);
  const cholesky = new CholeskyDecomposition(symmetric(scaled(matrix)));
  if (!cholesky.isPositiveDefinite()) return undefined;
  const smallest = Math.min(...cholesky.lowerTriangularMatrix.diagonal());
  if (!(smallest * smallest >= 1e-12)) return undefined;
  return scaled(cholesky.solve(Matrix.eye(matrix.rows)));
}

/** Both halves equal to the last digit, which the decomposition insists on and sums in another order are not. */
function symmetric(matrix: Matrix): Matrix {
  return Matrix.add(matrix, matrix.transpose()).mul(0.5);
}

/** Columns of a design with an intercept in front. */
export function withIntercept(rows: readonly (readonly number[])[]): Matrix {
  return new Matrix(rows.map(row => [1, ...row]));
}

export interface LinearFit {
  readonly coefficients: Matrix;
  readonly fitted: number[];
  /** (X'WX/n)^-1, with n the number of all rows, weights of zero included. */
  readonly bread: Matrix;
}

/** Least squares of y on X with weights. Undefined where X does not identify the coefficients. */
export function leastSquares(
  x: Matrix,
  y: readonly number[],
  weights: readonly number[],
): LinearFit | undefined {
  const weighted = scaleRows(x, weights);
  const bread = invertSymmetric(weighted.transpose().mmul(x).div(x.rows));
  if (!bread) return undefined;
  const moments = weighted.transpose().mmul(Matrix.columnVector([...y]));
  const coefficients = bread.mmul(moments.div(x.rows));
  return { coefficients, fitted: x.mmul(coefficients).to1DArray(), bread };
}

export interface LogitFit {
  readonly probabilities: number[];
  /** Inverse of X'VX/n at the estimate. */
  readonly bread: Matrix;
}

/**
 * Logistic regression by iteratively reweighted least squares. Undefined where it does not converge, which is what
 * perfect separation looks like.
 */
export function logit(
  x: Matrix,
  treated: readonly number[],
): LogitFit | undefined {
  let coefficients = Matrix.zeros(x.columns, 1);
  const sizes = Matrix.mul(x, x).mean('column').map(Math.sqrt);
  for (let iteration = 0; iteration < 50; iteration += 1) {
    const probabilities = probabilitiesOf(x, coefficients);
    const information = probabilities.map(p => p * (1 - p));
    const bread = invertSymmetric(
      scaleRows(x, information).transpose().mmul(x).div(x.rows),
    );
    if (!bread) return undefined;
    const residuals = treated.map((d, i) => d - (probabilities[i] ?? 0));
    const score = x.transpose().mmul(Matrix.columnVector(residuals));
    const step = bread.mmul(score.div(x.rows));
    coefficients = Matrix.add(coefficients, step);
    if (isSettled(step, coefficients, sizes)) {
      return { probabilities: probabilitiesOf(x, coefficients), bread };
    }
  }
  return undefined;
}

/** True where no coefficient moves any more, each beside the size of its column. */
function isSettled(
  step: Matrix,
  coefficients: Matrix,
  sizes: readonly number[],
): boolean {
  return sizes.every(
    (size, k) =>
      size * Math.abs(step.get(k, 0)) <
      1e-12 * (1 + size * Math.abs(coefficients.get(k, 0))),
  );
}

function probabilitiesOf(x: Matrix, coefficients: Matrix): number[] {
  return x
    .mmul(coefficients)
    .to1DArray()
    .map(value => 1 / (1 + Math.exp(-value)));
}

/** Multiplies row i by weights[i]. */
export function scaleRows(x: Matrix, weights: readonly number[]): Matrix {
  return x.clone().mulColumnVector(Matrix.columnVector([...weights]));
}

export function columnMeans(x: Matrix): Matrix {
  return Matrix.columnVector(x.mean('column'));
}
