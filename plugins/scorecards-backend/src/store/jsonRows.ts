import { setImmediate as nextTurn } from 'node:timers/promises';

const ROWS_A_TURN = 2_000;

/**
 * Rows as one JSON text for `json_to_recordset(?::json)`: a statement then takes any number of rows as one binding.
 * Lets other work run between slices, because a hundred thousand rows take a tenth of a second to write.
 */
export async function jsonRows(rows: readonly object[]): Promise<string> {
  const slices: string[] = [];
  for (let start = 0; start < rows.length; start += ROWS_A_TURN) {
    if (start > 0) {
      await nextTurn();
    }
    const text = JSON.stringify(rows.slice(start, start + ROWS_A_TURN));
    slices.push(text.slice(1, -1));
  }
  return `[${slices.join(',')}]`;
}
