import { Button } from '@backstage/ui';
import type { UnattributedJob } from '@mli/plugin-insights-common';
import {
  DataColumn,
  DataTable,
  EmptyState,
  ErrorState,
  formatCount,
  formatSince,
  LoadingState,
  SectionCard,
} from '@mli/plugin-ml-platform-react';
import { useMemo, useState } from 'react';
import { useUnattributed } from '../../query/sourceQueries';
import { AddPattern } from './AddPattern';
import styles from './SourcesPage.module.css';

/** Jobs whose runs belong to nobody; whoever knows whose they are can say so here. */
export function Unattributed() {
  const jobs = useUnattributed();
  const [asked, setAsked] = useState<UnattributedJob>();
  const columns = useMemo(() => columnsOf(setAsked), []);
  const rows = jobs.data?.pages.flatMap(page => page.items) ?? [];
  return (
    <SectionCard
      title="Runs without a team"
      description="No rule gives these jobs to a team: nothing they say, no component's pattern, no membership of who ran them. Say whose they are, and their past is counted too."
      flush={rows.length > 0}
      footer={
        jobs.hasNextPage && (
          <Button
            size="small"
            variant="tertiary"
            isPending={jobs.isFetchingNextPage}
            onPress={() => jobs.fetchNextPage()}
          >
            More jobs
          </Button>
        )
      }
    >
      {jobs.isPending && (
        <LoadingState label="Loading the jobs" layout="table" rows={3} />
      )}
      {jobs.isError && (
        <ErrorState
          title="The jobs could not be loaded"
          error={jobs.error}
          retry={() => jobs.refetch()}
          compact
        />
      )}
      {jobs.data && rows.length === 0 && (
        <EmptyState title="Every run belongs to a team" compact>
          A job comes here when no rule knows whose it is.
        </EmptyState>
      )}
      {rows.length > 0 && (
        <DataTable
          caption="Jobs whose runs belong to no team"
          columns={columns}
          rows={rows}
          rowKey={row => JSON.stringify([row.source, row.namespace, row.job])}
          maxHeight={480}
        />
      )}
      {asked && <AddPattern job={asked} onClose={() => setAsked(undefined)} />}
    </SectionCard>
  );
}

function columnsOf(
  ask: (job: UnattributedJob) => void,
): DataColumn<UnattributedJob>[] {
  return [
    {
      id: 'job',
      label: 'Job',
      sortValue: row => `${row.namespace}/${row.job}`,
      cell: row =>
        row.job ? (
          <code className={styles.code}>{`${row.namespace}/${row.job}`}</code>
        ) : (
          'runs whose job nobody has named'
        ),
    },
    {
      id: 'source',
      label: 'Source',
      sortValue: row => row.source,
      cell: row => row.source,
    },
    {
      id: 'runs',
      label: 'Runs',
      align: 'end',
      sortValue: row => row.runs,
      cell: row => formatCount(row.runs),
    },
    {
      id: 'last',
      label: 'Last run',
      sortValue: row => row.lastSeenAt,
      cell: row =>
        row.lastSeenAt ? formatSince(row.lastSeenAt, new Date()) : 'no time',
    },
    { id: 'note', label: 'What was said', cell: row => row.note ?? 'nothing' },
    {
      id: 'actions',
      label: '',
      cell: row =>
        row.job && (
          <Button
            size="small"
            variant="secondary"
            aria-label={`Say whose ${row.namespace}/${row.job} is`}
            onPress={() => ask(row)}
          >
            Say whose
          </Button>
        ),
    },
  ];
}
