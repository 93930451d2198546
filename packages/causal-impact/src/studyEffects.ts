import { answer, Answer } from './answer';
import { allTreated, Effect, effectOf } from './effect';
import {
  DEFAULT_EFFECT_OPTIONS,
  EffectInput,
  EffectOptions,
  faultOf,
} from './effectInput';
import { eventBins, eventShape, EventStudyPoint, pointsOf } from './eventStudy';
import { effectWindow, onsetWindow } from './imputation/windows';
import { permuteTogether } from './permutation/distribution';
import { planOf } from './permutation/plan';
import { withDefaults } from './withDefaults';

/** What a study says about one set of draws. */
export interface StudyEffects {
  readonly effect: Answer<Effect>;
  readonly intentionToTreat: Answer<Effect>;
  /** The mean over runs beside the one over units. */
  readonly byRuns: Answer<Effect>;
  readonly eventStudy: Answer<readonly EventStudyPoint[]>;
}

/**
 * `estimateEffect`, `intentionToTreatEffect`, `eventStudy` and the effect weighted by `runs` under the same draws: what
 * each of them gives, in a third of their time, because with gaps the system of a draw is solved once for all of them.
 */
export function studyEffects(
  input: Omit<EffectInput, 'runs'> & { readonly runs: Float64Array },
  options: Partial<EffectOptions> = {},
): Answer<StudyEffects> {
  const settings = withDefaults(DEFAULT_EFFECT_OPTIONS, options);
  const { runs, ...equal } = input;
  const fault = faultOf(input, settings);
  if (fault) return fault;
  const planned = planOf(equal, settings);
  if (!planned.ok) return planned;
  const plan = planned.value;
  const shape = eventShape(input.slots);
  const bins = eventBins(shape, undefined);
  const windowOf = effectWindow(settings.horizon);
  const [effect, intention, byRuns, ...byTime] = permuteTogether(
    input.grid,
    input.slots,
    [
      { windowOf },
      { windowOf: onsetWindow(settings.horizon) },
      { windowOf, shares: runs },
      ...bins.map(({ estimand }) => estimand),
    ],
    plan,
  );
  const said = { input: equal, plan, settings };
  return answer({
    effect: effectOf(effect!, said),
    intentionToTreat: allTreated(effectOf(intention!, said)),
    byRuns: effectOf(byRuns!, said),
    eventStudy: pointsOf(bins, byTime, { shape, level: settings.level }),
  });
}
