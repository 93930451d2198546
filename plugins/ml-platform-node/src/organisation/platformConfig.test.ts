import { ConfigReader } from '@backstage/config';
import { JsonObject } from '@backstage/types';
import {
  readEnvironment,
  readPlatformConfig,
  readTeamTypes,
  teamRole,
} from './platformConfig';

const read = (mliPlatform?: JsonObject) =>
  readPlatformConfig(new ConfigReader(mliPlatform ? { mliPlatform } : {}));

describe('readPlatformConfig', () => {
  it('has defaults', () => {
    expect(read()).toEqual({
      teamTypes: {
        customer: new Set(['customer-team']),
        provider: new Set(['provider-team']),
      },
      bridgeGroups: [],
      adminGroups: [],
      teamSpeed: 'own-line',
      environment: 'development',
    });
  });

  it('takes one type or several, and short refs', () => {
    expect(
      read({
        teamTypes: {
          customer: 'Product-Team',
          provider: ['infra', 'platform'],
        },
        bridgeGroups: ['mli-leads'],
        adminGroups: ['group:ops/Portal-Admins'],
        teamSpeed: 'open',
        environment: 'production',
      }),
    ).toEqual({
      teamTypes: {
        customer: new Set(['product-team']),
        provider: new Set(['infra', 'platform']),
      },
      bridgeGroups: ['group:default/mli-leads'],
      adminGroups: ['group:ops/portal-admins'],
      teamSpeed: 'open',
      environment: 'production',
    });
  });

  it.each([
    [
      { adminGroups: ['user:default/jane'] },
      "'mliPlatform.adminGroups' has 'user:default/jane', which is not the ref of a Group",
    ],
    [{ bridgeGroups: [':'] }, "'mliPlatform.bridgeGroups' has ':'"],
    [{ teamSpeed: 'closed' }, 'must be one of: own-line, open'],
    [{ environment: 'prod' }, 'must be one of: development, production'],
    [{ teamTypes: { customer: [] } }, "'mliPlatform.teamTypes.customer' must"],
    [
      { teamTypes: { customer: 'team', provider: 'team' } },
      "The Group type 'team' stands in mliPlatform.teamTypes.customer and in",
    ],
  ])('stops the start at %j', (config, message) => {
    expect(() => read(config)).toThrow(message);
  });
});

describe('readEnvironment', () => {
  it.each([
    [undefined, undefined, 'development'],
    [undefined, 'test', 'development'],
    [undefined, 'production', 'production'],
    ['development', 'production', 'production'],
    ['production', 'development', 'production'],
  ])('configured %s, process %s: %s', (environment, node, expected) => {
    const config = new ConfigReader({ mliPlatform: { environment } });
    expect(readEnvironment(config, node)).toBe(expected);
  });
});

describe('teamRole', () => {
  const types = readTeamTypes(new ConfigReader({}));

  it.each([
    ['customer-team', 'customer'],
    ['Provider-Team', 'provider'],
    ['department', undefined],
    [undefined, undefined],
  ])('%s is %s', (type, role) => {
    expect(teamRole(types, type)).toBe(role);
  });
});
