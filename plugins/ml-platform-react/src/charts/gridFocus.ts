import type { KeyboardEvent } from 'react';

export interface GridPlace {
  readonly row: number;
  readonly column: number;
}

/** The place of the cell an event came from, if it came from one. */
export function cellAt(target: EventTarget): GridPlace | undefined {
  const cell =
    target instanceof Element ? target.closest('[data-row]') : undefined;
  if (!(cell instanceof HTMLElement)) return undefined;
  return { row: Number(cell.dataset.row), column: Number(cell.dataset.column) };
}

/** Where a key leads from a place; undefined for a key that does not move. */
export function nextPlace(
  key: string,
  from: GridPlace,
  size: { rows: number; columns: number },
): GridPlace | undefined {
  const last = { row: size.rows - 1, column: size.columns - 1 };
  switch (key) {
    case 'ArrowUp':
      return { ...from, row: Math.max(0, from.row - 1) };
    case 'ArrowDown':
      return { ...from, row: Math.min(last.row, from.row + 1) };
    case 'ArrowLeft':
      return { ...from, column: Math.max(0, from.column - 1) };
    case 'ArrowRight':
      return { ...from, column: Math.min(last.column, from.column + 1) };
    case 'Home':
      return { ...from, column: 0 };
    case 'End':
      return { ...from, column: last.column };
    default:
      return undefined;
  }
}

/** One stop of the tab key for the whole grid; arrows move inside it. */
export function moveFocus(
  event: KeyboardEvent,
  grid: HTMLElement | null,
  size: { rows: number; columns: number },
): void {
  const from = cellAt(event.target);
  const to = from && nextPlace(event.key, from, size);
  if (!to) return;
  event.preventDefault();
  const cell = grid?.querySelector(
    `[data-row="${to.row}"][data-column="${to.column}"]`,
  );
  if (cell instanceof HTMLElement) cell.focus();
}
