import { mockCredentials, mockServices } from '@backstage/backend-test-utils';
import {
  AuthorizeResult,
  createPermission,
} from '@backstage/plugin-permission-common';
import { requirePermission } from './requirePermission';

const permission = createPermission({
  name: 'insights.sources.manage',
  attributes: { action: 'update' },
});
const credentials = mockCredentials.user();

describe('requirePermission', () => {
  it('lets through who holds it', async () => {
    await expect(
      requirePermission(
        mockServices.permissions({ result: AuthorizeResult.ALLOW }),
        credentials,
        permission,
        'Only MLI leads do.',
      ),
    ).resolves.toBeUndefined();
  });

  it('refuses with the permission and who holds it', async () => {
    await expect(
      requirePermission(
        mockServices.permissions({ result: AuthorizeResult.DENY }),
        credentials,
        permission,
        'Only MLI leads do.',
      ),
    ).rejects.toMatchObject({
      name: 'NotAllowedError',
      message:
        'You do not have the permission insights.sources.manage. Only MLI leads do.',
    });
  });
});
