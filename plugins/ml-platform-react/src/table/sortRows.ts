export type SortDirection = 'ascending' | 'descending';

export interface TableSort {
  readonly column: string;
  readonly direction: SortDirection;
}

/** What a row is sorted by; `undefined` is a value that is not there, and comes last in either direction. */
export type SortValue = number | string | undefined;

/** Sorts stably; what has no value (hidden, too little data) comes last in both directions. */
export function sortRows<Row>(
  rows: readonly Row[],
  valueOf: (row: Row) => SortValue,
  direction: SortDirection,
): Row[] {
  const sign = direction === 'ascending' ? 1 : -1;
  return [...rows].sort((a, b) => {
    const [left, right] = [valueOf(a), valueOf(b)];
    if (left === undefined || right === undefined) {
      return Number(left === undefined) - Number(right === undefined);
    }
    return sign * compare(left, right);
  });
}

/** The first press of a number sorts the largest up, of a word from A. The next press turns it round. */
export function nextSort(
  current: TableSort | undefined,
  column: string,
  numeric: boolean,
): TableSort {
  if (current?.column === column) {
    return {
      column,
      direction: current.direction === 'ascending' ? 'descending' : 'ascending',
    };
  }
  return { column, direction: numeric ? 'descending' : 'ascending' };
}

function compare(left: number | string, right: number | string): number {
  if (typeof left === 'number' && typeof right === 'number')
    return left - right;
  return String(left).localeCompare(String(right), 'en', { numeric: true });
}
