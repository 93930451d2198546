import { createPermission } from '@backstage/plugin-permission-common';

/** Read results, levels and definitions, of the entities the caller may see. */
export const scorecardsResultReadPermission = createPermission({
  name: 'scorecards.result.read',
  attributes: { action: 'read' },
});

/** Push facts, of the ids bound to the caller. */
export const scorecardsFactWritePermission = createPermission({
  name: 'scorecards.fact.write',
  attributes: { action: 'update' },
});

/** Try a definition on the facts as they are, without storing anything. */
export const scorecardsDefinitionDryRunPermission = createPermission({
  name: 'scorecards.definition.dry-run',
  attributes: { action: 'read' },
});

export const scorecardsPermissions = [
  scorecardsResultReadPermission,
  scorecardsFactWritePermission,
  scorecardsDefinitionDryRunPermission,
];
