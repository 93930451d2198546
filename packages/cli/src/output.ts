type CellValue = string | number | undefined;

export function printJson(value: unknown) {
  process.stdout.write(`${JSON.stringify(value, null, 2)}\n`);
}

/** Prints rows under their heads, columns aligned; columns empty in every row are left out. */
export function printTable(head: string[], rows: CellValue[][]) {
  if (rows.length === 0) {
    process.stdout.write('Nothing matches.\n');
    return;
  }
  const used = head
    .map((_, index) => index)
    .filter(index => rows.some(row => row[index] !== undefined));
  const table = [head, ...rows].map(row =>
    used.map(index => String(row[index] ?? '')),
  );
  const widths = used.map((_, column) =>
    Math.max(...table.map(row => row[column]?.length ?? 0)),
  );
  for (const row of table) {
    const line = row.map((text, column) => text.padEnd(widths[column] ?? 0));
    process.stdout.write(`${line.join('  ').trimEnd()}\n`);
  }
}
