import { createApiRef } from '@backstage/frontend-plugin-api';
import { OfferingSummary } from '../model/offering';

/** How many teams stand where with one offering, over the eligible teams the viewer may see. */
export interface OfferingAdopters {
  inUse: number;
  eligible: number;
  stopped: number;
}

export interface OfferingsApi {
  listOfferings(): Promise<OfferingSummary[]>;
  /** By full ref of the offering; undefined when the viewer may not read adoption. */
  countAdopters(options?: {
    signal?: AbortSignal;
  }): Promise<Map<string, OfferingAdopters> | undefined>;
}

export const offeringsApiRef = createApiRef<OfferingsApi>().with({
  id: 'plugin.offerings.client',
  pluginId: 'offerings',
});
