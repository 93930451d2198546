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
  return {
    kind,
    min,
    max,
    colours: value => colour(scaleStep(value, min, max)),
    steps: Array.from({ length: SCALE_STEPS }, (_, step) => colour(step)),
  };
}
