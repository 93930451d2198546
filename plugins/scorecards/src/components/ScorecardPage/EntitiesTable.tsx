import {
  DataColumn,
  DataTable,
  EmptyState,
  formatDate,
  LevelSteps,
  nameOfRef,
} from '@mli/plugin-ml-platform-react';
import type { LevelRow, ScorecardItem } from '@mli/plugin-scorecards-common';
import { useMemo } from 'react';
import { EntityName } from '../EntityName/EntityName';

export interface EntitiesTableProps {
  scorecard: ScorecardItem;
  rows: readonly LevelRow[];
}

/** By name, not by level: this is no leader board. */
export function EntitiesTable({ scorecard, rows }: EntitiesTableProps) {
  const columns = useMemo(() => {
    const titles = new Map(scorecard.checks.map(c => [c.id, c.title]));
    const all: DataColumn<LevelRow>[] = [
      {
        id: 'entity',
        label: 'Name',
        sortValue: row => nameOfRef(row.entity),
        cell: row => <EntityName entityRef={row.entity} tab="scorecards" />,
      },
      {
        id: 'level',
        label: 'Level',
        sortValue: row => row.level?.rank ?? 0,
        cell: row => (
          <LevelSteps
            name={row.level?.title}
            rank={row.level?.rank ?? 0}
            of={scorecard.levels.length}
          />
        ),
      },
      {
        id: 'next',
        label: 'Missing for the next level',
        cell: row =>
          row.next
            ? row.next.missing.map(id => titles.get(id) ?? id).join(', ')
            : 'highest level',
      },
      {
        id: 'since',
        label: 'Since',
        sortValue: row => row.since,
        cell: row => formatDate(row.since),
      },
    ];
    return all;
  }, [scorecard]);
  return (
    <DataTable
      caption="Level of each entity"
      columns={columns}
      rows={rows}
      rowKey={row => row.entity}
      initialSort={{ column: 'entity', direction: 'ascending' }}
      maxHeight={560}
      empty={
        <EmptyState compact title="Nothing is evaluated yet">
          It applies to nothing that you may see, or its first evaluation is
          still to come.
        </EmptyState>
      }
    />
  );
}
