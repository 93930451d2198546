import type { OfferingAdopters } from '@mli/plugin-insights-common';
import { formatCounted } from '@mli/plugin-ml-platform-react';

/** `14 of 22 teams use it, 2 stopped` */
export function adoptersText(adopters: OfferingAdopters): string {
  const { inUse, eligible, stopped, cannotTell } = adopters;
  if (eligible === 0) return 'no team is eligible';
  if (cannotTell === eligible) return 'its use cannot be told';
  const teams = formatCounted(eligible, 'team');
  const verb = inUse === 1 ? 'uses' : 'use';
  const left = stopped > 0 ? `, ${stopped} stopped` : '';
  return `${inUse} of ${teams} ${verb} it${left}`;
}
