import { createApiRef } from '@backstage/frontend-plugin-api';
import type {
  OfferingAdopters,
  OfferingEffect,
} from '@mli/plugin-insights-common';
import { Measurement } from '../model/measurements';
import { OfferingDetails } from '../model/offeringDetails';
import type {
  OfferingChange,
  OfferingSummary,
} from '@mli/plugin-offerings-common';

/** The part of the portal's scope that the directory needs. */
export interface PortalScope {
  /** Steps of the ML workflow, in order. */
  stages: string[];
  simulated: boolean;
  /** Full refs of the customer teams the viewer is in. */
  ownTeams: string[];
}

export interface OfferingsApi {
  listOfferings(): Promise<OfferingSummary[]>;
  /**
   * By full ref of the offering; nothing when the viewer may not read adoption.
   *
   * @param options - `ownTeams`: teams whose own relation to each offering is told with it
   */
  listAdopters(options: {
    ownTeams: readonly string[];
    signal?: AbortSignal;
  }): Promise<Map<string, OfferingAdopters>>;
  /** What finished studies say, the latest answer first; nothing when the viewer may not read adoption. */
  listEffects(options?: { signal?: AbortSignal }): Promise<OfferingEffect[]>;
  /** Everything about some offerings, in the order asked for; those that are not there are left out. */
  getOfferings(refs: readonly string[]): Promise<OfferingDetails[]>;
  /** Full refs of the teams that use an offering, as far as the viewer may see; none when that is nothing. */
  listUsers(
    offering: string,
    options?: { signal?: AbortSignal },
  ): Promise<string[]>;
  /** The latest changes of one offering, newest first. */
  listChanges(
    offering: string,
    options?: { signal?: AbortSignal },
  ): Promise<OfferingChange[]>;
  /** The latest facts about an offering; none where the viewer may not read them. */
  listMeasurements(
    offering: string,
    options?: { signal?: AbortSignal },
  ): Promise<Measurement[]>;
  /** When each offering was first seen (ISO 8601), by its full ref. */
  listFirstSeen(options?: {
    signal?: AbortSignal;
  }): Promise<Map<string, string>>;
  /** Whether documentation can be rendered where the back end runs. */
  canRenderDocumentation(options?: { signal?: AbortSignal }): Promise<boolean>;
  getScope(options?: { signal?: AbortSignal }): Promise<PortalScope>;
}

export const offeringsApiRef = createApiRef<OfferingsApi>().with({
  id: 'plugin.offerings.client',
  pluginId: 'offerings',
});
