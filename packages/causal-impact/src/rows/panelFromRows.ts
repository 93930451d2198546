import { Answer, Refusal, refuse } from '../answer';
import { Observation, Panel, toPanel } from '../panel';

/** A cell as files and databases have it. */
export type RowValue = string | number | bigint | boolean | null | undefined;
export type PanelRow = Readonly<Record<string, RowValue>>;

/** Which columns of a table say what. */
export interface PanelColumns {
  readonly unit: string;
  /** Numbers (years, weeks); only their order and distance count. */
  readonly period: string;
  /** Empty, NA or NaN where it was not observed. */
  readonly outcome: string;
  /** First treated period of the row's unit; empty, NA, infinite, or 0 where periods are above 0, for never. */
  readonly firstTreated?: string;
  /** Instead of `firstTreated`: 1 (or TRUE) in treated rows, 0 in others; a treatment once begun must last. */
  readonly treated?: string;
  /** The same in all rows of a unit. */
  readonly covariates?: readonly string[];
}

const MISSING = new Set(['', '.', 'na', 'nan', 'n/a', 'null', 'none']);
const NEVER = new Set(['inf', '+inf', 'infinity', '+infinity', 'never']);

class RowReader {
  readonly #columns: PanelColumns;
  readonly #observations: Observation[] = [];
  readonly #starts = new Map<string, number | 'zero'>();
  readonly #treatment = new Map<
    string,
    { period: number; treated: boolean }[]
  >();
  readonly #covariates = new Map<string, number[]>();
  #row = 0;
  #hasEarlyPeriods = false;

  constructor(columns: PanelColumns) {
    this.#columns = columns;
  }

  add(row: PanelRow): Refusal | undefined {
    this.#row += 1;
    const { unit, period, outcome } = this.#columns;
    const name = row[unit];
    if (isMissing(name)) return this.#fault(unit, name, 'a unit');
    const key = String(name);
    const at = numberOf(row[period]);
    if (at === undefined) return this.#fault(period, row[period], 'a number');
    if (at <= 0) this.#hasEarlyPeriods = true;
    if (!isMissing(row[outcome])) {
      const value = numberOf(row[outcome]);
      if (value === undefined) {
        return this.#fault(outcome, row[outcome], 'a number or empty');
      }
      this.#observations.push({ unit: key, period: at, outcome: value });
    }
    return (
      this.#addStart(key, row) ??
      this.#addTreatment(key, at, row) ??
      this.#addCovariates(key, row)
    );
  }

  panel(): Answer<Panel> {
    const firstTreated = new Map<string, number>();
    for (const [unit, start] of this.#starts) {
      if (start !== 'zero') firstTreated.set(unit, start);
      else if (this.#hasEarlyPeriods) firstTreated.set(unit, 0);
    }
    for (const [unit, rows] of this.#treatment) {
      rows.sort((a, b) => a.period - b.period);
      const first = rows.findIndex(({ treated }) => treated);
      if (first < 0) continue;
      const ended = rows.slice(first).find(({ treated }) => !treated);
      if (ended) {
        return refuse(
          'invalid-input',
          `Unit ${unit} is treated in period ${rows[first]!.period} and no longer in ${ended.period}; a treatment that ends is not what these estimators are for.`,
        );
      }
      firstTreated.set(unit, rows[first]!.period);
    }
    return toPanel({
      observations: this.#observations,
      firstTreated,
      ...(this.#columns.covariates && { covariates: this.#covariates }),
    });
  }

  #addStart(unit: string, row: PanelRow): Refusal | undefined {
    const { firstTreated } = this.#columns;
    if (firstTreated === undefined) return undefined;
    const start = startOf(row[firstTreated]);
    if (start === undefined) {
      return this.#fault(firstTreated, row[firstTreated], 'a period or empty');
    }
    const known = this.#starts.get(unit);
    if (known !== undefined && known !== start) {
      return refuse(
        'invalid-input',
        `Unit ${unit} has two first treated periods in column '${firstTreated}', ${known} and ${start}.`,
      );
    }
    this.#starts.set(unit, start);
    return undefined;
  }

  #addTreatment(
    unit: string,
    period: number,
    row: PanelRow,
  ): Refusal | undefined {
    const { treated } = this.#columns;
    if (treated === undefined) return undefined;
    const value = row[treated];
    const text = String(value).trim().toLowerCase();
    const number = text === 'true' ? 1 : Number(text === 'false' ? 0 : text);
    if (isMissing(value) || (number !== 0 && number !== 1)) {
      return this.#fault(treated, value, '0 or 1');
    }
    const rows = this.#treatment.get(unit) ?? [];
    rows.push({ period, treated: number === 1 });
    this.#treatment.set(unit, rows);
    return undefined;
  }

  #addCovariates(unit: string, row: PanelRow): Refusal | undefined {
    const { covariates = [] } = this.#columns;
    const values: number[] = [];
    for (const column of covariates) {
      const value = numberOf(row[column]);
      if (value === undefined) {
        return this.#fault(column, row[column], 'a number');
      }
      values.push(value);
    }
    const known = this.#covariates.get(unit);
    const other = values.findIndex((value, k) => known && known[k] !== value);
    if (other >= 0) {
      return refuse(
        'invalid-input',
        `Unit ${unit} has more than one value of the covariate '${covariates[other]}'; give it one, that before the treatment.`,
      );
    }
    this.#covariates.set(unit, values);
    return undefined;
  }

  #fault(column: string, value: RowValue, wanted: string): Refusal {
    const what =
      value === undefined
        ? `has no column '${column}'`
        : `has '${String(value).slice(0, 40)}' in column '${column}'`;
    return refuse(
      'invalid-input',
      `Row ${this.#row} ${what}; it must be ${wanted}.`,
    );
  }
}

/** A panel from rows as they are read from a file: see `csvRows`. Refuses what it cannot read, with the row. */
export function panelFromRows(
  rows: Iterable<PanelRow>,
  columns: PanelColumns,
): Answer<Panel> {
  const read = new RowReader(columns);
  for (const row of rows) {
    const fault = read.add(row);
    if (fault) return fault;
  }
  return read.panel();
}

function isMissing(value: RowValue): boolean {
  return (
    value === null ||
    value === undefined ||
    MISSING.has(String(value).trim().toLowerCase())
  );
}

function numberOf(value: RowValue): number | undefined {
  if (isMissing(value) || typeof value === 'boolean') return undefined;
  const number = Number(value);
  return Number.isFinite(number) ? number : undefined;
}

/** Infinity for never; 0 is kept apart, as it is never in most files and a period in some. */
function startOf(value: RowValue): number | 'zero' | undefined {
  if (value === undefined) return undefined;
  if (isMissing(value)) return Infinity;
  if (NEVER.has(String(value).trim().toLowerCase())) return Infinity;
  const start = numberOf(value);
  return start === 0 ? 'zero' : start;
}
