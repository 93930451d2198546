import { Link } from '@backstage/ui';
import {
  CheckState,
  checkStateWord,
  DataColumn,
  DataTable,
  EmptyState,
  ErrorState,
  formatCount,
  formatDate,
  LoadingState,
  SectionCard,
} from '@mli/plugin-ml-platform-react';
import type {
  ScorecardCheck,
  ScorecardItem,
} from '@mli/plugin-scorecards-common';
import { useMemo } from 'react';
import { CheckSummary, summariseChecks } from '../../model/checks';
import { useCheckSummaries } from '../../query/queries';
import styles from './ScorecardPage.module.css';

const SHOWN_STATES: readonly CheckState[] = [
  'fail',
  'no-data',
  'stale',
  'error',
  'exempt',
  'pass',
  'not-applicable',
];

/** The day from which a check counts, while that is ahead. */
function countsFrom({ enableAfter }: ScorecardCheck): string | undefined {
  return enableAfter && Date.parse(enableAfter) > Date.now()
    ? formatDate(enableAfter)
    : undefined;
}

const COLUMNS: DataColumn<CheckSummary>[] = [
  {
    id: 'check',
    label: 'Check',
    sortValue: row => row.check.title,
    cell: row => (
      <div className={styles.check}>
        <Link href={`?check=${row.check.id}`}>{row.check.title}</Link>
        {row.check.why && <div className={styles.why}>{row.check.why}</div>}
        {countsFrom(row.check) && (
          <div className={styles.why}>
            Shown, but in no level before {countsFrom(row.check)}.
          </div>
        )}
        {row.overExempted && (
          <div className={styles.why}>
            So many are exempt that the check should be looked at, not the
            entities.
          </div>
        )}
      </div>
    ),
  },
  {
    id: 'level',
    label: 'Level',
    sortValue: row => row.levelTitle,
    cell: row => row.levelTitle,
  },
  ...SHOWN_STATES.map((state): DataColumn<CheckSummary> => ({
    id: state,
    label: checkStateWord(state),
    align: 'end',
    sortValue: row => row.counts[state],
    cell: row => formatCount(row.counts[state]),
  })),
];

/** All checks, those that fail most first; what nobody can tell has its own column. */
export function ChecksTable({ scorecard }: { scorecard: ScorecardItem }) {
  const results = useCheckSummaries({ scorecard: scorecard.ref });
  const rows = useMemo(
    () => summariseChecks(scorecard, results.data ?? []),
    [scorecard, results.data],
  );
  return (
    <SectionCard
      flush={results.isSuccess}
      title="Checks, worst first"
      description="How many entities stand where with each check. No data is never a pass."
    >
      {results.isPending && (
        <LoadingState label="Loading results" layout="table" />
      )}
      {results.isError && (
        <ErrorState
          compact
          title="Its results could not be loaded"
          error={results.error}
          retry={() => results.refetch()}
        />
      )}
      {results.data && (
        <DataTable
          caption="Checks with the number of entities in each state"
          columns={COLUMNS}
          rows={rows}
          rowKey={row => row.check.id}
          empty={<EmptyState compact title="It has no checks" />}
        />
      )}
    </SectionCard>
  );
}
