import type { AdoptionRow } from '@mli/plugin-insights-common';
import {
  adoptionGroup,
  EmptyState,
  SectionCard,
} from '@mli/plugin-ml-platform-react';
import { useMemo } from 'react';
import { AdoptionQuery } from '../../api/InsightsApi';
import { ADOPTION_GROUPS } from '../../model/adoptionStatus';
import { AdoptionList } from '../AdoptionList/AdoptionList';
import { NeedsView } from '../AdoptionWork/NeedsView';
import { ViewSwitch } from '../ViewSwitch/ViewSwitch';

export interface AdoptionRowsProps {
  rows: readonly AdoptionRow[];
  query: AdoptionQuery;
  title: (ref: string) => string;
}

const NEEDS = 'needs';

/** First who needs somebody; the other groups one press away. */
export function AdoptionRows({ rows, query, title }: AdoptionRowsProps) {
  const groups = useMemo(
    () =>
      ADOPTION_GROUPS.map(({ group, label }) => ({
        group,
        label,
        rows: rows.filter(
          row => row.eligible && adoptionGroup(row.status) === group,
        ),
      })),
    [rows],
  );
  const options = [
    { id: NEEDS, label: 'Most urgent first' },
    ...groups.map(({ group, label, rows: { length } }) => ({
      id: group,
      label: `${label} (${length})`,
    })),
  ];
  return (
    <ViewSwitch parameter="group" label="Which rows" options={options}>
      {chosen => {
        const shown = groups.find(({ group }) => group === chosen);
        return shown ? (
          <GroupCard label={shown.label} rows={shown.rows} title={title} />
        ) : (
          <NeedsView query={{ team: query.team }} title={title} />
        );
      }}
    </ViewSwitch>
  );
}

interface GroupCardProps extends Omit<AdoptionRowsProps, 'query'> {
  label: string;
}

function GroupCard({ label, rows, title }: GroupCardProps) {
  return (
    <SectionCard flush={rows.length > 0} title={label}>
      {rows.length === 0 ? (
        <EmptyState title="No rows here">
          No team stands here with an offering that is meant for it.
        </EmptyState>
      ) : (
        <AdoptionList
          label={label}
          rows={rows}
          title={title}
          reader="provider"
        />
      )}
    </SectionCard>
  );
}
