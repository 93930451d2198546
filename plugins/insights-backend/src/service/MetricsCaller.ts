import { BackstageCredentials } from '@backstage/backend-plugin-api';
import { VisibleEntities, VisibleRefs } from '@mli/plugin-ml-platform-node';
import { Organisation } from '../core/release/Organisation';
import { SpeedView, TeamSpeedAccess } from './TeamSpeedAccess';

/** What the caller may see in the catalog, and whose speed. */
export interface MetricsCaller {
  readonly visibleUnits: VisibleRefs;
  readonly visibleOfferings: VisibleRefs;
  speedIn(organisation: Organisation): Promise<SpeedView>;
}

export async function metricsCallerOf(
  credentials: BackstageCredentials,
  options: { visible: VisibleEntities; access: TeamSpeedAccess },
): Promise<MetricsCaller> {
  const [visibleUnits, visibleOfferings] = await Promise.all([
    options.visible.visibleRefs(credentials, 'Group'),
    options.visible.visibleRefs(credentials, 'Offering'),
  ]);
  return {
    visibleUnits,
    visibleOfferings,
    speedIn: organisation => options.access.viewOf(credentials, organisation),
  };
}
