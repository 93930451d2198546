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

/** Ask for an exemption, or take the request back; the service asks for membership of the owning team besides. */
export const scorecardsExemptionRequestPermission = createPermission({
  name: 'scorecards.exemption.request',
  attributes: { action: 'create' },
});

/** Decide on exemptions; the service asks for membership of the group that owns the check besides. */
export const scorecardsExemptionDecidePermission = createPermission({
  name: 'scorecards.exemption.decide',
  attributes: { action: 'update' },
});

/** Attest something about an entity; the service asks for membership of the owning team besides. */
export const scorecardsAttestationWritePermission = createPermission({
  name: 'scorecards.attestation.write',
  attributes: { action: 'update' },
});

/** Start and cancel campaigns; the service asks for membership of the group that owns the scorecard besides. */
export const scorecardsCampaignManagePermission = createPermission({
  name: 'scorecards.campaign.manage',
  attributes: { action: 'update' },
});

/** Decide and manage in place of the groups that own checks and scorecards. */
export const scorecardsAdministerPermission = createPermission({
  name: 'scorecards.administer',
  attributes: { action: 'update' },
});

export const scorecardsPermissions = [
  scorecardsResultReadPermission,
  scorecardsFactWritePermission,
  scorecardsDefinitionDryRunPermission,
  scorecardsExemptionRequestPermission,
  scorecardsExemptionDecidePermission,
  scorecardsAttestationWritePermission,
  scorecardsCampaignManagePermission,
  scorecardsAdministerPermission,
];
