import { answer, Answer, Refusal, refuse } from '../answer';
import {
  DEFAULT_EFFECT_OPTIONS,
  EffectInput,
  EffectOptions,
  faultOf,
} from '../effectInput';
import type { Grid } from '../imputation/imputation';
import { effectWindow } from '../imputation/windows';
import { normalProbability, normalQuantile } from '../normal';
import { permute } from '../permutation/distribution';
import { smallestPValue, standardDeviation } from '../permutation/inference';
import { planOf } from '../permutation/plan';
import { withDefaults } from '../withDefaults';

export interface PowerInput extends EffectInput {
  /**
   * Outcomes of the teams while none of them had the offering; at least as long as the study. Slots count from the
   * start of the study.
   */
  readonly grid: Grid;
  /** Length of the study in periods, those before the first start included. */
  readonly periods: number;
}

export interface PowerOptions extends EffectOptions {
  /** Stretches of the history that stand for the study, spread over it; default 4. */
  readonly stretches: number;
}

export interface Power {
  /** Of the estimate where the offering does nothing, over the orders that could be drawn. */
  readonly standardDeviation: number;
  /** 3.0 standard deviations: found about four times in five. */
  readonly smallestVisible: number;
  /** Chance to find each of the given effects. */
  readonly chances: readonly {
    readonly effect: number;
    readonly chance: number;
  }[];
  readonly stretches: number;
}

/**
 * What a planned rollout could find, from how the estimate varies over its possible orders on data in which nothing
 * happened. With noise s and draws that see a share c of the effect by accident, the test rejects beyond
 * z sqrt(s^2 + effect^2 mean(c^2)); with few teams the second part alone can be too much for any effect.
 */
export function plannedPower(
  input: PowerInput,
  effects: readonly number[],
  options: Partial<PowerOptions> = {},
): Answer<Power> {
  const settings = withDefaults(
    { ...DEFAULT_EFFECT_OPTIONS, stretches: 4 },
    options,
  );
  const fault = faultOf(input, settings) ?? lengthFault(input);
  if (fault) return fault;
  if (!effects.every(Number.isFinite) || !(settings.stretches >= 1)) {
    return refuse(
      'invalid-input',
      'Effects must be finite numbers, and the history must give one stretch at least.',
    );
  }
  let variance = 0;
  let accident = 0;
  let count = 0;
  let refused: Refusal | undefined;
  for (const from of stretchesOf(input, settings.stretches)) {
    const spread = spreadIn(input, from, settings);
    if (!spread.ok) {
      refused = spread;
      continue;
    }
    variance += spread.value.variance;
    accident += spread.value.accident;
    count += 1;
  }
  if (count === 0) {
    return (
      refused ?? refuse('too-few-periods', 'The history has no stretch to use.')
    );
  }
  const noise = Math.sqrt(variance / count);
  return answer({
    standardDeviation: noise,
    smallestVisible: 3 * noise,
    chances: effects.map(effect => ({
      effect,
      chance: chanceOf(effect, noise, accident / count, settings.level),
    })),
    stretches: count,
  });
}

export interface WeeksNeeded {
  /** Shortest study that finds the effect with the wanted chance; undefined where the history is too short to tell. */
  readonly periods: number | undefined;
  readonly tried: readonly {
    readonly periods: number;
    readonly chance: number;
  }[];
}

/** How long the study of a planned rollout must be; lengths up to that of the history are tried, `step` apart. */
export function weeksNeeded(
  input: Omit<PowerInput, 'periods'>,
  goal: {
    readonly effect: number;
    readonly chance: number;
    readonly step?: number;
  },
  options: Partial<PowerOptions> = {},
): Answer<WeeksNeeded> {
  const dates = input.slots.map(({ date }) => date).filter(Number.isFinite);
  const step = goal.step ?? 2;
  if (
    !(Number.isInteger(step) && step >= 1) ||
    !(goal.chance > 0 && goal.chance < 1)
  ) {
    return refuse(
      'invalid-input',
      'The step must be a whole number and the chance between 0 and 1.',
    );
  }
  const tried: { periods: number; chance: number }[] = [];
  let refused: Refusal | undefined;
  const shortest = Math.max(0, ...dates) + 1;
  for (let periods = shortest; periods <= input.grid.periods; periods += step) {
    const power = plannedPower({ ...input, periods }, [goal.effect], options);
    if (!power.ok) {
      refused = power;
      continue;
    }
    const chance = power.value.chances[0]?.chance ?? 0;
    tried.push({ periods, chance });
    if (chance >= goal.chance) return answer({ periods, tried });
  }
  if (tried.length > 0) return answer({ periods: undefined, tried });
  return (
    refused ??
    refuse(
      'too-few-periods',
      `The history has ${input.grid.periods} periods; the last team would begin in period ${shortest}.`,
    )
  );
}

function lengthFault({ grid, periods }: PowerInput): Refusal | undefined {
  return Number.isInteger(periods) && periods >= 1 && periods <= grid.periods
    ? undefined
    : refuse(
        'too-few-periods',
        `The history has ${grid.periods} periods, the planned study ${periods}.`,
      );
}

function stretchesOf({ grid, periods }: PowerInput, most: number): number[] {
  const spare = grid.periods - periods;
  const count = Math.max(1, Math.min(most, spare + 1));
  // The latest stretch first: it is the likest to what comes.
  return Array.from({ length: count }, (_, k) =>
    count === 1 ? spare : spare - Math.round((k * spare) / (count - 1)),
  );
}

function spreadIn(
  input: PowerInput,
  from: number,
  settings: EffectOptions,
): Answer<{ variance: number; accident: number }> {
  const { grid, periods } = input;
  const values = new Float64Array(grid.units * periods);
  for (let i = 0; i < grid.units; i += 1) {
    const row = i * grid.periods + from;
    values.set(grid.values.subarray(row, row + periods), i * periods);
  }
  const study = { units: grid.units, periods, values };
  const planned = planOf(input, settings);
  if (!planned.ok) return planned;
  const permuted = permute(
    study,
    input.slots,
    { windowOf: effectWindow(settings.horizon) },
    planned.value,
  );
  if (!permuted.ok) return permuted;
  const { distribution } = permuted.value;
  if (smallestPValue(distribution) > settings.level) {
    return refuse(
      'too-few-assignments',
      `Only ${planned.value.distinct} different orders of adoption are possible, so no outcome could be told from chance at ${settings.level}.`,
    );
  }
  const { estimates, exposures } = distribution;
  return answer({
    variance: standardDeviation(estimates) ** 2,
    accident: exposures.reduce((sum, c) => sum + c * c, 0) / exposures.length,
  });
}

function chanceOf(
  effect: number,
  noise: number,
  accident: number,
  level: number,
): number {
  const size = Math.abs(effect);
  const critical =
    normalQuantile(1 - level / 2) *
    Math.hypot(noise, size * Math.sqrt(accident));
  if (noise === 0) return size > critical ? 1 : 0;
  return (
    normalProbability((size - critical) / noise) +
    normalProbability((-size - critical) / noise)
  );
}
