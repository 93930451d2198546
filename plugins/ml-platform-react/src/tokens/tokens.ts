import './tokens.css';

/** Number of steps of the sequential and of the diverging scale. */
export const SCALE_STEPS = 7;

export interface ScaleColours {
  readonly background: string;
  readonly foreground: string;
}

/** Step 0 is the least; one hue, text readable on each step in both themes. */
export function sequentialColours(step: number): ScaleColours {
  return scale('seq', step);
}

/** Step 0 is far below (blue), 3 is neutral, 6 is far above (orange). */
export function divergingColours(step: number): ScaleColours {
  return scale('div', step);
}

function scale(name: 'seq' | 'div', step: number): ScaleColours {
  const bounded = Math.min(SCALE_STEPS - 1, Math.max(0, Math.round(step)));
  return {
    background: `var(--mli-${name}-${bounded})`,
    foreground: `var(--mli-${name}-${bounded}-fg)`,
  };
}

/** The step of a value on a linear scale from `min` to `max`. */
export function scaleStep(value: number, min: number, max: number): number {
  if (!(max > min)) return Math.floor(SCALE_STEPS / 2);
  const position = (value - min) / (max - min);
  return Math.min(
    SCALE_STEPS - 1,
    Math.max(0, Math.floor(position * SCALE_STEPS)),
  );
}
