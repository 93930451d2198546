import { createPermission } from '@backstage/plugin-permission-common';

/** Send events, or import runs, into the sources bound to the caller. */
export const insightsIngestPermission = createPermission({
  name: 'insights.ingest',
  attributes: { action: 'create' },
});

/** Read adoption of offerings by the teams the caller may see. */
export const insightsAdoptionReadPermission = createPermission({
  name: 'insights.adoption.read',
  attributes: { action: 'read' },
});

/**
 * Say what a team does with an offering, ask for help, answer for an offering. For whom one may do so depends on
 * membership: the team's own members, the provider's own members, MLI leads.
 */
export const insightsAdoptionWritePermission = createPermission({
  name: 'insights.adoption.write',
  attributes: { action: 'update' },
});

/**
 * Register and extend studies, and draw rollouts. For which offering depends on membership: the members of its
 * provider, MLI leads.
 */
export const insightsStudyRegisterPermission = createPermission({
  name: 'insights.study.register',
  attributes: { action: 'create' },
});

export const INSIGHTS_TEAM_RESOURCE_TYPE = 'insights-team';

/**
 * Read how fast a team is. Conditional: the team itself, its line in the organisation, the bridging role
 * (docs/metrics.md, section 4). Resource refs are refs of Groups.
 */
export const insightsTeamSpeedReadPermission = createPermission({
  name: 'insights.team-speed.read',
  attributes: { action: 'read' },
  resourceType: INSIGHTS_TEAM_RESOURCE_TYPE,
});

/** See sources and quarantine, and re-drive what was refused. */
export const insightsSourcesManagePermission = createPermission({
  name: 'insights.sources.manage',
  attributes: { action: 'update' },
});

/** Say what happened in a period, or that a number is wrong; members of the unit and the bridging role. */
export const insightsAnnotationCreatePermission = createPermission({
  name: 'insights.annotation.create',
  attributes: { action: 'create' },
});

/** Answer and withdraw what was said; the owner of it, who said it, and the bridging role. */
export const insightsAnnotationUpdatePermission = createPermission({
  name: 'insights.annotation.update',
  attributes: { action: 'update' },
});

export const insightsPermissions = [
  insightsAnnotationCreatePermission,
  insightsAnnotationUpdatePermission,
  insightsIngestPermission,
  insightsAdoptionReadPermission,
  insightsAdoptionWritePermission,
  insightsTeamSpeedReadPermission,
  insightsSourcesManagePermission,
  insightsStudyRegisterPermission,
];

/** The plugin whose rule decides about the resource type above; a policy names it in a conditional decision. */
export const INSIGHTS_PLUGIN_ID = 'insights';

/**
 * The rule of `insights-team`: the unit is one of `units`, or below one of them in the organisation. A policy
 * gives the caller's own groups as `units`.
 */
export const IS_TEAM_OR_IN_LINE = 'IS_TEAM_OR_IN_LINE';

/** Parameters of the rule `IS_TEAM_OR_IN_LINE`: full, lower-case refs of Groups. */
export type TeamOrInLineParams = { units: string[] };
