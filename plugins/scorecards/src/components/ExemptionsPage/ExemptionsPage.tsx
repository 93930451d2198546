import { Button, ButtonLink } from '@backstage/ui';
import {
  AnswerSentence,
  DataColumn,
  DataTable,
  EmptyState,
  ErrorState,
  formatDate,
  LoadingState,
  MliPage,
  SectionCard,
} from '@mli/plugin-ml-platform-react';
import type { ExemptionRow } from '@mli/plugin-scorecards-common';
import { useMemo, useState } from 'react';
import {
  useExemptions,
  useScorecards,
  useSimulated,
} from '../../query/queries';
import { EntityName } from '../EntityName/EntityName';
import { type AskedDecision, DecisionDialog } from './DecisionDialog';
import styles from './ExemptionsPage.module.css';

const WORDS: Readonly<Record<ExemptionRow['state'], string>> = {
  requested: 'waits for a decision',
  approved: 'approved',
  denied: 'denied',
  withdrawn: 'withdrawn',
  revoked: 'revoked',
};

const waits = (row: ExemptionRow) =>
  row.state === 'requested' && row.mayDecide === true;

/** Every exemption one may see: what waits for oneself first. */
export function ExemptionsPage() {
  const exemptions = useExemptions({});
  const simulated = useSimulated();
  const rows = useMemo(
    () =>
      [...(exemptions.data ?? [])].sort(
        (a, b) => Number(waits(b)) - Number(waits(a)),
      ),
    [exemptions.data],
  );
  return (
    <MliPage
      title="Exemptions"
      subtitle="Asked for with a reason and an end, decided by the owner of the check, over by themselves."
      actions={
        <ButtonLink variant="secondary" href="/scorecards">
          All scorecards
        </ButtonLink>
      }
      simulated={simulated}
    >
      {exemptions.isPending && (
        <LoadingState label="Loading exemptions" layout="table" />
      )}
      {exemptions.isError && (
        <ErrorState
          title="The exemptions could not be loaded"
          error={exemptions.error}
          retry={() => exemptions.refetch()}
        />
      )}
      {exemptions.data && (
        <>
          <AnswerSentence>{sentence(rows)}</AnswerSentence>
          <ExemptionsTable rows={rows} />
        </>
      )}
    </MliPage>
  );
}

function sentence(rows: readonly ExemptionRow[]): string {
  const mine = rows.filter(waits).length;
  const inForce = rows.filter(row => row.state === 'approved' && !row.ended);
  const first =
    mine === 0
      ? 'Nothing waits for you'
      : `${mine} ${mine === 1 ? 'waits' : 'wait'} for you`;
  return `${first}. ${inForce.length} ${inForce.length === 1 ? 'is' : 'are'} in force.`;
}

const DECISIONS = {
  approved: 'Approve',
  denied: 'Deny',
  withdrawn: 'Withdraw',
  revoked: 'Revoke',
} as const;

/** What the reader may decide on one exemption. */
function decisionsOf(row: ExemptionRow) {
  const may = (decision: keyof typeof DECISIONS) => {
    if (decision === 'withdrawn') return row.mayWithdraw && !row.mayDecide;
    return (
      row.mayDecide && (row.state === 'approved') === (decision === 'revoked')
    );
  };
  const all = ['approved', 'denied', 'revoked', 'withdrawn'] as const;
  return all
    .filter(may)
    .map(decision => [decision, DECISIONS[decision]] as const);
}

function ExemptionsTable({ rows }: { rows: readonly ExemptionRow[] }) {
  const [asked, setAsked] = useState<AskedDecision>();
  const scorecards = useScorecards();
  const columns = useMemo(() => {
    const titles = new Map(
      scorecards.data?.flatMap(({ ref, checks }) =>
        checks.map(check => [`${ref} ${check.id}`, check.title] as const),
      ),
    );
    const titleOf = (row: ExemptionRow) =>
      titles.get(`${row.scorecard} ${row.check}`) ?? row.check;
    const all: DataColumn<ExemptionRow>[] = [
      {
        id: 'entity',
        label: 'Of',
        cell: row => <EntityName entityRef={row.entity} tab="scorecards" />,
      },
      {
        id: 'check',
        label: 'Check and reason',
        cell: row => (
          <div className={styles.what}>
            <div>{titleOf(row)}</div>
            <div className={styles.quiet}>{row.reason}</div>
            {/* beside what is decided on: a column of its own is out of sight on a narrow screen */}
            <div className={styles.buttons}>
              {decisionsOf(row).map(([decision, label]) => (
                <Button
                  key={decision}
                  size="small"
                  variant={decision === 'approved' ? 'primary' : 'secondary'}
                  onPress={() =>
                    setAsked({ row, title: titleOf(row), decision, label })
                  }
                >
                  {label}
                </Button>
              ))}
            </div>
          </div>
        ),
      },
      {
        id: 'state',
        label: 'State',
        cell: row => (
          <div>
            <div>{row.ended ? 'over' : WORDS[row.state]}</div>
            {row.note && <div className={styles.quiet}>{row.note}</div>}
          </div>
        ),
      },
      {
        id: 'until',
        label: 'Ends',
        sortValue: row => row.until,
        cell: row => formatDate(row.until),
      },
    ];
    return all;
  }, [scorecards.data]);
  return (
    <SectionCard flush={rows.length > 0} title="All exemptions">
      <DataTable
        caption="Exemptions"
        columns={columns}
        rows={rows}
        rowKey={row => row.id}
        empty={
          <EmptyState compact title="No exemptions">
            Where a check does not fit, its page offers to ask for one.
          </EmptyState>
        }
      />
      {asked && (
        <DecisionDialog asked={asked} onClose={() => setAsked(undefined)} />
      )}
    </SectionCard>
  );
}
