import { ToggleButton, ToggleButtonGroup } from '@backstage/ui';
import type { AdoptionRow } from '@mli/plugin-insights-common';
import {
  AnswerSentence,
  formatCounted,
  SectionCard,
} from '@mli/plugin-ml-platform-react';
import { useCallback, useMemo } from 'react';
import { useSearchParams } from 'react-router-dom';
import { AdoptionQuery, ScopeUnit } from '../../api/InsightsApi';
import { countByGroup, whoNeedsSomebody } from '../../model/adoptionStatus';
import { unitTitles } from '../../model/refTitles';
import { AdoptionMatrix } from '../AdoptionMatrix/AdoptionMatrix';
import { AdoptionRowDetail } from '../AdoptionRowDetail/AdoptionRowDetail';
import { DownloadCsv } from '../DownloadCsv/DownloadCsv';
import styles from './AdoptionPage.module.css';
import { AdoptionRows } from './AdoptionRows';

const VIEWS = ['list', 'matrix'] as const;
const VIEW_LABELS = { list: 'List', matrix: 'Matrix' };

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

export const AdoptionViews = ({ rows, query, units }: AdoptionViewsProps) => {
  const [search, setSearch] = useSearchParams();
  const view = VIEWS.find(id => id === search.get('view')) ?? 'list';
  const needs = useMemo(() => whoNeedsSomebody(rows), [rows]);
  const title = useMemo(() => unitTitles(units), [units]);
  const order = useCallback(
    (team: string) => {
      const parent = units?.find(unit => unit.ref === team)?.parent;
      return `${parent ? title(parent) : ''} ${title(team)}`;
    },
    [units, title],
  );
  const selected = rows.find(
    row => `${row.team} ${row.offering}` === search.get('cell'),
  );
  const set = (name: string, value: string) => {
    const next = new URLSearchParams(search);
    next.set(name, value);
    setSearch(next);
  };
  return (
    <>
      <AnswerSentence note="Counts are over eligible teams. Who may see a team's speed has no bearing on who may see its adoption.">
        {sentence(rows, needs.length)}
      </AnswerSentence>
      <div className={styles.bar}>
        <ToggleButtonGroup
          aria-label="View"
          selectionMode="single"
          disallowEmptySelection
          selectedKeys={[view]}
          onSelectionChange={keys => {
            const next = VIEWS.find(id => keys.has(id));
            if (next) set('view', next);
          }}
        >
          {VIEWS.map(id => (
            <ToggleButton key={id} id={id}>
              {VIEW_LABELS[id]}
            </ToggleButton>
          ))}
        </ToggleButtonGroup>
        <DownloadCsv query={query} fileName="adoption.csv" />
      </div>
      {view === 'list' ? (
        <AdoptionRows rows={rows} needs={needs} teamTitle={title} />
      ) : (
        <div className={styles.matrix}>
          <SectionCard
            flush
            title="Who uses what"
            description="Below each offering: eligible teams that use it. Press a cell for its evidence."
          >
            <AdoptionMatrix
              rows={rows}
              teamTitle={title}
              teamOrder={order}
              selected={selected}
              onSelect={row => set('cell', `${row.team} ${row.offering}`)}
            />
          </SectionCard>
          <aside aria-label="Evidence" className={styles.panel}>
            <SectionCard title="Evidence">
              <div aria-live="polite">
                {selected ? (
                  <AdoptionRowDetail row={selected} teamTitle={title} />
                ) : (
                  <p className={styles.hint}>
                    Press a cell: here stands what the team says, what its runs
                    show, and by which rule.
                  </p>
                )}
              </div>
            </SectionCard>
          </aside>
        </div>
      )}
    </>
  );
};
