import { SearchField, Select } from '@backstage/ui';
import { useMemo } from 'react';
import { OfferingAdopters } from '../../api/OfferingsApi';
import {
  countFacet,
  filterOfferings,
  isFiltered,
  SORTS,
} from '../../model/directoryFilter';
import { OfferingSummary } from '../../model/offering';
import { countStages, stagesInOrder } from '../../model/stages';
import { FacetPanel } from '../FacetPanel/FacetPanel';
import { StageStrip } from '../StageStrip/StageStrip';
import styles from './DirectoryPage.module.css';
import { DirectoryResults } from './DirectoryResults';
import { useDirectoryFilter } from './useDirectoryFilter';

const SORT_LABELS: Record<(typeof SORTS)[number], string> = {
  name: 'By name',
  adopters: 'Most adopting teams first',
};

export interface DirectoryProps {
  offerings: readonly OfferingSummary[];
  adopters?: ReadonlyMap<string, OfferingAdopters>;
  /** The numbers of teams could not be had; the rest of the page stands without them. */
  adoptersMissing: boolean;
  /** Configured steps of the workflow; until they are known, those the offerings name. */
  stages?: readonly string[];
}

export function Directory(props: DirectoryProps) {
  const { offerings, adopters, adoptersMissing, stages } = props;
  const { filter, setQuery, setFacet, setSort, clear } = useDirectoryFilter();
  const inUse = useMemo(
    () => new Map([...(adopters ?? [])].map(([ref, a]) => [ref, a.inUse])),
    [adopters],
  );
  const shown = useMemo(
    () => filterOfferings(offerings, filter, inUse),
    [offerings, filter, inUse],
  );
  const stageCounts = useMemo(
    () => countFacet(offerings, filter, 'stage'),
    [offerings, filter],
  );
  const stageTotals = useMemo(() => countStages(offerings), [offerings]);
  const chosen = filter.facets.stage;
  const toggleStage = (stage: string) =>
    setFacet(
      'stage',
      chosen.includes(stage)
        ? chosen.filter(other => other !== stage)
        : [...chosen, stage],
    );

  return (
    <>
      <div className={styles.search}>
        <SearchField
          size="medium"
          label="Find what helps"
          placeholder="A problem, a name, a stage, a team"
          value={filter.q}
          onChange={setQuery}
        />
        <Select
          aria-label="Order"
          className={styles.sort}
          size="medium"
          options={SORTS.map(id => ({ id, label: SORT_LABELS[id] }))}
          value={filter.sort}
          onChange={key => setSort(SORTS.find(id => id === key) ?? 'name')}
        />
      </div>
      <StageStrip
        stages={stagesInOrder(stages, offerings)}
        counts={stageCounts}
        totals={stageTotals}
        selected={chosen}
        onToggle={toggleStage}
      />
      <FacetPanel offerings={offerings} filter={filter} onChange={setFacet} />
      <DirectoryResults
        shown={shown}
        total={offerings.length}
        isFiltered={isFiltered(filter)}
        adopters={adopters}
        adoptersMissing={adoptersMissing}
        onClear={clear}
      />
    </>
  );
}
