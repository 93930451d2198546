import { Alert } from '@backstage/ui';
import { OfferingDetails } from '../../model/offeringDetails';
import { RefList } from './RefList';

/** Says that an offering is on its way out, and what to use instead. */
export function PhasedOutNotice({ offering }: { offering: OfferingDetails }) {
  if (!offering.isPhasedOut) return null;
  const retired = offering.lifecycle === 'retired';
  return (
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
  );
}
