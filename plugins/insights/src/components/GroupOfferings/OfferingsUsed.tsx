import { ButtonLink, Link } from '@backstage/ui';
import type { AdoptionRow } from '@mli/plugin-insights-common';
import {
  EmptyState,
  entityHref,
  ErrorState,
  LoadingState,
  SectionCard,
} from '@mli/plugin-ml-platform-react';
import {
  isWorthSaying,
  rowsByStage,
  teamCounts,
} from '../../model/teamOfferings';
import {
  useAdoption,
  useInsightsScope,
  useOfferings,
  useTitles,
} from '../../query/queries';
import {
  InvitationList,
  useOpenInvitations,
} from '../GroupInsights/TeamInvitations';
import { OfferingUsed } from './OfferingUsed';
import styles from './GroupOfferings.module.css';

const NO_TEXT_YET = '\u00a0';

/** What a customer team is invited to, then what it uses: what it says and what is seen, by stage of the workflow. */
export function OfferingsUsed({ team }: { team: string }) {
  const adoption = useAdoption({ team });
  const invitations = useOpenInvitations(team);
  const title = useTitles();
  // The list stands by stage and owner: it waits for both rather than being rearranged under the reader.
  const others = [useOfferings(), useInsightsScope()];
  const isPending =
    adoption.isPending ||
    (adoption.isSuccess && others.some(query => query.isPending));
  const isReady = adoption.isSuccess && !isPending;
  const rows = isReady ? adoption.data.filter(isWorthSaying) : [];
  const isListed = rows.length > 0 || invitations.length > 0;
  return (
    <SectionCard
      flush={isReady && isListed}
      title="Offerings"
      description={descriptionOf(adoption.data, isPending)}
      actions={<FindWhatHelps team={team} />}
      footer={
        rows.length > 0 && (
          <Link href={`${entityHref(team)}/insights`}>
            Why each stands where it does
          </Link>
        )
      }
    >
      {isPending && (
        <LoadingState label="Loading offerings" layout="table" rows={12} />
      )}
      {adoption.isError && (
        <ErrorState
          compact
          title="Its offerings could not be loaded"
          error={adoption.error}
          retry={() => adoption.refetch()}
        />
      )}
      {isReady && invitations.length > 0 && (
        <section aria-label="Open invitations">
          <h3
            className={styles.stage}
          >{`Open invitations (${invitations.length})`}</h3>
          <InvitationList team={team} invitations={invitations} title={title} />
        </section>
      )}
      {rows.length > 0 && <Stages rows={rows} title={title} />}
      {isReady && !isListed && (
        <EmptyState compact title="No offering is declared or seen yet">
          What the team uses will be here, by stage of the workflow: what its
          runs use is seen by itself; what it plans is declared with "Start
          using it" on an offering or with mli.internal/adopts in its catalog
          file.
        </EmptyState>
      )}
    </SectionCard>
  );
}

/** The line is there before its text, so that nothing below it moves. */
function descriptionOf(
  rows: readonly AdoptionRow[] | undefined,
  isPending: boolean,
): string | undefined {
  if (isPending) return NO_TEXT_YET;
  return rows?.length ? teamCounts(rows) : undefined;
}

/** The directory; its filter "My team could use" is about the reader's own teams, so others get it without. */
function FindWhatHelps({ team }: { team: string }) {
  const own = useInsightsScope().data?.viewer.customerTeams ?? [];
  return (
    <ButtonLink
      size="small"
      variant="secondary"
      href={
        own.includes(team)
          ? '/offerings/directory?own=could-use'
          : '/offerings/directory'
      }
    >
      Find what helps
    </ButtonLink>
  );
}

function Stages(props: {
  rows: readonly AdoptionRow[];
  title: (ref: string) => string;
}) {
  const { rows, title } = props;
  const offerings = useOfferings().data;
  const stages = useInsightsScope().data?.stages ?? [];
  const groups = rowsByStage(rows, {
    stages,
    stageOf: offering => offerings?.get(offering)?.stages[0] ?? '',
    title,
  });
  return (
    <>
      {groups.map(group => (
        <section key={group.stage} aria-label={stageWords(group.stage)}>
          <h3 className={styles.stage}>{stageWords(group.stage)}</h3>
          <ul className={styles.list} aria-label={stageWords(group.stage)}>
            {group.rows.map(row => (
              <OfferingUsed
                key={row.offering}
                row={row}
                title={title}
                owner={offerings?.get(row.offering)?.owner}
              />
            ))}
          </ul>
        </section>
      ))}
    </>
  );
}

function stageWords(stage: string): string {
  return stage || 'no stage said';
}
