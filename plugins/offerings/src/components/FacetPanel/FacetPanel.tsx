import { Select } from '@backstage/ui';
import { formatCount } from '@mli/plugin-ml-platform-react';
import {
  countFacet,
  DirectoryFilter,
  Facet,
} from '../../model/directoryFilter';
import { OfferingSummary } from '../../model/offering';
import styles from './FacetPanel.module.css';

const SHOWN: ReadonlyArray<[facet: Facet, label: string, any: string]> = [
  ['type', 'Type', 'Any type'],
  ['lifecycle', 'Lifecycle', 'Any lifecycle'],
  ['provider', 'Provider', 'Any provider'],
];

export interface FacetPanelProps {
  offerings: readonly OfferingSummary[];
  filter: DirectoryFilter;
  onChange: (facet: Facet, values: string[]) => void;
}

/** Ways to narrow the list, each value with the number of offerings it would leave. */
export function FacetPanel(props: FacetPanelProps) {
  const { offerings, filter, onChange } = props;
  return (
    <div className={styles.panel} role="group" aria-label="Narrow the list">
      {SHOWN.map(([facet, label, any]) => {
        const counts = [...countFacet(offerings, filter, facet)].sort(
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
