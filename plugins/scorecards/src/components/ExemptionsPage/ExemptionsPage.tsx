import { Alert, Button, ButtonLink } from '@backstage/ui';
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
import type {
  ExemptionDecisionRequest,
  ExemptionRow,
} from '@mli/plugin-scorecards-common';
import { useMemo } from 'react';
import {
  useDecideExemption,
  useExemptions,
  useScorecards,
  useSimulated,
} from '../../query/queries';
import { EntityName } from '../EntityName/EntityName';
import styles from './ExemptionsPage.module.css';

const WORDS: Readonly<Record<ExemptionRow['state'], string>> = {
  requested: 'waits for a decision',
  approved: 'approved',
  denied: 'denied',
  withdrawn: 'withdrawn',
  revoked: 'revoked',
};

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

const waits = (row: ExemptionRow) =>
  row.state === 'requested' && row.mayDecide === true;

function sentence(rows: readonly ExemptionRow[]): string {
  const mine = rows.filter(waits).length;
  const inForce = rows.filter(row => row.state === 'approved' && !row.ended);
  const first = mine === 0 ? 'Nothing waits for you' : `${mine} wait for you`;
  return `${first}. ${inForce.length} are in force.`;
}

function ExemptionsTable({ rows }: { rows: readonly ExemptionRow[] }) {
  const decide = useDecideExemption();
  const scorecards = useScorecards();
  const columns = useMemo(() => {
    const titles = new Map(
      scorecards.data?.flatMap(({ ref, checks }) =>
        checks.map(check => [`${ref} ${check.id}`, check.title] as const),
      ),
    );
    const act = (id: string, decision: ExemptionDecisionRequest['decision']) =>
      decide.mutate({ id, decision });
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
            <div>
              {titles.get(`${row.scorecard} ${row.check}`) ?? row.check}
            </div>
            <div className={styles.quiet}>{row.reason}</div>
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
      {
        id: 'decide',
        label: 'Decide',
        cell: row => (
          <div className={styles.buttons}>
            {waits(row) && (
              <>
                <Button size="small" onPress={() => act(row.id, 'approved')}>
                  Approve
                </Button>
                <Button
                  size="small"
                  variant="secondary"
                  onPress={() => act(row.id, 'denied')}
                >
                  Deny
                </Button>
              </>
            )}
            {!waits(row) && row.mayWithdraw && (
              <Button
                size="small"
                variant="secondary"
                onPress={() => act(row.id, 'withdrawn')}
              >
                Withdraw
              </Button>
            )}
          </div>
        ),
      },
    ];
    return all;
  }, [decide, scorecards.data]);
  return (
    <SectionCard flush={rows.length > 0} title="All exemptions">
      {decide.isError && (
        <Alert status="danger" icon title={decide.error.message} />
      )}
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
    </SectionCard>
  );
}
