import { Alert } from '@backstage/ui';
import { formatCounted } from '@mli/plugin-ml-platform-react';
import { OfferingDetails } from '../../model/offeringDetails';
import { useOfferingUsers } from '../../query/queries';
import styles from './OfferingOverview.module.css';
import { RefList } from './RefList';

/** Says that an offering is on its way out, and what to use instead. */
export function PhasedOutNotice({ offering }: { offering: OfferingDetails }) {
  if (!offering.isPhasedOut) return null;
  const retired = offering.lifecycle === 'retired';
  return (
    <div className={styles.notice}>
      <Alert
        status="warning"
        icon
        title={
          retired
            ? `${offering.title} is switched off`
            : `${offering.title} is being phased out: do not start using it`
        }
        description={
          offering.replacedBy.length > 0 ? (
            <>
              Use <RefList refs={offering.replacedBy} /> instead.
            </>
          ) : (
            `No replacement is named. Ask ${
              offering.supportChannel ?? offering.providerName ?? 'its provider'
            } before you build on it.`
          )
        }
      />
      <Dependents offering={offering} />
    </div>
  );
}

/** Who would notice when it is gone: the teams that use it, and what is built on it. */
function Dependents({ offering }: { offering: OfferingDetails }) {
  const users = useOfferingUsers(offering.ref, true);
  const teams = users.data ?? [];
  if (teams.length === 0 && offering.dependencyOf.length === 0) return null;
  return (
    <p className={styles.text}>
      Still depend on it:{' '}
      {teams.length > 0 && (
        <>
          {formatCounted(teams.length, 'team')} (<RefList refs={teams} />)
        </>
      )}
      {teams.length > 0 && offering.dependencyOf.length > 0 && '; '}
      {offering.dependencyOf.length > 0 && (
        <RefList refs={offering.dependencyOf} />
      )}
      .
    </p>
  );
}
