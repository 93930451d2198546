/**
 * Rows of a table with a head line (RFC 4180, quoted cells and line breaks in them included), by the names of its
 * columns; cells are text. The separator is the one of comma, semicolon and tab that the head line has most of.
 */
export function csvRows(text: string): Record<string, string>[] {
  const plain = text.replace(/^\uFEFF/, '');
  const [head = [], ...lines] = cellsOf(plain, separatorOf(plain));
  return lines
    .filter(cells => cells.length > 1 || cells[0] !== '')
    .map(cells =>
      Object.fromEntries(head.map((name, i) => [name, cells[i] ?? ''])),
    );
}

function separatorOf(text: string): string {
  const head = text.slice(0, Math.max(0, text.search(/[\r\n]|$/)));
  const count = (separator: string) => head.split(separator).length;
  return [',', ';', '\t'].reduce((most, each) =>
    count(each) > count(most) ? each : most,
  );
}

function cellsOf(text: string, separator: string): string[][] {
  const lines: string[][] = [];
  let line: string[] = [];
  let cell = '';
  let isQuoted = false;
  const endCell = () => {
    line.push(cell.trim());
    cell = '';
  };
  const endLine = () => {
    endCell();
    lines.push(line);
    line = [];
  };
  for (let i = 0; i < text.length; i += 1) {
    const letter = text.charAt(i);
    if (isQuoted) {
      if (letter !== '"') cell += letter;
      else if (text.charAt(i + 1) === '"') {
        cell += '"';
        i += 1;
      } else isQuoted = false;
    } else if (letter === '"' && cell.trim() === '') {
      cell = '';
      isQuoted = true;
    } else if (letter === separator) endCell();
    else if (letter === '\n') endLine();
    else if (letter !== '\r') cell += letter;
  }
  if (cell !== '' || line.length > 0) endLine();
  return lines;
}
