import { parseEntityRef } from '@backstage/catalog-model';
import {
  AuthorizeResult,
  Permission,
  PolicyDecision,
} from '@backstage/plugin-permission-common';
import {
  INSIGHTS_PLUGIN_ID,
  INSIGHTS_TEAM_RESOURCE_TYPE,
  IS_TEAM_OR_IN_LINE,
  TeamOrInLineParams,
  insightsAdoptionWritePermission,
  insightsAnnotationCreatePermission,
  insightsAnnotationUpdatePermission,
  insightsIngestPermission,
  insightsSourcesManagePermission,
  insightsStudyRegisterPermission,
  insightsTeamSpeedReadPermission,
} from '@mli/plugin-insights-common';
import {
  catalogEntityCreatePermission,
  catalogEntityRefreshPermission,
  catalogEntityValidatePermission,
  catalogIngestionReadPermission,
  catalogLocationAnalyzePermission,
  catalogLocationCreatePermission,
  catalogLocationReadPermission,
} from '@backstage/plugin-catalog-common/alpha';
import {
  actionExecutePermission,
  RESOURCE_TYPE_SCAFFOLDER_TASK,
  taskCancelPermission,
  taskCreatePermission,
  taskReadPermission,
} from '@backstage/plugin-scaffolder-common/alpha';
import { PlatformConfig } from '@mli/plugin-ml-platform-node';
import {
  offeringsRegistrationWriteAnyPermission,
  offeringsRegistrationWritePermission,
} from '@mli/plugin-offerings-common';
import {
  scorecardsAttestationWritePermission,
  scorecardsCampaignManagePermission,
  scorecardsExemptionDecidePermission,
  scorecardsExemptionRequestPermission,
  scorecardsFactWritePermission,
} from '@mli/plugin-scorecards-common';

export type PolicySettings = Pick<
  PlatformConfig,
  'adminGroups' | 'bridgeGroups' | 'teamSpeed'
>;

/** A signed-in person, as the token says it. */
export interface Person {
  /** Full refs of the person and of the groups the person is directly in. */
  readonly ownershipEntityRefs: readonly string[];
}

type Rule = (person: Person, settings: PolicySettings) => PolicyDecision;

const ALLOW: PolicyDecision = { result: AuthorizeResult.ALLOW };
const DENY: PolicyDecision = { result: AuthorizeResult.DENY };

const everybody: Rule = () => ALLOW;

/** What producers do with tokens that are bound to their sources; a person goes through the command line. */
const servicesOnly: Rule = () => DENY;

const administrators: Rule = (person, { adminGroups }) =>
  isInOneOf(person, adminGroups) ? ALLOW : DENY;

const administratorsAndBridge: Rule = (person, settings) =>
  isInOneOf(person, [...settings.adminGroups, ...settings.bridgeGroups])
    ? ALLOW
    : DENY;

/** The team itself, its line in the organisation, the bridging role (docs/metrics.md, section 4). */
const ownLineAndBridge: Rule = (person, { bridgeGroups, teamSpeed }) => {
  if (teamSpeed === 'open' || isInOneOf(person, bridgeGroups)) {
    return ALLOW;
  }
  const units = person.ownershipEntityRefs.filter(
    ref => parseEntityRef(ref).kind.toLocaleLowerCase('en-US') === 'group',
  );
  if (!units.length) {
    return DENY;
  }
  const params: TeamOrInLineParams = { units };
  return {
    result: AuthorizeResult.CONDITIONAL,
    pluginId: INSIGHTS_PLUGIN_ID,
    resourceType: INSIGHTS_TEAM_RESOURCE_TYPE,
    conditions: {
      rule: IS_TEAM_OR_IN_LINE,
      resourceType: INSIGHTS_TEAM_RESOURCE_TYPE,
      params,
    },
  };
};

