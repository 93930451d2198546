import { Alert, Button, ButtonLink } from '@backstage/ui';
import {
  messageOf,
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
import type { CampaignDetail } from '@mli/plugin-scorecards-common';
import { useParams } from 'react-router-dom';
import {
  useCampaign,
  useCancelCampaign,
  useSimulated,
} from '../../query/queries';
import { EntityName } from '../EntityName/EntityName';
import { LevelTrend } from '../LevelTrend';

type Remaining = CampaignDetail['remaining'][number];

const COLUMNS: DataColumn<Remaining>[] = [
  {
    id: 'entity',
    label: 'Name',
    sortValue: row => row.entity,
    cell: row => <EntityName entityRef={row.entity} tab="scorecards" />,
  },
  {
    id: 'team',
    label: 'Team',
    cell: row => (row.team ? <EntityName entityRef={row.team} /> : 'no group'),
  },
];

const REACHED = [{ rank: 1, title: 'Reached' }];

/** One campaign: how far it is, how it went, and what remains. */
export function CampaignPage() {
  const { id = '' } = useParams();
  const campaign = useCampaign(id);
  const simulated = useSimulated();
  const cancel = useCancelCampaign();
  const { data } = campaign;
  return (
    <MliPage
      title={data?.title}
      subtitle={data?.description}
      actions={
        <>
          <ButtonLink variant="secondary" href="/scorecards/campaigns">
            All campaigns
          </ButtonLink>
          {data?.mayManage && ['scheduled', 'running'].includes(data.state) && (
            <Button
              variant="secondary"
              isPending={cancel.isPending}
              onPress={() => cancel.mutate(id)}
            >
              Cancel the campaign
            </Button>
          )}
        </>
      }
      simulated={simulated}
    >
      {cancel.isError && (
        <Alert status="danger" icon title={messageOf(cancel.error)} />
      )}
      {campaign.isPending && (
        <LoadingState label="Loading the campaign" layout="sentence" />
      )}
      {campaign.isError && (
        <ErrorState
          title="The campaign could not be loaded"
          error={campaign.error}
          retry={() => campaign.refetch()}
        />
      )}
      {data && (
        <>
          <AnswerSentence
            note={`${data.state}, from ${formatDate(data.startsAt)} to ${formatDate(data.deadline)}`}
          >
            {data.reached} of {data.total} have reached it.
          </AnswerSentence>
          {data.progress.length > 1 && (
            <SectionCard title="Progress by day">
              <LevelTrend
                label="Reached and not, by day"
                levels={REACHED}
                points={data.progress.map(({ day, total, reached }) => ({
                  at: day,
                  counts: [total - reached, reached],
                }))}
              />
            </SectionCard>
          )}
          <SectionCard flush={data.remaining.length > 0} title="What remains">
            <DataTable
              caption="Entities that have not reached it"
              columns={COLUMNS}
              rows={data.remaining}
              rowKey={row => row.entity}
              initialSort={{ column: 'entity', direction: 'ascending' }}
              empty={
                <EmptyState compact title="Nothing: all have reached it" />
              }
            />
          </SectionCard>
        </>
      )}
    </MliPage>
  );
}
