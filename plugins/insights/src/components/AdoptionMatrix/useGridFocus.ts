import { KeyboardEvent, useState } from 'react';
import { flushSync } from 'react-dom';

export interface GridPlace {
  row: number;
  column: number;
}

const STEPS: Readonly<Record<string, readonly [row: number, column: number]>> =
  {
    ArrowUp: [-1, 0],
    ArrowDown: [1, 0],
    ArrowLeft: [0, -1],
    ArrowRight: [0, 1],
  };

function within(value: number, length: number): number {
  return Math.max(0, Math.min(length - 1, value));
}

/** Where a key leads in a grid, or undefined for a key that leads nowhere. */
export function placeAfterKey(
  key: string,
  place: GridPlace,
  size: { rows: number; columns: number },
): GridPlace | undefined {
  if (key === 'Home') return { row: place.row, column: 0 };
  if (key === 'End') return { row: place.row, column: size.columns - 1 };
  const step = STEPS[key];
  if (!step) return undefined;
  return {
    row: within(place.row + step[0], size.rows),
    column: within(place.column + step[1], size.columns),
  };
}

/** One stop of the tab key for the whole grid; arrow keys walk its cells. */
export function useGridFocus(size: { rows: number; columns: number }) {
  const [place, setPlace] = useState<GridPlace>({ row: 0, column: 0 });
  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    const next = placeAfterKey(event.key, place, size);
    if (!next) return;
    event.preventDefault();
    // The row that is walked to may be out of sight and not drawn yet.
    flushSync(() => setPlace(next));
    const cell = event.currentTarget.querySelector(
      `[data-place="${next.row}-${next.column}"]`,
    );
    if (cell instanceof HTMLElement) cell.focus();
  };
  return { place, setPlace, onKeyDown };
}
