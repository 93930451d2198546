import { Alert, Link } from '@backstage/ui';
import { entityHref, nameOfRef } from '@mli/plugin-ml-platform-react';
import { OfferingDetails } from '../../model/offeringDetails';

/** Says that an offering is on its way out, and what to use instead. */
export const PhasedOutNotice = ({ offering }: { offering: OfferingDetails }) => {
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
            Use{' '}
            {offering.replacedBy.map((ref, index) => (
              <span key={ref}>
                {index > 0 && ' or '}
                <Link href={entityHref(ref)}>{nameOfRef(ref)}</Link>
              </span>
            ))}{' '}
            instead.
          </>
        ) : (
          `No replacement is named. Ask ${
            offering.supportChannel ?? offering.providerName ?? 'its provider'
          } before you build on it.`
        )
      }
    />
  );
};
