import {
  BackstageCredentials,
  PermissionsRegistryService,
  PermissionsService,
} from '@backstage/backend-plugin-api';
import {
  AuthorizeResult,
  PermissionCriteria,
} from '@backstage/plugin-permission-common';
import {
  ConditionTransformer,
  createConditionTransformer,
} from '@backstage/plugin-permission-node';
import { insightsTeamSpeedReadPermission } from '@mli/plugin-insights-common';
import { Organisation } from '../core/release/Organisation';
import {
  TeamInLine,
  teamSpeedResourceRef,
  UnitsQuery,
} from '../permissions/teamSpeed';

/** Whose speed the caller may read. */
export interface SpeedView {
  /** False: not even the numbers of the whole company. */
  readonly any: boolean;
  maySee(unit: string): boolean;
}

const NOTHING: SpeedView = { any: false, maySee: () => false };
const EVERYTHING: SpeedView = { any: true, maySee: () => true };

/** Turns the permission to read a team's speed into a question about units (docs/metrics.md, section 4). */
export class TeamSpeedAccess {
  readonly #permissions: PermissionsService;
  readonly #transform: ConditionTransformer<UnitsQuery>;

  constructor(options: {
    permissions: PermissionsService;
    permissionsRegistry: PermissionsRegistryService;
  }) {
    this.#permissions = options.permissions;
    this.#transform = createConditionTransformer(
      options.permissionsRegistry.getPermissionRuleset(teamSpeedResourceRef),
    );
  }

  async viewOf(
    credentials: BackstageCredentials,
    organisation: Organisation,
  ): Promise<SpeedView> {
    const [decision] = await this.#permissions.authorizeConditional(
      [{ permission: insightsTeamSpeedReadPermission }],
      { credentials },
    );
    if (decision?.result === AuthorizeResult.ALLOW) {
      return EVERYTHING;
    }
    if (decision?.result !== AuthorizeResult.CONDITIONAL) {
      return NOTHING;
    }
    const criteria = this.#transform(decision.conditions);
    return {
      any: true,
      maySee: unit =>
        meets(criteria, { ref: unit, line: organisation.lineOf(unit) }),
    };
  }
}

function meets(
  criteria: PermissionCriteria<UnitsQuery>,
  resource: TeamInLine,
): boolean {
  if ('allOf' in criteria) {
    return criteria.allOf.every(part => meets(part, resource));
  }
  if ('anyOf' in criteria) {
    return criteria.anyOf.some(part => meets(part, resource));
  }
  if ('not' in criteria) {
    return !meets(criteria.not, resource);
  }
  return resource.line.some(unit => criteria.units.includes(unit));
}
