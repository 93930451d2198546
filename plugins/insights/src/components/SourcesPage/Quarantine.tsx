import { Button } from '@backstage/ui';
import type {
  QuarantinedItem,
  QuarantineSummary,
  RedriveRequest,
  RedriveResponse,
} from '@mli/plugin-insights-common';
import {
  DataColumn,
  DataTable,
  EmptyState,
  ErrorState,
  formatCount,
  formatCounted,
  formatDate,
  formatSince,
  LoadingState,
  SectionCard,
} from '@mli/plugin-ml-platform-react';
import { useSearchParams } from 'react-router-dom';
import {
  useQuarantine,
  useQuarantineSummary,
  useRedrive,
} from '../../query/sourceQueries';
import styles from './SourcesPage.module.css';

type Group = QuarantineSummary['items'][number];

/** What was kept aside, by source and reason; one group opens to its items. The open group lives in the URL. */
export function Quarantine() {
  const summary = useQuarantineSummary();
  const redrive = useRedrive();
  const [search, setSearch] = useSearchParams();
  const open = {
    source: search.get('quarantineSource') ?? '',
    reason: search.get('quarantineReason') ?? '',
  };
  const show = (group: { source: string; reason: string } | undefined) =>
    setSearch(
      before => {
        const after = new URLSearchParams(before);
        after.delete('quarantineSource');
        after.delete('quarantineReason');
        if (group) {
          after.set('quarantineSource', group.source);
          after.set('quarantineReason', group.reason);
        }
        return after;
      },
      { replace: true },
    );
  const groups = summary.data?.items ?? [];
  return (
    <SectionCard
      title="Quarantine"
      description="Items that could not be counted, kept for two weeks. When what was wrong is put right, read them once more: what is accepted counts as if it had been then."
      actions={
        groups.length > 0 && (
          <Button
            size="small"
            variant="secondary"
            isPending={redrive.isPending}
            onPress={() => redrive.mutate({ all: true })}
          >
            Re-drive all
          </Button>
        )
      }
      flush={groups.length > 0}
    >
      <Outcome redrive={redrive} />
      {summary.isPending && (
        <LoadingState label="Loading the quarantine" layout="table" rows={2} />
      )}
      {summary.isError && (
        <ErrorState
          title="The quarantine could not be loaded"
          error={summary.error}
          retry={() => summary.refetch()}
          compact
        />
      )}
      {summary.data && groups.length === 0 && (
        <EmptyState title="Nothing waits" compact>
          An item comes here when its type is unknown, its time cannot be, or
          its id is known with another content.
        </EmptyState>
      )}
      {groups.length > 0 && (
        <DataTable
          caption="Items in quarantine by source and reason"
          columns={groupColumns({
            isOpen: group =>
              group.source === open.source && group.reason === open.reason,
            show,
            redrive: redrive.mutate,
            isPending: redrive.isPending,
          })}
          rows={groups}
          rowKey={row => `${row.source} ${row.reason}`}
        />
      )}
      {open.source && <Items filter={open} redrive={redrive.mutate} />}
    </SectionCard>
  );
}

function groupColumns(options: {
  isOpen: (group: Group) => boolean;
  show: (group: Group | undefined) => void;
  redrive: (request: RedriveRequest) => void;
  isPending: boolean;
}): DataColumn<Group>[] {
  return [
    { id: 'source', label: 'Source', cell: row => row.source },
    { id: 'reason', label: 'Reason', cell: row => row.reason },
    {
      id: 'count',
      label: 'Items',
      align: 'end',
      sortValue: row => row.count,
      cell: row => formatCount(row.count),
    },
    {
      id: 'newest',
      label: 'Newest',
      sortValue: row => row.newestAt,
      cell: row => formatSince(row.newestAt, new Date()),
    },
    {
      id: 'expires',
      label: 'First expires',
      sortValue: row => row.expiresFirstAt,
      cell: row => formatDate(row.expiresFirstAt),
    },
    {
      id: 'actions',
      label: '',
      cell: row => (
        <span className={styles.actions}>
          <Button
            size="small"
            variant="tertiary"
            aria-expanded={options.isOpen(row)}
            onPress={() => options.show(options.isOpen(row) ? undefined : row)}
          >
            {options.isOpen(row) ? 'Hide items' : 'Show items'}
          </Button>
          <Button
            size="small"
            variant="secondary"
            isDisabled={options.isPending}
            aria-label={`Re-drive ${row.reason} of ${row.source}`}
            onPress={() =>
              options.redrive({ source: row.source, reason: row.reason })
            }
          >
            Re-drive
          </Button>
        </span>
      ),
    },
  ];
}

function Items(props: {
  filter: { source: string; reason: string };
  redrive: (request: RedriveRequest) => void;
}) {
  const { filter, redrive } = props;
  const items = useQuarantine(filter);
  const rows = items.data?.pages.flatMap(page => page.items) ?? [];
  const columns: DataColumn<QuarantinedItem>[] = [
    {
      id: 'event',
      label: 'Id',
      cell: row => <code className={styles.code}>{row.eventId}</code>,
    },
    { id: 'detail', label: 'Why', cell: row => row.detail },
    {
      id: 'received',
      label: 'Received',
      cell: row => formatSince(row.receivedAt, new Date()),
    },
    {
      id: 'tries',
      label: 'Tries',
      align: 'end',
      cell: row => formatCount(row.tries),
    },
    {
      id: 'actions',
      label: '',
      cell: row => (
        <Button
          size="small"
          variant="tertiary"
          aria-label={`Re-drive ${row.eventId}`}
          onPress={() => redrive({ ids: [row.id] })}
        >
          Re-drive
        </Button>
      ),
    },
  ];
  return (
    <div className={styles.items}>
      <h3
        className={styles.subhead}
      >{`${filter.reason} of ${filter.source}`}</h3>
      {items.isError && (
        <ErrorState error={items.error} retry={() => items.refetch()} compact />
      )}
      <DataTable
        caption={`Items of ${filter.source} refused as ${filter.reason}`}
        columns={columns}
        rows={rows}
        rowKey={row => row.id}
        maxHeight={360}
        empty={
          items.isPending ? (
            <LoadingState label="Loading the items" layout="table" rows={3} />
          ) : (
            <EmptyState title="None is left" compact />
          )
        }
      />
      {items.hasNextPage && (
        <Button
          size="small"
          variant="tertiary"
          isPending={items.isFetchingNextPage}
          onPress={() => items.fetchNextPage()}
        >
          More
        </Button>
      )}
    </div>
  );
}

function Outcome({ redrive }: { redrive: ReturnType<typeof useRedrive> }) {
  return (
    <div role="status" className={styles.answer}>
      {redrive.isError && `Not re-driven: ${redrive.error.message}`}
      {redrive.data && outcomeSentence(redrive.data)}
    </div>
  );
}

export function outcomeSentence(results: RedriveResponse['results']): string {
  const count = (...statuses: string[]) =>
    results.filter(({ status }) => statuses.includes(status)).length;
  const stay = count('quarantined', 'rejected');
  return [
    `${formatCounted(results.length, 'item')} read once more:`,
    `${formatCount(count('accepted'))} accepted,`,
    `${formatCount(count('duplicate'))} known already,`,
    `${formatCount(stay)} still refused.`,
  ].join(' ');
}
