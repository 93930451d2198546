import { Select } from '@backstage/ui';
import { formatCount } from '@mli/plugin-ml-platform-react';
import {
  countFacet,
  countOwn,
  DirectoryContext,
  DirectoryFilter,
  Facet,
  OWN_USES,
  OwnUse,
} from '../../model/directoryFilter';
import { OfferingSummary } from '@mli/plugin-offerings-common';
import styles from './FacetPanel.module.css';

const SHOWN: ReadonlyArray<[facet: Facet, label: string, any: string]> = [
  ['type', 'Type', 'Any type'],
  ['lifecycle', 'Lifecycle', 'Any lifecycle'],
  ['provider', 'Provider', 'Any provider'],
];
const OWN_LABELS: Record<OwnUse, string> = {
  uses: 'My team uses',
  'could-use': 'My team could use',
};
const ANY = 'any';

export interface FacetPanelProps {
  offerings: readonly OfferingSummary[];
  filter: DirectoryFilter;
  context: DirectoryContext;
  hasOwnTeams: boolean;
  onChange: (facet: Facet, values: string[]) => void;
  onOwnChange: (own: OwnUse | undefined) => void;
}

/** Ways to narrow the list, each value with the number of offerings it would leave. */
export function FacetPanel(props: FacetPanelProps) {
  const { offerings, filter, context, onChange } = props;
  return (
    <div className={styles.panel} role="group" aria-label="Narrow the list">
      {(props.hasOwnTeams || filter.own) && <OwnSelect {...props} />}
      {SHOWN.map(([facet, label, any]) => {
        const counts = [...countFacet(offerings, filter, facet, context)].sort(
          ([a], [b]) => a.localeCompare(b),
        );
        if (counts.length === 0) return null;
        return (
          <Select
            key={facet}
            className={styles.facet}
            aria-label={label}
            placeholder={any}
            selectionMode="multiple"
            options={counts.map(([value, count]) => ({
              id: value,
              label: `${value} (${formatCount(count)})`,
            }))}
            value={filter.facets[facet]}
            onChange={values => onChange(facet, values.map(String))}
          />
        );
      })}
    </div>
  );
}

function OwnSelect(props: FacetPanelProps) {
  const { offerings, filter, context, onOwnChange } = props;
  const labelOf = (own: OwnUse) =>
    context.ownUses
      ? `${OWN_LABELS[own]} (${formatCount(countOwn(offerings, filter, own, context))})`
      : OWN_LABELS[own];
  return (
    <Select
      className={styles.facet}
      aria-label="My team"
      options={[
        { id: ANY, label: 'Any team' },
        ...OWN_USES.map(own => ({ id: own, label: labelOf(own) })),
      ]}
      value={filter.own ?? ANY}
      onChange={key => onOwnChange(OWN_USES.find(own => own === key))}
    />
  );
}
