/**
 * When a unit's treatment began, in period indexes: `onset` is the first sign of it, `date` when it counts as treated.
 * Cells in [onset, date) belong to neither side. Never treated is Infinity for both.
 */
export interface Slot {
  readonly onset: number;
  readonly date: number;
}

export const NEVER: Slot = { onset: Infinity, date: Infinity };

/** Whether the unit is no control for ever: it adopted, or tried. */
export function isTreated(slot: Slot): boolean {
  return Number.isFinite(slot.onset);
}

/** Which cells of a unit the counterfactual is fitted on, [0, fitUntil), and which are compared with it. */
export interface Window {
  readonly fitUntil: number;
  readonly targetFrom: number;
  readonly targetTo: number;
}

export type WindowOf = (slot: Slot) => Window;

const NO_TARGET = { targetFrom: Infinity, targetTo: Infinity };

/** The effect itself: the first `horizon` treated periods against all periods before the onset. */
export function effectWindow(horizon: number): WindowOf {
  return slot => ({
    fitUntil: slot.onset,
    targetFrom: slot.date,
    targetTo: slot.date + horizon,
  });
}

/** The first `horizon` periods from the onset on, of those who tried and left as well: intention to treat. */
export function onsetWindow(horizon: number): WindowOf {
  return ({ onset }) => ({
    fitUntil: onset,
    targetFrom: onset,
    targetTo: onset + horizon,
  });
}

/** A placebo: the `length` periods before the onset taken for treated, everything from the onset on dropped. */
export function placeboWindow(length: number): WindowOf {
  return slot =>
    Number.isFinite(slot.onset)
      ? {
          fitUntil: slot.onset - length,
          targetFrom: slot.onset - length,
          targetTo: slot.onset,
        }
      : { fitUntil: Infinity, ...NO_TARGET };
}

/** Lag k of an event study: periods [k * width, (k + 1) * width) after the date. */
export function lagWindow(k: number, width: number): WindowOf {
  return slot => ({
    fitUntil: slot.onset,
    targetFrom: slot.date + k * width,
    targetTo: slot.date + (k + 1) * width,
  });
}

/**
 * Lead k (1 is the nearest) of an event study with `leads` leads: periods [-k * width, -(k - 1) * width) before the
 * onset, against a fit that uses none of the leads.
 */
export function leadWindow(k: number, width: number, leads: number): WindowOf {
  return slot =>
    Number.isFinite(slot.onset)
      ? {
          fitUntil: slot.onset - leads * width,
          targetFrom: slot.onset - k * width,
          targetTo: slot.onset - (k - 1) * width,
        }
      : { fitUntil: Infinity, ...NO_TARGET };
}
