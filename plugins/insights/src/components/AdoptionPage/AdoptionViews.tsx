import type { AdoptionNeed, AdoptionRow } from '@mli/plugin-insights-common';
import { AnswerSentence, formatCounted } from '@mli/plugin-ml-platform-react';
import { useCallback } from 'react';
import { AdoptionQuery, ScopeUnit } from '../../api/InsightsApi';
import { countByGroup } from '../../model/adoptionStatus';
import { useNeeds } from '../../query/adoptionQueries';
import { useInsightsScope, useOfferings, useTitles } from '../../query/queries';
import { DownloadAdoption } from '../DownloadCsv/DownloadAdoption';
import { ViewSwitch } from '../ViewSwitch/ViewSwitch';
import styles from './AdoptionPage.module.css';
import { AdoptionRows } from './AdoptionRows';
import { OnboardingRequests } from '../AdoptionWork/OnboardingRequests';
import { MatrixView } from './MatrixView';
import { TrendView } from './TrendView';

const VIEWS = [
  { id: 'list', label: 'Who needs somebody' },
  { id: 'matrix', label: 'Matrix' },
  { id: 'trend', label: 'Trend' },
  { id: 'requests', label: 'Asked to start' },
] as const;

const NO_STAGES: readonly string[] = [];

export interface AdoptionViewsProps {
  rows: readonly AdoptionRow[];
  query: AdoptionQuery;
  units: readonly ScopeUnit[] | undefined;
}

function sentence(
  rows: readonly AdoptionRow[],
  needs: readonly AdoptionNeed[] | undefined,
): string {
  const counts = countByGroup(rows);
  const teams = new Set(rows.map(row => row.team)).size;
  const offerings = new Set(rows.map(row => row.offering)).size;
  const own = needs?.filter(({ mayAct }) => mayAct) ?? [];
  // The list below begins with those, where some are of the reader's own offerings.
  const hasOwn = own.length > 0 && own.length < (needs?.length ?? 0);
  const count = hasOwn ? own.length : (needs?.length ?? 0);
  const place = `${formatCounted(count, 'place')}${hasOwn ? ' of your offerings' : ''} ${count === 1 ? 'needs' : 'need'} somebody; `;
  const need = count === 0 ? 'Nobody needs somebody right now; ' : place;
  return `${needs === undefined ? '' : need}${counts['in-use']} in use and ${counts.starting} starting, over ${formatCounted(
    teams,
    'team',
  )} and ${formatCounted(offerings, 'offering')}.`;
}

export function AdoptionViews({ rows, query, units }: AdoptionViewsProps) {
  const offerings = useOfferings().data;
  const title = useTitles();
  const needs = useNeeds({ team: query.team });
  const departmentOf = useCallback(
    (team: string) => {
      const parent = units?.find(unit => unit.ref === team)?.parent;
      return parent ? title(parent) : 'Other teams';
    },
    [units, title],
  );
  const stageOf = useCallback(
    (offering: string) => offerings?.get(offering)?.stages[0] ?? '',
    [offerings],
  );
  const stages = useInsightsScope().data?.stages ?? NO_STAGES;
  return (
    <>
      <AnswerSentence note="A place is one team with one offering; only teams an offering is meant for are counted.">
        {sentence(rows, needs.data)}
      </AnswerSentence>
      <ViewSwitch
        parameter="view"
        label="View"
        options={VIEWS}
        end={<DownloadAdoption query={query} fileName="adoption.csv" />}
      >
        {view => {
          switch (view) {
            case 'matrix':
              return (
                <MatrixView
                  rows={rows}
                  title={title}
                  departmentOf={departmentOf}
                  stageOf={stageOf}
                  stages={stages}
                />
              );
            case 'trend':
              return <TrendView team={query.team} stages={stages} />;
            case 'requests':
              return (
                <OnboardingRequests
                  query={{ team: query.team }}
                  title={title}
                />
              );
            default:
              return (
                <div className={styles.stack}>
                  <AdoptionRows rows={rows} query={query} title={title} />
                </div>
              );
          }
        }}
      </ViewSwitch>
    </>
  );
}
