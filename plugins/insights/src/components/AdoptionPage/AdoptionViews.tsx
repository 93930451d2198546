import type { AdoptionRow } from '@mli/plugin-insights-common';
import { AnswerSentence, formatCounted } from '@mli/plugin-ml-platform-react';
import { useCallback, useMemo } from 'react';
import { AdoptionQuery, ScopeUnit } from '../../api/InsightsApi';
import {
  countByGroup,
  countNeeds,
  whoNeedsSomebody,
} from '../../model/adoptionStatus';
import { useOfferings, useTitles } from '../../query/queries';
import { DownloadCsv } from '../DownloadCsv/DownloadCsv';
import { ViewSwitch } from '../ViewSwitch/ViewSwitch';
import styles from './AdoptionPage.module.css';
import { AdoptionRows } from './AdoptionRows';
import { MatrixView } from './MatrixView';

const VIEWS = [
  { id: 'list', label: 'List' },
  { id: 'matrix', label: 'Matrix' },
] as const;

export interface AdoptionViewsProps {
  rows: readonly AdoptionRow[];
  query: AdoptionQuery;
  units: readonly ScopeUnit[] | undefined;
}

function sentence(rows: readonly AdoptionRow[], needs: number): string {
  const counts = countByGroup(rows);
  const teams = new Set(rows.map(row => row.team)).size;
  const offerings = new Set(rows.map(row => row.offering)).size;
  const need =
    needs === 0
      ? 'Nobody needs somebody right now'
      : `${formatCounted(needs, 'place')} ${needs === 1 ? 'needs' : 'need'} somebody`;
  return `${need}; ${counts['in-use']} in use and ${counts.starting} starting, over ${formatCounted(
    teams,
    'team',
  )} and ${formatCounted(offerings, 'offering')}.`;
}

export function AdoptionViews({ rows, query, units }: AdoptionViewsProps) {
  const offerings = useOfferings().data;
  const title = useTitles();
  const needs = useMemo(
    () => whoNeedsSomebody(rows, ref => !!offerings?.get(ref)?.isPhasedOut),
    [rows, offerings],
  );
  const departmentOf = useCallback(
    (team: string) => {
      const parent = units?.find(unit => unit.ref === team)?.parent;
      return parent ? title(parent) : 'Other teams';
    },
    [units, title],
  );
  return (
    <>
      <AnswerSentence note="A place is one team with one offering; only teams an offering is meant for are counted.">
        {sentence(rows, countNeeds(needs))}
      </AnswerSentence>
      <ViewSwitch
        parameter="view"
        label="View"
        options={VIEWS}
        end={<DownloadCsv query={query} fileName="adoption.csv" />}
      >
        {view =>
          view === 'matrix' ? (
            <MatrixView rows={rows} title={title} departmentOf={departmentOf} />
          ) : (
            <div className={styles.stack}>
              <AdoptionRows rows={rows} needs={needs} title={title} />
            </div>
          )
        }
      </ViewSwitch>
    </>
  );
}
