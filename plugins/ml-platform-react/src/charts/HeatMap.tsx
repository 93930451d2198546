import {
  useMemo,
  useRef,
  useState,
  type FocusEvent,
  type KeyboardEvent,
  type MouseEvent,
  type ReactNode,
} from 'react';
import { HeatMapCellView, type HeatMapCell } from './HeatMapCellView';
import { HeatMapLegend } from './HeatMapLegend';
import { heatScale, type HeatScaleKind } from './heatScale';
import { cellAt, moveFocus } from './gridFocus';
import styles from './charts.module.css';

export interface HeatMapLine {
  readonly id: string;
  /** Plain words, for reading out. */
  readonly name: string;
  /** What is drawn in the head, when it is more than the name. */
  readonly label?: ReactNode;
}

export interface HeatMapProps {
  readonly caption: string;
  readonly rows: readonly HeatMapLine[];
  readonly columns: readonly HeatMapLine[];
  readonly cell: (row: HeatMapLine, column: HeatMapLine) => HeatMapCell;
  /** How a value is written, in cells and legend: one unit for the whole map. */
  readonly format: (value: number) => string;
  /** `sequential` from least to most; `diverging` around zero: below is better, above worse. */
  readonly scale?: HeatScaleKind;
  /** What the values are: "p50 of queue time". */
  readonly legend?: string;
  readonly rowHeading?: string;
  readonly onPress?: (row: HeatMapLine, column: HeatMapLine) => void;
  readonly maxHeight?: number | string;
}

/** Narrower, and a name or `12 h` would not fit; the map scrolls sideways instead. */
const HEAD_WIDTH = 132;
const CELL_WIDTH = 58;

/** A table whose cells are coloured by value. Arrow keys walk it; the line below says the cell under focus in words. */
export function HeatMap(props: HeatMapProps) {
  const {
    caption,
    rows,
    columns,
    cell,
    format,
    onPress,
    maxHeight,
    rowHeading = '',
  } = props;
  const cells = useMemo(
    () => rows.map(row => columns.map(column => cell(row, column))),
    [rows, columns, cell],
  );
  const scale = useMemo(
    () => heatScale(cells.flat(), props.scale ?? 'sequential'),
    [cells, props.scale],
  );
  const [active, setActive] = useState({ row: 0, column: 0 });
  const [detail, setDetail] = useState<string>();
  const tableRef = useRef<HTMLTableElement>(null);

  const describe = (event: FocusEvent | MouseEvent) => {
    const place = cellAt(event.target);
    if (!place) return;
    const [row, column, content] = [
      rows[place.row],
      columns[place.column],
      cells[place.row]?.[place.column],
    ];
    if (!row || !column || !content) return;
    if (event.type === 'focus') setActive(place);
    setDetail(`${row.name}, ${column.name}: ${content.description}`);
  };
  const press = (target: EventTarget) => {
    const place = cellAt(target);
    const [row, column] = [
      rows[place?.row ?? -1],
      columns[place?.column ?? -1],
    ];
    if (row && column) onPress?.(row, column);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Enter' || event.key === ' ') {
      if (!onPress) return;
      event.preventDefault();
      press(event.target);
    } else {
      moveFocus(event, tableRef.current, {
        rows: rows.length,
        columns: columns.length,
      });
    }
  };

  return (
    <figure className={styles.figure}>
      <div className={styles.heatScroll} style={{ maxHeight }}>
        <table
          ref={tableRef}
          role="grid"
          aria-label={caption}
          aria-readonly="true"
          className={`${styles.heat} ${styles.heatWide}`}
          onFocus={describe}
          onMouseOver={describe}
          onMouseLeave={() => setDetail(undefined)}
          onKeyDown={onKeyDown}
          onClick={event => press(event.target)}
          style={{ minWidth: HEAD_WIDTH + columns.length * CELL_WIDTH }}
        >
          <colgroup>
            <col style={{ width: HEAD_WIDTH }} />
            <col span={columns.length} />
          </colgroup>
          <thead>
            <tr>
              <th scope="col">{rowHeading}</th>
              {columns.map(column => (
                <th key={column.id} scope="col">
                  {column.label ?? column.name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row, rowIndex) => (
              <tr key={row.id}>
                <th scope="row">{row.label ?? row.name}</th>
                {columns.map((column, columnIndex) => (
                  <HeatMapCellView
                    key={column.id}
                    cell={cells[rowIndex]?.[columnIndex]}
                    scale={scale}
                    format={format}
                    place={{ row: rowIndex, column: columnIndex }}
                    label={`${row.name}, ${column.name}`}
                    isActive={
                      active.row === rowIndex && active.column === columnIndex
                    }
                    isPressable={onPress !== undefined}
                  />
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <div className={styles.foot}>
        <span className={styles.heatDetail} aria-hidden="true">
          {detail ?? props.legend ?? caption}
        </span>
        <HeatMapLegend scale={scale} format={format} cells={cells.flat()} />
      </div>
    </figure>
  );
}
