import fc from 'fast-check';
import { estimateEffect, intentionToTreatEffect } from './effect';
import { eventStudy } from './eventStudy';
import { NEVER, Slot } from './imputation/windows';
import { Random } from './permutation/random';
import { studyEffects } from './studyEffects';
import { valueOf } from './testing/valueOf';

describe('a study as a whole', () => {
  it('says what its parts say one by one, with gaps and without', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 10_000 }),
        fc.constantFrom(0, 0.2),
        fc.constantFrom(3, 14),
        (seed, missing, adopters) => {
          const random = new Random(seed);
          const [units, periods] = [16, 30];
          const slots = Array.from({ length: units }, (_, i): Slot => {
            if (i >= adopters) return NEVER;
            const onset = 8 + random.integer(10);
            const tried = i % 5 === 4;
            return {
              onset,
              date: tried ? Infinity : onset + random.integer(5),
            };
          });
          const values = Float64Array.from({ length: units * periods }, () =>
            random.uniform() < missing ? NaN : random.normal(),
          );
          const runs = values.map(() => 5 + random.integer(40));
          const input = { grid: { units, periods, values }, slots };
          const options = { draws: 59, enumerateUpTo: 20, seed };
          const study = valueOf(studyEffects({ ...input, runs }, options));
          expect(study).toEqual({
            effect: estimateEffect(input, options),
            intentionToTreat: intentionToTreatEffect(input, options),
            byRuns: estimateEffect({ ...input, runs }, options),
            eventStudy: eventStudy(input, undefined, options),
          });
        },
      ),
      { numRuns: 20, seed: 20261123 },
    );
  });
});
