import {
  divergingColours,
  SCALE_STEPS,
  scaleStep,
  sequentialColours,
  type ScaleColours,
} from '../tokens/tokens';

export type HeatScaleKind = 'sequential' | 'diverging';

export interface HeatScale {
  readonly kind: HeatScaleKind;
  readonly min: number;
  readonly max: number;
  /** Steps are factors, not differences: one very large value leaves the others their colours. */
  readonly isLogarithmic: boolean;
  colours(value: number): ScaleColours;
  /** All colours from least to most, for a legend. */
  readonly steps: readonly ScaleColours[];
}

/**
 * Colours for the values of a map. Sequential runs from zero, or from the least below it, to the most; diverging is
 * symmetric around zero, so that neutral always means no difference.
 */
export function heatScale(
  cells: readonly { value?: number }[],
  kind: HeatScaleKind,
): HeatScale {
  const values = cells
    .map(cell => cell.value)
    .filter(value => value !== undefined);
  const colour = kind === 'diverging' ? divergingColours : sequentialColours;
  const reach = Math.max(0, ...values.map(Math.abs));
  const min = kind === 'diverging' ? -reach : Math.min(0, ...values);
  const max = kind === 'diverging' ? reach : Math.max(0, ...values);
  const least = skewedFrom(values, kind);
  return {
    kind,
    min,
    max,
    isLogarithmic: least !== undefined,
    colours: value =>
      colour(
        least === undefined
          ? scaleStep(value, min, max)
          : scaleStep(
              Math.log(Math.max(value, least)),
              Math.log(least),
              Math.log(max),
            ),
      ),
    steps: Array.from({ length: SCALE_STEPS }, (_, step) => colour(step)),
  };
}

const SKEWED = 10;
/** Smaller values than this part of the largest look alike. */
const SMALLEST_PART = 1 / 10_000;

/** The least value a logarithmic scale begins with, where a linear one would leave half of the map pale. */
function skewedFrom(
  values: readonly number[],
  kind: HeatScaleKind,
): number | undefined {
  const positive = values.filter(value => value > 0).sort((a, b) => a - b);
  const median = positive[Math.floor((positive.length - 1) / 2)];
  const largest = positive.at(-1);
  const isSkewed =
    kind === 'sequential' &&
    median !== undefined &&
    largest !== undefined &&
    values.every(value => value >= 0) &&
    largest > SKEWED * median;
  return isSkewed
    ? Math.max(positive[0] ?? largest, largest * SMALLEST_PART)
    : undefined;
}
