import { SearchField, Select } from '@backstage/ui';
import type { OfferingAdopters } from '@mli/plugin-insights-common';
import { useDeferredValue, useMemo } from 'react';
import { EffectBadge } from '../../model/effects';
import {
  countFacet,
  DirectoryContext,
  filterOfferings,
  OwnUse,
  OwnUses,
  SORTS,
} from '../../model/directoryFilter';
import { OfferingSummary } from '@mli/plugin-offerings-common';
import { countStages, stagesInOrder } from '../../model/stages';
import { CompareTray } from '../Comparison/CompareTray';
import { FacetPanel } from '../FacetPanel/FacetPanel';
import { StageStrip } from '../StageStrip/StageStrip';
import styles from './DirectoryPage.module.css';
import { DirectoryResults } from './DirectoryResults';
import { useDirectoryFilter } from './useDirectoryFilter';

const SORT_LABELS: Record<(typeof SORTS)[number], string> = {
  name: 'By name',
  adopters: 'Most adopting teams first',
  newest: 'Newest first',
};

export interface DirectoryProps {
  offerings: readonly OfferingSummary[];
  adopters?: ReadonlyMap<string, OfferingAdopters>;
  /** What adopting did, where studies were clear about it. */
  badges: ReadonlyMap<string, EffectBadge>;
  /** The numbers of teams could not be had; the rest of the page stands without them. */
  adoptersMissing: boolean;
  /** When each was first seen, by full ref. */
  firstSeen?: ReadonlyMap<string, string>;
  /** Configured steps of the workflow; until they are known, those the offerings name. */
  stages?: readonly string[];
  /** Whether the viewer is in a customer team, and so can ask for what that team uses. */
  hasOwnTeams: boolean;
}

export function Directory(props: DirectoryProps) {
  const { offerings, adopters, adoptersMissing, firstSeen, stages } = props;
  const directory = useDirectoryFilter();
  const { filter } = directory;
  const context = useMemo<DirectoryContext>(
    () => ({
      firstSeen,
      inUse: new Map([...(adopters ?? [])].map(([ref, a]) => [ref, a.inUse])),
      ownUses: adopters && ownUsesOf(adopters),
    }),
    [adopters, firstSeen],
  );
  // Hundreds of cards follow when there is time; what is typed or ticked shows at once.
  const applied = useDeferredValue(directory);
  const shown = useMemo(
    () => filterOfferings(offerings, applied.filter, context),
    [offerings, applied.filter, context],
  );
  const stageCounts = useMemo(
    () => countFacet(offerings, filter, 'stage', context),
    [offerings, filter, context],
  );
  const stageTotals = useMemo(() => countStages(offerings), [offerings]);
  const stageOrder = useMemo(
    () => stagesInOrder(stages, offerings),
    [stages, offerings],
  );

  return (
    <>
      <div className={styles.search}>
        <SearchField
          size="medium"
          label="Find what helps"
          placeholder="A problem, a name, a stage, a team"
          value={filter.q}
          onChange={directory.setQuery}
        />
        <Select
          aria-label="Order"
          className={styles.sort}
          size="medium"
          options={SORTS.map(id => ({ id, label: SORT_LABELS[id] }))}
          value={filter.sort}
          onChange={key =>
            directory.setSort(SORTS.find(id => id === key) ?? 'name')
          }
        />
      </div>
      {filter.view !== 'stages' && (
        <StageStrip
          stages={stageOrder}
          counts={stageCounts}
          totals={stageTotals}
          selected={filter.facets.stage}
          onToggle={stage => directory.toggleFacet('stage', stage)}
        />
      )}
      <FacetPanel
        offerings={offerings}
        filter={filter}
        context={context}
        hasOwnTeams={props.hasOwnTeams}
        onChange={directory.setFacet}
        onOwnChange={directory.setOwn}
      />
      <DirectoryResults
        shown={shown}
        offerings={offerings}
        stages={stageOrder}
        adopters={adopters}
        badges={props.badges}
        adoptersMissing={adoptersMissing}
        directory={applied}
      />
      <CompareTray offerings={offerings} directory={directory} />
    </>
  );
}

function ownUsesOf(adopters: ReadonlyMap<string, OfferingAdopters>): OwnUses {
  const having = (use: OwnUse) =>
    new Set(
      [...adopters.values()]
        .filter(({ ownTeams }) => ownTeams.some(team => team.use === use))
        .map(({ offering }) => offering),
    );
  return { uses: having('uses'), 'could-use': having('could-use') };
}
