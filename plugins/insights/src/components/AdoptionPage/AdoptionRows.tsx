import type { AdoptionRow } from '@mli/plugin-insights-common';
import {
  adoptionGroup,
  EmptyState,
  SectionCard,
} from '@mli/plugin-ml-platform-react';
import { useMemo } from 'react';
import { ADOPTION_GROUPS, countNeeds, Need } from '../../model/adoptionStatus';
import { AdoptionList } from '../AdoptionList/AdoptionList';
import { NeedsList } from '../AdoptionList/NeedsList';
import { ViewSwitch } from '../ViewSwitch/ViewSwitch';

export interface AdoptionRowsProps {
  rows: readonly AdoptionRow[];
  needs: readonly Need[];
  title: (ref: string) => string;
}

const NEEDS = 'needs';

/** First who needs somebody; the other groups one press away. */
export function AdoptionRows({ rows, needs, title }: AdoptionRowsProps) {
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
    { id: NEEDS, label: `Who needs somebody (${countNeeds(needs)})` },
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
          <NeedsCard needs={needs} title={title} />
        );
      }}
    </ViewSwitch>
  );
}

function NeedsCard({ needs, title }: Omit<AdoptionRowsProps, 'rows'>) {
  return (
    <SectionCard flush title="Who needs somebody">
      {needs.length === 0 ? (
        <EmptyState title="Nobody needs somebody">
          What teams say and what their runs show agree.
        </EmptyState>
      ) : (
        <NeedsList needs={needs} title={title} />
      )}
    </SectionCard>
  );
}

interface GroupCardProps extends Omit<AdoptionRowsProps, 'needs'> {
  label: string;
}

function GroupCard({ label, rows, title }: GroupCardProps) {
  return (
    <SectionCard flush title={label}>
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
