import { Button, ButtonLink, Link } from '@backstage/ui';
import {
  DataColumn,
  DataTable,
  EmptyState,
  ErrorState,
  formatCount,
  formatDate,
  LoadingState,
  MliPage,
  SectionCard,
} from '@mli/plugin-ml-platform-react';
import type { Campaign } from '@mli/plugin-scorecards-common';
import { useState } from 'react';
import { useCampaigns, useSimulated } from '../../query/queries';
import { CampaignDialog } from '../CampaignDialog';
import { EntityName } from '../EntityName/EntityName';

const COLUMNS: DataColumn<Campaign>[] = [
  {
    id: 'title',
    label: 'Campaign',
    sortValue: row => row.title,
    cell: row => (
      <Link href={`/scorecards/campaigns/${row.id}`}>{row.title}</Link>
    ),
  },
  {
    id: 'state',
    label: 'State',
    sortValue: row => row.state,
    cell: row => row.state,
  },
  {
    id: 'reached',
    label: 'Reached',
    align: 'end',
    cell: row => `${formatCount(row.reached)} of ${formatCount(row.total)}`,
  },
  {
    id: 'deadline',
    label: 'Deadline',
    sortValue: row => row.deadline,
    cell: row => formatDate(row.deadline),
  },
  {
    id: 'owner',
    label: 'Run by',
    cell: row => <EntityName entityRef={row.owner} />,
  },
];

/** Every campaign, the latest deadline first. */
export function CampaignsPage() {
  const campaigns = useCampaigns();
  const [isStarting, setStarting] = useState(false);
  const simulated = useSimulated();
  return (
    <MliPage
      title="Campaigns"
      subtitle="Checks or a level that an audience is to reach by a day."
      actions={
        <>
          <ButtonLink variant="secondary" href="/scorecards">
            All scorecards
          </ButtonLink>
          <Button variant="primary" onPress={() => setStarting(true)}>
            Start a campaign
          </Button>
        </>
      }
      simulated={simulated}
    >
      {campaigns.isPending && (
        <LoadingState label="Loading campaigns" layout="table" />
      )}
      {campaigns.isError && (
        <ErrorState
          title="The campaigns could not be loaded"
          error={campaigns.error}
          retry={() => campaigns.refetch()}
        />
      )}
      {campaigns.data && (
        <SectionCard flush={campaigns.data.length > 0} title="All campaigns">
          <DataTable
            caption="Campaigns"
            columns={COLUMNS}
            rows={campaigns.data}
            rowKey={row => row.id}
            empty={
              <EmptyState compact title="No campaigns yet">
                Whoever owns a scorecard can start one: a check or a level to
                reach, and a day to reach it by.
              </EmptyState>
            }
          />
        </SectionCard>
      )}
      {isStarting && <CampaignDialog onClose={() => setStarting(false)} />}
    </MliPage>
  );
}
