import { Button, Link } from '@backstage/ui';
import type { AdoptionRow } from '@mli/plugin-insights-common';
import {
  adoptionGroup,
  EmptyState,
  ErrorState,
  LoadingState,
  SectionCard,
} from '@mli/plugin-ml-platform-react';
import { ADOPTION_GROUPS } from '../../model/adoptionStatus';
import { isWorthSaying, teamCounts } from '../../model/teamOfferings';
import { useAdoption, useInsightsScope, useTitles } from '../../query/queries';
import { AdoptionList } from '../AdoptionList/AdoptionList';
import { DeclareDialog } from '../AdoptionDialogs/DeclareDialog';
import { useState } from 'react';
import { TeamInvitations } from './TeamInvitations';

/** What the team uses: what it says and what its runs show, differences first. */
export function TeamAdoption({ team }: { team: string }) {
  const adoption = useAdoption({ team });
  const title = useTitles();
  const own = useInsightsScope().data?.viewer.teams ?? [];
  if (adoption.isPending) {
    return <LoadingState label="Loading adoption" layout="table" />;
  }
  if (adoption.isError) {
    return (
      <ErrorState
        title="Its adoption could not be loaded"
        error={adoption.error}
        retry={() => adoption.refetch()}
      />
    );
  }
  // Offerings it neither uses nor has said anything about would bury the rest.
  const rows = adoption.data.filter(isWorthSaying);
  return (
    <>
      <TeamInvitations team={team} title={title} />
      <SectionCard
        flush={rows.length > 0}
        title="Offerings it uses"
        description={
          adoption.data.length > 0 ? teamCounts(adoption.data) : undefined
        }
      >
        {rows.length === 0 ? (
          <EmptyState title="No offering is declared or seen yet">
            The team declares what it uses with the annotation
            mli.internal/adopts on its catalog entry; runs that use an offering
            are seen by themselves.
          </EmptyState>
        ) : (
          <AdoptionList
            label="Offerings of the team"
            rows={[...rows].sort(byGroup)}
            title={title}
            without="team"
            reader={own.includes(team) ? 'team' : 'provider'}
            action={row => <RowActions row={row} title={title} />}
          />
        )}
      </SectionCard>
    </>
  );
}

/** Why it stands there, and, for members of the team, saying what the team does with it. */
function RowActions(props: {
  row: AdoptionRow;
  title: (ref: string) => string;
}) {
  const { row, title } = props;
  const viewer = useInsightsScope().data?.viewer;
  const [isOpen, setIsOpen] = useState(false);
  const mayDeclare = viewer?.isBridge || viewer?.teams.includes(row.team);
  const cell = new URLSearchParams({
    view: 'matrix',
    cell: `${row.team} ${row.offering}`,
  });
  return (
    <>
      <Link href={`/offerings/adoption?${cell}`}>Why?</Link>
      {mayDeclare && (
        <Button
          size="small"
          variant="secondary"
          onPress={() => setIsOpen(true)}
        >
          Declare
        </Button>
      )}
      {isOpen && (
        <DeclareDialog
          pair={{ team: row.team, offering: row.offering }}
          teamTitle={title(row.team)}
          offeringTitle={title(row.offering)}
          declared={row.declared}
          catalogWins={row.evidence.declaredBy === 'catalog'}
          onClose={() => setIsOpen(false)}
        />
      )}
    </>
  );
}

const ORDER = ADOPTION_GROUPS.map(({ group }) => group);

function byGroup(a: AdoptionRow, b: AdoptionRow): number {
  return (
    ORDER.indexOf(adoptionGroup(a.status)) -
      ORDER.indexOf(adoptionGroup(b.status)) ||
    a.offering.localeCompare(b.offering)
  );
}
