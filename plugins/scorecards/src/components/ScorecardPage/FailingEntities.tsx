import { ButtonLink } from '@backstage/ui';
import {
  CheckStateIcon,
  DataColumn,
  DataTable,
  EmptyState,
  ErrorState,
  formatDate,
  LoadingState,
  nameOfRef,
  SectionCard,
} from '@mli/plugin-ml-platform-react';
import type { ResultRow, ScorecardItem } from '@mli/plugin-scorecards-common';
import { useSearchParams } from 'react-router-dom';
import { useResults } from '../../query/queries';
import { EntityName } from '../EntityName/EntityName';

/** States that stand between an entity and a level. */
const OPEN_STATES = 'fail,no-data,stale,error';

const COLUMNS: DataColumn<ResultRow>[] = [
  {
    id: 'entity',
    label: 'Name',
    sortValue: row => nameOfRef(row.entity),
    cell: row => <EntityName entityRef={row.entity} tab="scorecards" />,
  },
  {
    id: 'state',
    label: 'State',
    sortValue: row => row.state,
    cell: row => <CheckStateIcon state={row.state} />,
  },
  { id: 'reason', label: 'Why', cell: row => row.reason },
  {
    id: 'since',
    label: 'Since',
    sortValue: row => row.since,
    cell: row => formatDate(row.since),
  },
];

/** Who does not pass the check that the address names, by name. */
export function FailingEntities({ scorecard }: { scorecard: ScorecardItem }) {
  const [search] = useSearchParams();
  const id = search.get('check') ?? '';
  const check = scorecard.checks.find(one => one.id === id);
  const results = useResults(
    { scorecard: scorecard.ref, check: id, state: OPEN_STATES },
    check !== undefined,
  );
  if (!check) return null;
  return (
    <SectionCard
      flush={(results.data?.length ?? 0) > 0}
      title={`Not passing: ${check.title}`}
      actions={
        <ButtonLink size="small" variant="secondary" href="?">
          Close
        </ButtonLink>
      }
    >
      {results.isPending && (
        <LoadingState label="Loading who does not pass" layout="table" />
      )}
      {results.isError && (
        <ErrorState
          compact
          title="They could not be loaded"
          error={results.error}
          retry={() => results.refetch()}
        />
      )}
      {results.data && (
        <DataTable
          caption={`Entities that do not pass ${check.title}`}
          columns={COLUMNS}
          rows={results.data}
          rowKey={row => row.entity}
          initialSort={{ column: 'entity', direction: 'ascending' }}
          maxHeight={420}
          empty={<EmptyState compact title="Nobody: all pass or are exempt" />}
        />
      )}
    </SectionCard>
  );
}
