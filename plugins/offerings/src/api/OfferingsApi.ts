import { createApiRef } from '@backstage/frontend-plugin-api';
import { OfferingSummary } from '../model/offering';

/** How many teams stand where with one offering, over the eligible teams the viewer may see. */
export interface OfferingAdopters {
  inUse: number;
  eligible: number;
  stopped: number;
  /** Teams of which it cannot be told; for an offering without matchers, all of them. */
  cannotTell: number;
}

/** The part of the portal's scope that the directory needs. */
export interface PortalScope {
  /** Steps of the ML workflow, in order. */
  stages: string[];
  simulated: boolean;
}

export interface OfferingsApi {
  listOfferings(): Promise<OfferingSummary[]>;
  /** By full ref of the offering; nothing when the viewer may not read adoption. */
  countAdopters(options?: {
    signal?: AbortSignal;
  }): Promise<Map<string, OfferingAdopters>>;
  getScope(options?: { signal?: AbortSignal }): Promise<PortalScope>;
}

export const offeringsApiRef = createApiRef<OfferingsApi>().with({
  id: 'plugin.offerings.client',
  pluginId: 'offerings',
});
