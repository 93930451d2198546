import {
  RELATION_OWNED_BY,
  stringifyEntityRef,
} from '@backstage/catalog-model';
import { useEntity } from '@backstage/plugin-catalog-react';
import type { AdoptionRow } from '@mli/plugin-insights-common';
import {
  adoptionGroup,
  AnswerSentence,
  EmptyState,
  ErrorState,
  formatCounted,
  LoadingState,
  SectionCard,
  SimulatedDataBanner,
} from '@mli/plugin-ml-platform-react';
import { ADOPTION_GROUPS, countByGroup } from '../../model/adoptionStatus';
import {
  useAdoption,
  useInsightsScope,
  useOfferings,
  useTitles,
} from '../../query/queries';
import { AdoptionTrendChart } from '../AdoptionCharts/AdoptionTrendChart';
import { Funnel } from '../AdoptionCharts/Funnel';
import { StartUsingButton } from '../AdoptionDialogs/StartUsingButton';
import { Declines } from '../AdoptionWork/Declines';
import { NeedsView } from '../AdoptionWork/NeedsView';
import { OnboardingRequests } from '../AdoptionWork/OnboardingRequests';
import { AdoptionList } from '../AdoptionList/AdoptionList';
import { DownloadAdoption } from '../DownloadCsv/DownloadAdoption';
import styles from './OfferingAdoption.module.css';

function sentence(rows: readonly AdoptionRow[]): string {
  const counts = countByGroup(rows);
  const eligible = rows.filter(row => row.eligible).length;
  const verb = counts['in-use'] === 1 ? 'uses' : 'use';
  const parts = [
    `${counts['in-use']} of ${formatCounted(eligible, 'eligible team')} ${verb} it`,
  ];
  if (counts.starting > 0) parts.push(`${counts.starting} starting`);
  if (counts['does-not-match'] > 0) {
    parts.push(`for ${counts['does-not-match']} word and runs do not match`);
  }
  return `${parts.join('; ')}.`;
}

/** The adoption of one offering, on its own page: the teams in the three groups, each with its evidence. */
export function OfferingAdoption() {
  const { entity } = useEntity();
  const query = { offering: stringifyEntityRef(entity) };
  const adoption = useAdoption(query);
  const scope = useInsightsScope();
  const title = useTitles();
  const offerings = useOfferings().data;
  if (adoption.isPending) {
    return <LoadingState label="Loading adoption" layout="table" rows={6} />;
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
  const rows = adoption.data.filter(row => row.eligible);
  if (rows.length === 0) {
    return (
      <EmptyState title="No eligible team yet">
        Here stands which teams use it. Teams become eligible through the
        audience in the offering's catalog file.
      </EmptyState>
    );
  }
  const own = scope.data?.viewer;
  const isProvider = (entity.relations ?? []).some(
    ({ type, targetRef }) =>
      type === RELATION_OWNED_BY && own?.teams.includes(targetRef),
  );
  const mayAnswer = isProvider || own?.isBridge === true;
  return (
    <div className={styles.stack}>
      <div className={styles.head}>
        <AnswerSentence>{sentence(rows)}</AnswerSentence>
        <StartUsingButton
          offering={query.offering}
          expectedDays={offerings?.get(query.offering)?.expectedDays}
        />
      </div>
      {mayAnswer && (
        <>
          <OnboardingRequests query={query} title={title} />
          <Declines offering={query.offering} title={title} />
        </>
      )}
      <NeedsView query={query} title={title} without="offering" />
      <Funnel offering={query.offering} />
      <AdoptionTrendChart query={query} />
      {ADOPTION_GROUPS.map(({ group, label }) => {
        const members = rows.filter(row => adoptionGroup(row.status) === group);
        if (members.length === 0) return null;
        return (
          <SectionCard key={group} flush title={`${label} (${members.length})`}>
            <AdoptionList
              label={label}
              rows={members}
              title={title}
              without="offering"
            />
          </SectionCard>
        );
      })}
      <DownloadAdoption
        query={query}
        fileName={`${entity.metadata.name}.csv`}
      />
      <SimulatedDataBanner simulated={scope.data?.simulated} />
    </div>
  );
}
