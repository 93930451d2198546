import { Day } from '../metrics/windows';
import { CellTotals, Contribution } from './ReleaseLattice';

export type WeekCellKind = 'stage' | 'offering' | 'component';

/** What one team did in one week under one stage (offering, component), trigger, run class and source. */
export interface WeekCell extends CellTotals {
  readonly kind: WeekCellKind;
  readonly team: string;
  readonly week: Day;
  readonly value: string;
  readonly source: string;
  readonly people: readonly Contribution[];
  /** Actors active in the week, where the metric counts them. */
  readonly actors: readonly string[];
  /** When its data last changed, as RFC 3339. */
  readonly dataAt: string;
}

/** As the store writes it; lists of hashes and weights are joined by commas, which parse several times faster. */
type WeekCellText = [
  kind: WeekCellKind,
  team: string,
  week: Day,
  value: string,
  source: string,
  runs: number,
  sumMilliseconds: number,
  zeros: number,
  neverStarted: number,
  unseen: number,
  parts: number[],
  dataAtMilliseconds: number,
  people: string,
  weights: string,
  actors: string,
];

/**
 * Reads JSON arrays of rows. People get short names: only whether two are the same matters, and hashes of 64
 * characters would be most of the work.
 */
export function readWeekRows(texts: readonly string[]): WeekCell[] {
  const names = new Map<string, string>();
  const nameOf = (hash: string) => {
    let name = names.get(hash);
    if (name === undefined) {
      name = String(names.size);
      names.set(hash, name);
    }
    return name;
  };
  return texts.flatMap(text =>
    // Written by the store's own statement in this form.
    (JSON.parse(text) as WeekCellText[]).map(row => toWeekCell(row, nameOf)),
  );
}

function toWeekCell(
  row: WeekCellText,
  nameOf: (hash: string) => string,
): WeekCell {
  const [kind, team, week, value, source, runs, sumMilliseconds] = row;
  const [zeros, neverStarted, unseen, parts, dataAt] = row.slice(7, 12) as [
    number,
    number,
    number,
    number[],
    number,
  ];
  const weights = split(row[13]);
  return {
    kind,
    team,
    week,
    value,
    source,
    runs,
    sumMilliseconds,
    zeros,
    neverStarted,
    unseen,
    parts,
    dataAt: new Date(dataAt).toISOString(),
    people: split(row[12]).map((hash, index) => [
      nameOf(hash),
      Number(weights[index] ?? 1),
    ]),
    actors: split(row[14]).map(nameOf),
  };
}

function split(list: string): string[] {
  return list === '' ? [] : list.split(',');
}
