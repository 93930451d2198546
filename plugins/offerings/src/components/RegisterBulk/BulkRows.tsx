import { Link } from '@backstage/ui';
import type { BulkResponse, BulkRow } from '@mli/plugin-offerings-common';
import {
  DataColumn,
  DataTable,
  formatCounted,
  SectionCard,
} from '@mli/plugin-ml-platform-react';
import styles from './RegisterBulk.module.css';

const COLUMNS: DataColumn<BulkRow>[] = [
  {
    id: 'name',
    label: 'Row',
    cell: ({ row, line, name, id }) => (
      <>
        {row}
        {line !== undefined && ` (line ${line})`}{' '}
        {id ? (
          <Link href={`/register/registrations/${id}`}>{name ?? id}</Link>
        ) : (
          name
        )}
      </>
    ),
    sortValue: ({ row }) => row,
  },
  {
    id: 'fate',
    label: 'What happens',
    cell: ({ fate }) => (
      <span className={fate === 'refused' ? styles.refused : undefined}>
        {fate}
      </span>
    ),
    sortValue: ({ fate }) => fate,
  },
  { id: 'message', label: 'Why', cell: ({ message }) => message },
];

/** Every row with its fate. */
export function BulkRows({ answer }: { answer: BulkResponse }) {
  const counts = Object.entries(answer.counts)
    .filter(([, count]) => count > 0)
    .map(([fate, count]) => `${count} ${fate}`);
  return (
    <SectionCard
      flush
      title={`${answer.dryRun ? 'Trial run, nothing saved: ' : ''}${formatCounted(answer.rows.length, 'row')}: ${counts.join(', ')}`}
    >
      <DataTable
        caption="Rows and what becomes of them"
        columns={COLUMNS}
        rows={answer.rows}
        rowKey={({ row }) => String(row)}
        maxHeight="60vh"
      />
    </SectionCard>
  );
}
