/**
 * Upper tail probability of the chi-square distribution: the regularised incomplete gamma function Q(df/2, x/2), by
 * series below df/2 + 1 and by Lentz's continued fraction above (Abramowitz and Stegun 6.5.29, 6.5.31).
 */
export function chiSquareUpperTail(
  x: number,
  degreesOfFreedom: number,
): number {
  if (x <= 0) return 1;
  const a = degreesOfFreedom / 2;
  const z = x / 2;
  const front = Math.exp(-z + a * Math.log(z) - logGamma(a));
  if (z < a + 1) {
    let term = 1 / a;
    let sum = term;
    for (let k = 1; k < 1000; k += 1) {
      term *= z / (a + k);
      sum += term;
      if (term < sum * 1e-16) break;
    }
    return 1 - front * sum;
  }
  let b = z + 1 - a;
  let c = 1e300;
  let d = 1 / b;
  let fraction = d;
  for (let k = 1; k < 1000; k += 1) {
    const numerator = -k * (k - a);
    b += 2;
    d = 1 / (numerator * d + b);
    c = b + numerator / c;
    fraction *= d * c;
    if (Math.abs(d * c - 1) < 1e-16) break;
  }
  return front * fraction;
}

/** Lanczos approximation with g = 7, n = 9; relative error below 1e-13 for positive arguments. */
function logGamma(x: number): number {
  const coefficients = [
    0.99999999999980993, 676.5203681218851, -1259.1392167224028,
    771.32342877765313, -176.61502916214059, 12.507343278686905,
    -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7,
  ];
  const shifted = x - 1;
  let sum = coefficients[0] ?? 0;
  for (let k = 1; k < coefficients.length; k += 1) {
    sum += (coefficients[k] ?? 0) / (shifted + k);
  }
  const t = shifted + 7.5;
  return (
    0.5 * Math.log(2 * Math.PI) +
    (shifted + 0.5) * Math.log(t) -
    t +
    Math.log(sum)
  );
}
