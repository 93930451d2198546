import { Button } from '@backstage/ui';
import type { PortalPatternRecord } from '@mli/plugin-insights-common';
import {
  DataColumn,
  DataTable,
  ErrorState,
  formatDate,
  SectionCard,
} from '@mli/plugin-ml-platform-react';
import { usePatterns, useUndoPattern } from '../../query/sourceQueries';
import styles from './SourcesPage.module.css';

/** What people said here about whose jobs are whose; shown once there is any. */
export function Patterns() {
  const patterns = usePatterns();
  const undo = useUndoPattern();
  if (patterns.isError) {
    return (
      <ErrorState
        title="The patterns could not be loaded"
        error={patterns.error}
        retry={() => patterns.refetch()}
        compact
      />
    );
  }
  if (!patterns.data || patterns.data.items.length === 0) {
    return null;
  }
  return (
    <SectionCard
      title="Patterns added here"
      description="A component's own annotation mli.internal/jobs goes before these. Undoing one takes its past back as well."
      flush
      footer={
        <div role="status">
          {undo.isError && `Not undone: ${undo.error.message}`}
          {undo.data && `${undo.data.glob} was undone.`}
        </div>
      }
    >
      <DataTable
        caption="Patterns that people added"
        columns={columnsOf(id => undo.mutate(id), undo.isPending)}
        rows={patterns.data.items}
        rowKey={row => row.id}
        maxHeight={360}
      />
    </SectionCard>
  );
}

function columnsOf(
  undo: (id: string) => void,
  isPending: boolean,
): DataColumn<PortalPatternRecord>[] {
  return [
    {
      id: 'glob',
      label: 'Jobs',
      cell: row => (
        <code className={row.undoneAt ? styles.undone : styles.code}>
          {row.glob}
        </code>
      ),
    },
    { id: 'source', label: 'Source', cell: row => row.source ?? 'any' },
    {
      id: 'whose',
      label: 'Belong to',
      cell: row => shortRef(row.team ?? row.component ?? ''),
    },
    { id: 'reason', label: 'Because', cell: row => row.reason || 'not said' },
    {
      id: 'author',
      label: 'Added',
      sortValue: row => row.createdAt,
      cell: row => `${formatDate(row.createdAt)} by ${shortRef(row.createdBy)}`,
    },
    {
      id: 'actions',
      label: '',
      cell: row =>
        row.undoneAt ? (
          `undone ${formatDate(row.undoneAt)} by ${shortRef(row.undoneBy ?? '')}`
        ) : (
          <Button
            size="small"
            variant="tertiary"
            isDisabled={isPending}
            aria-label={`Undo ${row.glob}`}
            onPress={() => undo(row.id)}
          >
            Undo
          </Button>
        ),
    },
  ];
}

function shortRef(ref: string): string {
  return ref.replace(/^(?:group|user):default\//, '').replace(/^external:/, '');
}
