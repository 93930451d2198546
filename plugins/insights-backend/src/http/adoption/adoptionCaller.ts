import {
  BackstageCredentials,
  HttpAuthService,
  PermissionsService,
} from '@backstage/backend-plugin-api';
import {
  insightsAdoptionReadPermission,
  insightsAdoptionWritePermission,
} from '@mli/plugin-insights-common';
import { requirePermission } from '@mli/plugin-ml-platform-node';
import { Request } from 'express';
import {
  AdoptionAccess,
  AdoptionPerson,
} from '../../service/adoption/AdoptionAccess';

export interface AdoptionCallerOptions {
  readonly permissions: PermissionsService;
  readonly access: AdoptionAccess;
}

export const WHO_SEES_ADOPTION =
  'Signed-in members of the organisation can, for the teams and offerings they see in the catalog.';
const WHO_WRITES_ADOPTION =
  'Signed-in members of a team can, for their team or their offering.';

/** Who asks about adoption, or says something about it, once the permission allows it. */
export async function adoptionCaller(
  credentials: BackstageCredentials,
  { permissions, access }: AdoptionCallerOptions,
  what: 'read' | 'write' = 'read',
): Promise<AdoptionPerson> {
  await requirePermission(
    permissions,
    credentials,
    what === 'read'
      ? insightsAdoptionReadPermission
      : insightsAdoptionWritePermission,
    what === 'read' ? WHO_SEES_ADOPTION : WHO_WRITES_ADOPTION,
  );
  return await access.personOf(credentials);
}

/** The same for a request. */
export async function adoptionCallerOf(
  req: Request,
  options: AdoptionCallerOptions & { httpAuth: HttpAuthService },
  what: 'read' | 'write' = 'read',
): Promise<AdoptionPerson> {
  const credentials = await options.httpAuth.credentials(req, {
    allow: ['user', 'service'],
  });
  return await adoptionCaller(credentials, options, what);
}
