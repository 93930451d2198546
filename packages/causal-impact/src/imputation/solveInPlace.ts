/**
 * Solves a symmetric positive definite system by Cholesky's decomposition, which overwrites the lower triangle of the
 * row-major matrix; nothing else of it is read. Undefined where the system is singular.
 */
export function solveInPlace(
  matrix: Float64Array,
  side: Float64Array,
): Float64Array | undefined {
  const size = side.length;
  for (let j = 0; j < size; j += 1) {
    const rowJ = j * size;
    const scale = matrix[rowJ + j]!;
    for (let i = j; i < size; i += 1) {
      const rowI = i * size;
      let sum = matrix[rowI + j]!;
      for (let k = 0; k < j; k += 1)
        sum -= matrix[rowI + k]! * matrix[rowJ + k]!;
      if (i === j) {
        if (!(sum > 1e-9 * Math.max(1, scale))) return undefined;
        matrix[rowI + j] = Math.sqrt(sum);
      } else {
        matrix[rowI + j] = sum / matrix[rowJ + j]!;
      }
    }
  }
  const solution = Float64Array.from(side);
  for (let i = 0; i < size; i += 1) {
    let sum = solution[i]!;
    for (let k = 0; k < i; k += 1) sum -= matrix[i * size + k]! * solution[k]!;
    solution[i] = sum / matrix[i * size + i]!;
  }
  for (let i = size - 1; i >= 0; i -= 1) {
    let sum = solution[i]!;
    for (let k = i + 1; k < size; k += 1) {
      sum -= matrix[k * size + i]! * solution[k]!;
    }
    solution[i] = sum / matrix[i * size + i]!;
  }
  return solution;
}
