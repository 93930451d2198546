import { OrganisationUnit } from '../organisation/types';
import { SourceGrant } from './OfferingTelemetry';

const DEEPEST_ORGANISATION = 64;

/**
 * A source without a list, or one nobody configured, is granted to every provider. A group on the list stands for
 * itself and everything below it.
 */
export function sourceGrants(
  grantedTo: ReadonlyMap<string, readonly string[]>,
  units: ReadonlyMap<string, OrganisationUnit>,
): SourceGrant {
  return (sourceName, owner) => {
    const groups = grantedTo.get(sourceName);
    if (groups === undefined) {
      return true;
    }
    let unit = owner;
    // bounded, because a catalog can hold a circle of parents
    for (
      let depth = 0;
      unit !== undefined && depth < DEEPEST_ORGANISATION;
      depth++
    ) {
      if (groups.includes(unit)) {
        return true;
      }
      unit = units.get(unit)?.parent;
    }
    return false;
  };
}
