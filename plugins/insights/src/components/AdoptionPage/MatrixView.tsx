import type { AdoptionRow } from '@mli/plugin-insights-common';
import { SectionCard } from '@mli/plugin-ml-platform-react';
import { useRef } from 'react';
import { useSearchParams } from 'react-router-dom';
import { AdoptionMatrix } from '../AdoptionMatrix/AdoptionMatrix';
import { AdoptionEvidence } from '../AdoptionEvidence/AdoptionEvidence';
import styles from './AdoptionPage.module.css';

export interface MatrixViewProps {
  rows: readonly AdoptionRow[];
  title: (ref: string) => string;
  /** What the rows are grouped by. */
  departmentOf: (team: string) => string;
  /** What the columns are grouped by. */
  stageOf: (offering: string) => string;
  stages: readonly string[];
}

function cellOf(row: AdoptionRow): string {
  return `${row.team} ${row.offering}`;
}

/** The matrix, and beside it the evidence of the cell that the URL names. */
export function MatrixView(props: MatrixViewProps) {
  const { rows, title, departmentOf, stageOf, stages } = props;
  const [search, setSearch] = useSearchParams();
  const panel = useRef<HTMLElement>(null);
  const selected = rows.find(row => cellOf(row) === search.get('cell'));
  const select = (row: AdoptionRow) => {
    const next = new URLSearchParams(search);
    next.set('cell', cellOf(row));
    setSearch(next);
    // On a narrow screen the evidence stands above the matrix, out of sight.
    panel.current?.scrollIntoView?.({ block: 'nearest' });
  };
  return (
    <div className={styles.matrix}>
      <SectionCard
        flush
        title="Who uses what"
        description="Below each offering: teams that use it, of those it is meant for and of which it can be told. Press a column to sort by it, a department to fold it, a cell for its evidence."
      >
        <AdoptionMatrix
          rows={rows}
          title={title}
          departmentOf={departmentOf}
          stageOf={stageOf}
          stages={stages}
          selected={selected}
          onSelect={select}
        />
      </SectionCard>
      <aside
        ref={panel}
        aria-label="Evidence"
        className={styles.panel}
        data-open={selected ? '' : undefined}
      >
        <SectionCard title="Evidence">
          <div aria-live="polite">
            {selected ? (
              <AdoptionEvidence
                key={cellOf(selected)}
                pair={{ team: selected.team, offering: selected.offering }}
                title={title}
              />
            ) : (
              <p className={styles.hint}>
                Press a cell: here stands what the team says, what its runs
                show, and by which rule.
              </p>
            )}
          </div>
        </SectionCard>
      </aside>
    </div>
  );
}
