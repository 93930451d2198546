import { useMemo, useState, type CSSProperties, type ReactNode } from 'react';
import { RiArrowDownLine, RiArrowUpLine } from '@remixicon/react';
import { nextSort, sortRows, type SortValue, type TableSort } from './sortRows';
import styles from './DataTable.module.css';

export interface DataColumn<Row> {
  readonly id: string;
  readonly label: ReactNode;
  readonly cell: (row: Row) => ReactNode;
  /** Given, the column can be sorted by it. */
  readonly sortValue?: (row: Row) => SortValue;
  /** `end` is for numbers: right-aligned, tabular figures. */
  readonly align?: 'start' | 'end';
  readonly width?: string;
}

export interface DataTableProps<Row> {
  /** What the table holds, for a screen reader. */
  readonly caption: string;
  /** The first column is the head of its row and stays in view. */
  readonly columns: readonly DataColumn<Row>[];
  readonly rows: readonly Row[];
  readonly rowKey: (row: Row) => string;
  readonly initialSort?: TableSort;
  /** Given, the table does not sort by itself: for a sort that lives in the URL or at the back end. */
  readonly sort?: TableSort;
  readonly onSortChange?: (sort: TableSort) => void;
  /** Scrolls inside, with the head in view, above this height. */
  readonly maxHeight?: number | string;
  readonly empty?: ReactNode;
}

/** A table by the portal's rules: numbers right-aligned, sticky head and first column, sort shown, absent values last. */
export function DataTable<Row>(props: DataTableProps<Row>) {
  const { caption, columns, rows, rowKey, maxHeight, empty } = props;
  const { sort, sorted, press } = useTableSort(props);
  if (rows.length === 0 && empty) return <>{empty}</>;
  return (
    <div
      className={styles.scroll}
      style={heightStyle(maxHeight)}
      role="region"
      aria-label={caption}
      // A region that scrolls must be reachable by keyboard, or its hidden columns are not.
      // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
      tabIndex={0}
    >
      <table className={styles.table}>
        <caption className={styles.caption}>{caption}</caption>
        <thead>
          <tr>
            {columns.map(column => (
              <HeadCell
                key={column.id}
                column={column}
                sort={sort}
                onPress={press}
              />
            ))}
          </tr>
        </thead>
        <tbody>
          {sorted.map(row => (
            <tr key={rowKey(row)}>
              {columns.map((column, index) => (
                <BodyCell
                  key={column.id}
                  column={column}
                  row={row}
                  isHead={index === 0}
                />
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function useTableSort<Row>(props: DataTableProps<Row>) {
  const { columns, rows, initialSort, sort: givenSort, onSortChange } = props;
  const [ownSort, setOwnSort] = useState(initialSort);
  const sort = givenSort ?? ownSort;
  const sorted = useMemo(() => {
    const valueOf = columns.find(
      column => column.id === sort?.column,
    )?.sortValue;
    return givenSort || !sort || !valueOf
      ? rows
      : sortRows(rows, valueOf, sort.direction);
  }, [columns, rows, sort, givenSort]);
  const press = (column: DataColumn<Row>) => {
    const next = nextSort(sort, column.id, column.align === 'end');
    setOwnSort(next);
    onSortChange?.(next);
  };
  return { sort, sorted, press };
}

interface HeadCellProps<Row> {
  readonly column: DataColumn<Row>;
  readonly sort?: TableSort;
  readonly onPress: (column: DataColumn<Row>) => void;
}

function HeadCell<Row>({ column, sort, onPress }: HeadCellProps<Row>) {
  const direction = sort?.column === column.id ? sort.direction : undefined;
  const Icon = direction === 'ascending' ? RiArrowUpLine : RiArrowDownLine;
  const classes = [
    column.align === 'end' && styles.end,
    direction && styles.sorted,
  ];
  return (
    <th
      scope="col"
      className={classes.filter(Boolean).join(' ') || undefined}
      aria-sort={column.sortValue ? (direction ?? 'none') : undefined}
      style={column.width ? { width: column.width } : undefined}
    >
      {column.sortValue ? (
        <button
          type="button"
          className={styles.sort}
          onClick={() => onPress(column)}
        >
          {column.label}
          <Icon size={14} className={styles.sortIcon} aria-hidden="true" />
        </button>
      ) : (
        column.label
      )}
    </th>
  );
}

interface BodyCellProps<Row> {
  readonly column: DataColumn<Row>;
  readonly row: Row;
  readonly isHead: boolean;
}

function BodyCell<Row>({ column, row, isHead }: BodyCellProps<Row>) {
  const className = column.align === 'end' ? styles.end : undefined;
  const content = column.cell(row);
  return isHead ? (
    <th scope="row" className={className}>
      {content}
    </th>
  ) : (
    <td className={className}>{content}</td>
  );
}

interface HeightStyle extends CSSProperties {
  '--mli-table-max-height': string;
}

function heightStyle(
  maxHeight: number | string | undefined,
): HeightStyle | undefined {
  if (maxHeight === undefined) return undefined;
  return {
    '--mli-table-max-height':
      typeof maxHeight === 'number' ? `${maxHeight}px` : maxHeight,
  };
}
