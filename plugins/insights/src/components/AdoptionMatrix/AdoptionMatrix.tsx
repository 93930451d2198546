import type { AdoptionRow } from '@mli/plugin-insights-common';
import {
  AdoptionStateIcon,
  adoptionStatusWord,
  HiddenValue,
} from '@mli/plugin-ml-platform-react';
import { memo, RefObject, useCallback, useMemo, useRef } from 'react';
import {
  AdoptionMatrixData,
  adoptionMatrix,
  MatrixDepartment,
} from '../../model/adoptionMatrix';
import styles from './AdoptionMatrix.module.css';
import { useGridFocus } from './useGridFocus';
import { useMatrixView } from './useMatrixView';
import { useNearView } from './useNearView';

export interface AdoptionMatrixProps {
  rows: readonly AdoptionRow[];
  title: (ref: string) => string;
  /** Teams of one department stand together under its name. */
  departmentOf: (team: string) => string;
  /** Offerings of one stage stand together under its name. */
  stageOf: (offering: string) => string;
  /** In the order of the workflow. */
  stages: readonly string[];
  selected?: AdoptionRow;
  onSelect: (row: AdoptionRow) => void;
}

interface MatrixCellProps {
  row: AdoptionRow | undefined;
  name: string;
  place: string;
  isTabStop: boolean;
  isSelected: boolean;
  onFocus: () => void;
  onSelect: (row: AdoptionRow) => void;
}

function MatrixCell(props: MatrixCellProps) {
  const { row, name, place, isTabStop, isSelected, onFocus, onSelect } = props;
  const words = `${name}: ${wordsOf(row)}`;
  return (
    <td role="gridcell" aria-selected={isSelected} className={styles.cell}>
      <button
        type="button"
        className={styles.button}
        data-place={place}
        data-selected={isSelected ? '' : undefined}
        tabIndex={isTabStop ? 0 : -1}
        aria-label={words}
        title={words}
        aria-disabled={row ? undefined : true}
        onFocus={onFocus}
        onClick={() => row && onSelect(row)}
      >
        {row ? (
          <span aria-hidden="true">
            {isHidden(row) ? (
              <HiddenValue iconOnly reason={words} />
            ) : (
              <AdoptionStateIcon status={row.status} iconOnly size={18} />
            )}
          </span>
        ) : (
          <span aria-hidden="true" className={styles.none}>
            ·
          </span>
        )}
      </button>
    </td>
  );
}

/** Of a small team only what it says is known: nothing, hidden and unknown must not look alike. */
function isHidden(row: AdoptionRow): boolean {
  return row.observed === 'hidden' && row.status === 'cannot-tell';
}

const SAYS: Record<AdoptionRow['declared'], string> = {
  none: '',
  evaluating: ', the team says it is trying it',
  adopted: ', the team says it uses it',
  declined: '',
};

function wordsOf(row: AdoptionRow | undefined): string {
  if (!row) return 'not applicable';
  return isHidden(row)
    ? `hidden, fewer than 5 people${SAYS[row.declared]}`
    : adoptionStatusWord(row.status);
}

interface MatrixRowProps {
  team: string;
  index: number;
  matrix: AdoptionMatrixData;
  title: (ref: string) => string;
  focusColumn: number | undefined;
  selected: string | undefined;
  scrolls: RefObject<HTMLElement | null>;
  onFocus: (row: number, column: number) => void;
  onSelect: (row: AdoptionRow) => void;
}

/**
 * A row is drawn again only when something of it changed, and its cells only near to where one looks or works: a matrix
 * has thousands of them.
 */
const MatrixRow = memo(function Row(props: MatrixRowProps) {
  const { team, index, matrix, title, focusColumn, selected, scrolls } = props;
  const line = useRef<HTMLTableRowElement>(null);
  const isNear = useNearView(line, scrolls);
  if (!isNear && focusColumn === undefined) {
    return (
      <tr ref={line}>
        <th scope="row">{title(team)}</th>
        <td colSpan={matrix.offerings.length} className={styles.away} />
      </tr>
    );
  }
  return (
    <tr ref={line}>
      <th scope="row">{title(team)}</th>
      {matrix.offerings.map((offering, column) => (
        <MatrixCell
          key={offering}
          row={matrix.rowOf(team, offering)}
          name={`${title(team)}, ${title(offering)}`}
          place={`${index}-${column}`}
          isTabStop={focusColumn === column}
          isSelected={selected === offering}
          onFocus={() => props.onFocus(index, column)}
          onSelect={props.onSelect}
        />
      ))}
    </tr>
  );
});

