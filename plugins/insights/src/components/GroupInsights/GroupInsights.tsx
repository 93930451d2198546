import {
  RELATION_OWNER_OF,
  stringifyEntityRef,
} from '@backstage/catalog-model';
import { useEntity } from '@backstage/plugin-catalog-react';
import { SimulatedDataBanner } from '@mli/plugin-ml-platform-react';
import { useInsightsScope } from '../../query/queries';
import { WhereWeeksGo } from '../Losses';
import styles from './GroupInsights.module.css';
import { ProvidedOfferings } from './ProvidedOfferings';
import { TeamAdoption } from './TeamAdoption';
import { TeamSpeed } from './TeamSpeed';

/** A team's page: how fast it is and what it uses; for a provider, who uses what it provides. */
export function GroupInsights() {
  const { entity } = useEntity();
  const scope = useInsightsScope();
  const ref = stringifyEntityRef(entity);
  const offerings = (entity.relations ?? [])
    .filter(
      ({ type, targetRef }) =>
        type === RELATION_OWNER_OF && targetRef.startsWith('offering:'),
    )
    .map(({ targetRef }) => targetRef);
  return (
    <div className={styles.stack}>
      {offerings.length > 0 ? (
        <ProvidedOfferings offerings={offerings} />
      ) : (
        <>
          <WhereWeeksGo team={ref} />
          <TeamSpeed team={ref} />
          <TeamAdoption team={ref} />
        </>
      )}
      <SimulatedDataBanner simulated={scope.data?.simulated} />
    </div>
  );
}
