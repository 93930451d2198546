import { PermissionsRegistryService } from '@backstage/backend-plugin-api';
import {
  createConditionExports,
  createPermissionResourceRef,
  createPermissionRule,
} from '@backstage/plugin-permission-node';
import {
  INSIGHTS_PLUGIN_ID,
  INSIGHTS_TEAM_RESOURCE_TYPE,
  IS_TEAM_OR_IN_LINE,
} from '@mli/plugin-insights-common';
import { z } from 'zod';
import { Organisation } from '../core/release/Organisation';
import { OrganisationReader } from '../store/metrics/OrganisationReader';

/** A unit with its line: itself, its parent, and so on to the top. */
export interface TeamInLine {
  readonly ref: string;
  readonly line: readonly string[];
}

/** Units whose own speed, and that of everything below them, may be read. */
export interface UnitsQuery {
  readonly units: readonly string[];
}

export const teamSpeedResourceRef = createPermissionResourceRef<
  TeamInLine,
  UnitsQuery
>().with({
  pluginId: INSIGHTS_PLUGIN_ID,
  resourceType: INSIGHTS_TEAM_RESOURCE_TYPE,
});

export const isTeamOrInLine = createPermissionRule({
  name: IS_TEAM_OR_IN_LINE,
  description: 'The unit is one of those named, or below one of them',
  resourceRef: teamSpeedResourceRef,
  paramsSchema: z.object({
    units: z
      .array(z.string())
      .describe('full, lower-case refs of Groups, usually the caller’s own'),
  }),
  apply: (resource, { units }) =>
    resource.line.some(unit => units.includes(unit)),
  toQuery: ({ units }) => ({ units }),
});

export const {
  conditions: teamSpeedConditions,
  createConditionalDecision: createTeamSpeedDecision,
} = createConditionExports({
  resourceRef: teamSpeedResourceRef,
  rules: { isTeamOrInLine },
});

/** Makes the resource type known (its permission is registered with the plugin's others), so that a policy may decide about it by condition. */
export function registerTeamSpeed(
  permissionsRegistry: PermissionsRegistryService,
  organisations: OrganisationReader,
): void {
  permissionsRegistry.addResourceType({
    resourceRef: teamSpeedResourceRef,
    rules: [isTeamOrInLine],
    getResources: async refs => {
      const { units } = await organisations.organisation();
      const organisation = new Organisation(units);
      return refs.map(ref =>
        organisation.unit(ref)
          ? { ref, line: organisation.lineOf(ref) }
          : undefined,
      );
    },
  });
}