/** Teams by offerings: a sign in each cell, its words on focus, its evidence when it is pressed. */
export function AdoptionMatrix(props: AdoptionMatrixProps) {
  const { rows, title, departmentOf, stageOf, stages, selected, onSelect } =
    props;
  const view = useMatrixView();
  const matrix = useMemo(
    () =>
      adoptionMatrix(rows, {
        title,
        departmentOf,
        stageOf,
        stages,
        sortBy: view.sortBy,
      }),
    [rows, title, departmentOf, stageOf, stages, view.sortBy],
  );
  const teams = matrix.departments
    .filter(({ name }) => !view.isFolded(name))
    .flatMap(department => department.teams);
  const focus = useGridFocus({
    rows: teams.length,
    columns: matrix.offerings.length,
  });
  const { setPlace } = focus;
  const onFocus = useCallback(
    (row: number, column: number) => setPlace({ row, column }),
    [setPlace],
  );
  const scrolls = useRef<HTMLDivElement>(null);
  const position = new Map(teams.map((team, index) => [team, index]));
  return (
    <div className={styles.scroll} ref={scrolls}>
      <table
        role="grid"
        aria-label="Adoption by team and offering"
        aria-readonly="true"
        aria-colcount={matrix.offerings.length + 1}
        className={styles.matrix}
        onKeyDown={focus.onKeyDown}
      >
        <MatrixHead
          matrix={matrix}
          title={title}
          sortBy={view.sortBy}
          onSort={view.sort}
        />
        {matrix.departments.map(department => (
          <tbody key={department.name}>
            <DepartmentRow
              department={department}
              offerings={matrix.offerings}
              isFolded={view.isFolded(department.name)}
              onToggle={() => view.toggle(department.name)}
            />
            {!view.isFolded(department.name) &&
              department.teams.map(team => (
                <MatrixRow
                  key={team}
                  team={team}
                  index={position.get(team) ?? 0}
                  matrix={matrix}
                  title={title}
                  focusColumn={
                    focus.place.row === position.get(team)
                      ? focus.place.column
                      : undefined
                  }
                  selected={
                    selected?.team === team ? selected.offering : undefined
                  }
                  scrolls={scrolls}
                  onFocus={onFocus}
                  onSelect={onSelect}
                />
              ))}
          </tbody>
        ))}
      </table>
    </div>
  );
}

function MatrixHead(props: {
  matrix: AdoptionMatrixData;
  title: (ref: string) => string;
  sortBy: string | undefined;
  onSort: (offering: string | undefined) => void;
}) {
  const { matrix, title, sortBy, onSort } = props;
  const { stages, offerings, inUse, eligible } = matrix;
  return (
    <thead>
      <tr className={styles.stages}>
        <td className={styles.corner} />
        {stages.map(stage => (
          <th
            key={stage.name}
            scope="colgroup"
            colSpan={stage.offerings.length}
            className={styles.stage}
            title={stage.name}
          >
            <span>{stage.name || 'other'}</span>
          </th>
        ))}
      </tr>
      <tr>
        <th
          scope="col"
          className={styles.corner}
          aria-sort={sortBy === undefined ? 'ascending' : 'none'}
        >
          <button
            type="button"
            className={styles.sort}
            onClick={() => onSort(undefined)}
          >
            Team{sortBy === undefined ? ' ↓' : ''}
          </button>
        </th>
        {offerings.map(offering => (
          <th
            key={offering}
            scope="col"
            className={styles.offering}
            aria-sort={sortBy === offering ? 'descending' : 'none'}
          >
            <button
              type="button"
              className={styles.sort}
              title={`Sort the teams by ${title(offering)}`}
              onClick={() => onSort(sortBy === offering ? undefined : offering)}
            >
              <span className={styles.offeringName}>{title(offering)}</span>
              <span className={styles.share}>
                {eligible.get(offering)
                  ? `${inUse.get(offering) ?? 0}/${eligible.get(offering)}`
                  : '–'}
                {sortBy === offering ? '↓' : ''}
              </span>
            </button>
          </th>
        ))}
      </tr>
    </thead>
  );
}

function DepartmentRow(props: {
  department: MatrixDepartment;
  offerings: readonly string[];
  isFolded: boolean;
  onToggle: () => void;
}) {
  const { department, offerings, isFolded, onToggle } = props;
  const { name, teams, inUse, eligible } = department;
  return (
    <tr className={styles.departmentRow}>
      <th scope="rowgroup" className={styles.department}>
        <button
          type="button"
          className={styles.fold}
          aria-expanded={!isFolded}
          onClick={onToggle}
        >
          <span aria-hidden="true">{isFolded ? '▸' : '▾'}</span>
          {`${name} (${teams.length})`}
        </button>
      </th>
      {offerings.map(offering => (
        <td key={offering} className={styles.departmentShare}>
          {eligible.get(offering)
            ? `${inUse.get(offering) ?? 0}/${eligible.get(offering)}`
            : ''}
        </td>
      ))}
    </tr>
  );
}
