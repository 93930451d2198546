import { DeclaredState, DeclineReason } from '@mli/plugin-insights-common';
import { Day } from '../metrics/windows';

/** What a team says about an offering on a day, in its catalog file and in the portal. */
export interface Said {
  readonly declared: DeclaredState;
  readonly by?: 'catalog' | 'portal';
  /** Since when what holds was said. */
  readonly since?: Day;
  /** Said in the portal, and overruled by the catalog file that says something else. */
  readonly portalSays?: DeclaredState;
  readonly reason?: DeclineReason;
  readonly notRelevant?: 'claimed' | 'confirmed' | 'refused';
}

export interface PortalSaid {
  readonly state: DeclaredState;
  readonly on: Day;
  readonly reason?: DeclineReason;
  /** The provider's answer to 'not relevant'. */
  readonly confirmed?: boolean;
}

export interface CatalogSaid {
  readonly state: DeclaredState;
  readonly on: Day;
}

const NOTHING: Said = { declared: 'none' };

/** The catalog file wins where it says anything; the portal holds otherwise. */
export function whatHolds(
  catalog: CatalogSaid | undefined,
  portal: PortalSaid | undefined,
): Said {
  if (catalog) {
    return {
      declared: catalog.state,
      by: 'catalog',
      since: catalog.on,
      ...(portal && portal.state !== catalog.state
        ? { portalSays: portal.state }
        : {}),
    };
  }
  if (!portal || portal.state === 'none') {
    return NOTHING;
  }
  return {
    declared: portal.state,
    by: 'portal',
    since: portal.on,
    ...(portal.reason ? { reason: portal.reason } : {}),
    ...(portal.reason === 'not-relevant'
      ? { notRelevant: relevance(portal.confirmed) }
      : {}),
  };
}

function relevance(confirmed: boolean | undefined): Said['notRelevant'] {
  if (confirmed === undefined) {
    return 'claimed';
  }
  return confirmed ? 'confirmed' : 'refused';
}
