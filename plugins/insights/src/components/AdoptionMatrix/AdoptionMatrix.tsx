import type { AdoptionRow } from '@mli/plugin-insights-common';
import {
  AdoptionStateIcon,
  adoptionStatusWord,
} from '@mli/plugin-ml-platform-react';
import { useMemo } from 'react';
import { AdoptionMatrixData, adoptionMatrix } from '../../model/adoptionMatrix';
import styles from './AdoptionMatrix.module.css';
import { useGridFocus } from './useGridFocus';

export interface AdoptionMatrixProps {
  rows: readonly AdoptionRow[];
  title: (ref: string) => string;
  /** Teams of one department stand together under its name. */
  departmentOf: (team: string) => string;
  selected?: AdoptionRow;
  onSelect: (row: AdoptionRow) => void;
}

/** Teams by offerings: a sign in each cell, its words on focus, its evidence when it is pressed. */
export function AdoptionMatrix(props: AdoptionMatrixProps) {
  const { rows, title, departmentOf, selected, onSelect } = props;
  const matrix = useMemo(
    () => adoptionMatrix(rows, { title, departmentOf }),
    [rows, title, departmentOf],
  );
  const { departments, offerings } = matrix;
  const teams = departments.flatMap(department => department.teams);
  const focus = useGridFocus({ rows: teams.length, columns: offerings.length });
  const cells = (team: string) => {
    const row = teams.indexOf(team);
    return offerings.map((offering, column) => (
      <MatrixCell
        key={offering}
        row={matrix.rowOf(team, offering)}
        name={`${title(team)}, ${title(offering)}`}
        place={{ row, column }}
        isTabStop={focus.place.row === row && focus.place.column === column}
        isSelected={selected?.team === team && selected.offering === offering}
        onFocus={() => focus.setPlace({ row, column })}
        onSelect={onSelect}
      />
    ));
  };
  return (
    <div className={styles.scroll}>
      <table
        role="grid"
        aria-label="Adoption by team and offering"
        aria-readonly="true"
        className={styles.matrix}
        onKeyDown={focus.onKeyDown}
      >
        <MatrixHead matrix={matrix} title={title} />
        {departments.map(department => (
          <tbody key={department.name}>
            <DepartmentRow
              name={department.name}
              columns={offerings.length + 1}
            />
            {department.teams.map(team => (
              <tr key={team}>
                <th scope="row">{title(team)}</th>
                {cells(team)}
              </tr>
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
}) {
  const { offerings, inUse, eligible } = props.matrix;
  return (
    <thead>
      <tr>
        <th scope="col" className={styles.corner}>
          Team
        </th>
        {offerings.map(offering => (
          <th key={offering} scope="col" className={styles.offering}>
            <span className={styles.offeringName}>{props.title(offering)}</span>
            <span className={styles.share}>
              {inUse.get(offering) ?? 0}/{eligible.get(offering) ?? 0}
            </span>
          </th>
        ))}
      </tr>
    </thead>
  );
}

function DepartmentRow({ name, columns }: { name: string; columns: number }) {
  return (
    <tr>
      <th scope="rowgroup" colSpan={columns} className={styles.department}>
        <span className={styles.departmentName}>{name}</span>
      </th>
    </tr>
  );
}

interface MatrixCellProps {
  row: AdoptionRow | undefined;
  name: string;
  place: { row: number; column: number };
  isTabStop: boolean;
  isSelected: boolean;
  onFocus: () => void;
  onSelect: (row: AdoptionRow) => void;
}

function MatrixCell(props: MatrixCellProps) {
  const { row, name, place, isTabStop, isSelected, onFocus, onSelect } = props;
  const words = `${name}: ${
    row ? adoptionStatusWord(row.status) : 'not applicable'
  }`;
  return (
    <td role="gridcell" aria-selected={isSelected} className={styles.cell}>
      <button
        type="button"
        className={styles.button}
        data-place={`${place.row}-${place.column}`}
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
            <AdoptionStateIcon status={row.status} iconOnly size={18} />
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
