/** The `set` of an `on conflict do update` that takes all of these columns from the new row. */
export const assign = (columns: string): string =>
  columns
    .split(',')
    .map(column => column.trim())
    .map(column => `${column} = excluded.${column}`)
    .join(', ');

/** Neither a ref nor the id of a check has a space. */
export function partsOfKey(key: string): [string, string, string] {
  const [scorecard = '', entity = '', check = ''] = key.split(' ');
  return [scorecard, entity, check];
}