/** What a person started from a template: its inputs are nobody else's. */
const ownTasks: Rule = (person, settings) => {
  if (isInOneOf(person, settings.adminGroups)) {
    return ALLOW;
  }
  const createdBy = person.ownershipEntityRefs.filter(
    ref => parseEntityRef(ref).kind.toLocaleLowerCase('en-US') === 'user',
  );
  return {
    result: AuthorizeResult.CONDITIONAL,
    pluginId: 'scaffolder',
    resourceType: RESOURCE_TYPE_SCAFFOLDER_TASK,
    conditions: {
      rule: 'IS_TASK_OWNER',
      resourceType: RESOURCE_TYPE_SCAFFOLDER_TASK,
      params: { createdBy },
    },
  };
};

/** The permissions for which the rule of their action (below) is not the right one. */
const RULES: Readonly<Record<string, Rule>> = {
  // An action `update`, but all it does is read the source of an entity again.
  [catalogEntityRefreshPermission.name]: everybody,
  // An action `read`, but they name repositories, files and sources of entities, hidden ones too.
  [catalogIngestionReadPermission.name]: administrators,
  [catalogLocationReadPermission.name]: administrators,
  // A team brings its own catalog-info.yaml; `catalog.rules` keep out of it what says who is who.
  [catalogLocationCreatePermission.name]: everybody,
  // Asked for by the page that imports such a file alone: no back end creates an entity by it.
  [catalogEntityCreatePermission.name]: everybody,
  [catalogLocationAnalyzePermission.name]: everybody,
  [catalogEntityValidatePermission.name]: everybody,
  // Templates come from configured locations only, and so do the actions they take.
  [taskCreatePermission.name]: everybody,
  [actionExecutePermission.name]: everybody,
  [taskReadPermission.name]: ownTasks,
  [taskCancelPermission.name]: ownTasks,
  // For which team or offering is decided by the plugin, which knows who is a member of what.
  [insightsAdoptionWritePermission.name]: everybody,
  // For which unit, the plugin decides by who is a member of what.
  [insightsAnnotationCreatePermission.name]: everybody,
  [insightsAnnotationUpdatePermission.name]: everybody,
  // For which offering, the plugin decides by who provides it.
  [insightsStudyRegisterPermission.name]: everybody,
  [insightsIngestPermission.name]: servicesOnly,
  [insightsSourcesManagePermission.name]: administratorsAndBridge,
  [insightsTeamSpeedReadPermission.name]: ownLineAndBridge,
  [scorecardsFactWritePermission.name]: servicesOnly,
  // Who owns the entity, the check or the scorecard is asked by the scorecards back end.
  [scorecardsAttestationWritePermission.name]: everybody,
  [scorecardsCampaignManagePermission.name]: everybody,
  [scorecardsExemptionDecidePermission.name]: everybody,
  [scorecardsExemptionRequestPermission.name]: everybody,
  // For teams one is a member of; the offerings back end looks whether one is.
  [offeringsRegistrationWritePermission.name]: everybody,
  [offeringsRegistrationWriteAnyPermission.name]: administratorsAndBridge,
};

/**
 * Whether a person holds a permission. Without a rule of its own everybody signed in may read, and the groups
 * that administer the portal may do the rest, so that a plugin added later is closed until somebody opens it.
 *
 * @param person - `undefined` where nobody is signed in
 */
export function decide(
  permission: Permission,
  person: Person | undefined,
  settings: PolicySettings,
): PolicyDecision {
  if (!person) {
    return DENY;
  }
  const ownRule = Object.hasOwn(RULES, permission.name)
    ? RULES[permission.name]
    : undefined;
  const ruleOfAction =
    permission.attributes.action === 'read' ? everybody : administrators;
  return (ownRule ?? ruleOfAction)(person, settings);
}

function isInOneOf(person: Person, groups: readonly string[]): boolean {
  return person.ownershipEntityRefs.some(ref => groups.includes(ref));
}
