import { ToggleButton, ToggleButtonGroup } from '@backstage/ui';
import type { AdoptionRow } from '@mli/plugin-insights-common';
import {
  adoptionGroup,
  EmptyState,
  SectionCard,
} from '@mli/plugin-ml-platform-react';
import { useMemo } from 'react';
import { useSearchParams } from 'react-router-dom';
import { ADOPTION_GROUPS } from '../../model/adoptionStatus';
import { AdoptionList } from '../AdoptionList/AdoptionList';
import styles from './AdoptionPage.module.css';

export interface AdoptionRowsProps {
  rows: readonly AdoptionRow[];
  /** Rows where somebody should do something, most urgent first. */
  needs: readonly AdoptionRow[];
  teamTitle: (ref: string) => string;
}

const NEEDS = 'needs';

/** First who needs somebody; the other groups one press away. */
export const AdoptionRows = ({ rows, needs, teamTitle }: AdoptionRowsProps) => {
  const [search, setSearch] = useSearchParams();
  const lists = useMemo(
    () => [
      { id: NEEDS, label: 'Who needs somebody', rows: needs },
      ...ADOPTION_GROUPS.map(({ group, label }) => ({
        id: group as string,
        label,
        rows: rows.filter(
          row => row.eligible && adoptionGroup(row.status) === group,
        ),
      })),
    ],
    [rows, needs],
  );
  const shown = lists.find(({ id }) => id === search.get('group')) ?? lists[0];
  if (!shown) return null;
  return (
    <>
      <ToggleButtonGroup
        className={styles.groups}
        aria-label="Which rows"
        selectionMode="single"
        disallowEmptySelection
        selectedKeys={[shown.id]}
        onSelectionChange={keys => {
          const next = new URLSearchParams(search);
          next.set('group', String([...keys][0]));
          setSearch(next);
        }}
      >
        {lists.map(list => (
          <ToggleButton key={list.id} id={list.id}>
            {`${list.label} (${list.rows.length})`}
          </ToggleButton>
        ))}
      </ToggleButtonGroup>
      <SectionCard flush title={shown.label}>
        {shown.rows.length === 0 ? (
          <EmptyState
            title={
              shown.id === NEEDS ? 'Nobody needs somebody' : 'No rows here'
            }
          >
            {shown.id === NEEDS
              ? 'What teams say and what their runs show agree.'
              : 'No eligible team stands here with any offering.'}
          </EmptyState>
        ) : (
          <AdoptionList
            label={shown.label}
            rows={shown.rows}
            teamTitle={teamTitle}
          />
        )}
      </SectionCard>
    </>
  );
};
