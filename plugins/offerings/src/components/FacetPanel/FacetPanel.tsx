import { Checkbox, CheckboxGroup } from '@backstage/ui';
import { formatCount } from '@mli/plugin-ml-platform-react';
import {
  countFacet,
  DirectoryFilter,
  Facet,
} from '../../model/directoryFilter';
import { OfferingSummary } from '../../model/offering';
import styles from './FacetPanel.module.css';

const SHOWN: ReadonlyArray<[facet: Facet, label: string]> = [
  ['type', 'Type'],
  ['lifecycle', 'Lifecycle'],
  ['provider', 'Provider'],
];

export interface FacetPanelProps {
  offerings: readonly OfferingSummary[];
  filter: DirectoryFilter;
  onChange: (facet: Facet, values: string[]) => void;
}

/** Ways to narrow the list, each with the number of offerings it would leave. */
export const FacetPanel = (props: FacetPanelProps) => {
  const { offerings, filter, onChange } = props;
  return (
    <div className={styles.panel}>
      {SHOWN.map(([facet, label]) => {
        const counts = [...countFacet(offerings, filter, facet)].sort(
          ([a], [b]) => a.localeCompare(b),
        );
        if (counts.length === 0) return null;
        return (
          <CheckboxGroup
            key={facet}
            label={label}
            value={filter.facets[facet]}
            onChange={values => onChange(facet, values)}
          >
            {counts.map(([value, count]) => (
              <Checkbox key={value} value={value}>
                <span className={styles.option}>
                  {value}
                  <span className={styles.count}>{formatCount(count)}</span>
                </span>
              </Checkbox>
            ))}
          </CheckboxGroup>
        );
      })}
    </div>
  );
};
