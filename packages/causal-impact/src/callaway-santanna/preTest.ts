import { Matrix } from 'ml-matrix';
import { answer, Answer, refuse } from '../answer';
import { chiSquareUpperTail } from '../chiSquare';
import { invertSymmetric } from '../regression';
import type { GroupTimeEffects } from './groupTimeEffects';

export interface PreTest {
  /** Wald statistic that all effects before the treatment are zero. */
  readonly statistic: number;
  readonly degreesOfFreedom: number;
  readonly pValue: number;
}

/** Joint test of parallel trends before the treatment (Callaway and Sant'Anna 2021, section 4). */
export function preTest(estimated: GroupTimeEffects): Answer<PreTest> {
  const before = estimated.effects.filter(
    effect =>
      effect.period < effect.group && effect.standardError !== undefined,
  );
  if (before.length === 0) {
    return refuse(
      'too-few-periods',
      'No group has two periods before its treatment, so trends before it cannot be compared.',
    );
  }
  const n = estimated.panel.units.length;
  const influence = new Matrix(before.map(effect => [...effect.influence]));
  const covariance = influence.mmul(influence.transpose()).div(n);
  const inverse = invertSymmetric(covariance);
  if (!inverse) {
    return refuse(
      'not-identified',
      `The ${before.length} effects before the treatment are not independent enough to be tested jointly.`,
    );
  }
  const att = Matrix.columnVector(before.map(effect => effect.att));
  const statistic = n * att.transpose().mmul(inverse).mmul(att).get(0, 0);
  return answer({
    statistic,
    degreesOfFreedom: before.length,
    pValue: chiSquareUpperTail(statistic, before.length),
  });
}
