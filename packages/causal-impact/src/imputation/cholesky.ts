/**
 * Cholesky's decomposition of a symmetric positive definite matrix, row-major, over its own lower triangle; nothing else
 * of it is read. False where the matrix is singular.
 */
export function factoriseInPlace(matrix: Float64Array, size: number): boolean {
  for (let j = 0; j < size; j += 1) {
    const rowJ = j * size;
    const scale = matrix[rowJ + j]!;
    for (let i = j; i < size; i += 1) {
      const rowI = i * size;
      let sum = matrix[rowI + j]!;
      for (let k = 0; k < j; k += 1)
        sum -= matrix[rowI + k]! * matrix[rowJ + k]!;
      if (i === j) {
        if (!(sum > 1e-9 * Math.max(1, scale))) return false;
        matrix[rowI + j] = Math.sqrt(sum);
      } else {
        matrix[rowI + j] = sum / matrix[rowJ + j]!;
      }
    }
  }
  return true;
}

/** Solves the system whose matrix was factorised, for one right-hand side. */
export function substitute(
  factor: Float64Array,
  side: Float64Array,
): Float64Array {
  const size = side.length;
  const solution = Float64Array.from(side);
  for (let i = 0; i < size; i += 1) {
    const row = i * size;
    let sum = solution[i]!;
    for (let k = 0; k < i; k += 1) sum -= factor[row + k]! * solution[k]!;
    solution[i] = sum / factor[row + i]!;
  }
  // By rows of the factor, which lie together in memory.
  for (let i = size - 1; i >= 0; i -= 1) {
    const row = i * size;
    const value = solution[i]! / factor[row + i]!;
    solution[i] = value;
    for (let k = 0; k < i; k += 1) solution[k]! -= factor[row + k]! * value;
  }
  return solution;
}
