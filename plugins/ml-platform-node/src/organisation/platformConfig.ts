import { Config } from '@backstage/config';
import { InputError } from '@backstage/errors';
import { parseEntityRef, stringifyEntityRef } from '@backstage/catalog-model';

/** Which `spec.type` of a Group means a customer team, and which a provider team. */
export interface TeamTypes {
  readonly customer: ReadonlySet<string>;
  readonly provider: ReadonlySet<string>;
}

export type TeamRole = 'customer' | 'provider';

export type TeamSpeedVisibility = 'own-line' | 'open';

/** The part of the configuration that every portal plugin shares: `mliPlatform`. */
export interface PlatformConfig {
  readonly teamTypes: TeamTypes;
  /** Full refs of the groups whose members bridge both sides and see every team. */
  readonly bridgeGroups: readonly string[];
  /** Full refs of the groups whose members administer the portal. */
  readonly adminGroups: readonly string[];
  readonly teamSpeed: TeamSpeedVisibility;
  readonly environment: 'development' | 'production';
}

export function readPlatformConfig(config: Config): PlatformConfig {
  return {
    teamTypes: readTeamTypes(config),
    bridgeGroups: readGroupRefs(config, 'mliPlatform.bridgeGroups'),
    adminGroups: readGroupRefs(config, 'mliPlatform.adminGroups'),
    teamSpeed:
      readOneOf(config, 'mliPlatform.teamSpeed', ['own-line', 'open']) ??
      'own-line',
    environment: readEnvironment(config),
  };
}

/**
 * Production when the configuration or the process says so; one of them is enough, so that what is allowed in
 * development only cannot be let in by forgetting the other.
 */
export function readEnvironment(
  config: Config,
  nodeEnvironment = process.env.NODE_ENV,
): PlatformConfig['environment'] {
  const configured = readOneOf(config, 'mliPlatform.environment', [
    'development',
    'production',
  ]);
  return configured === 'production' || nodeEnvironment === 'production'
    ? 'production'
    : 'development';
}

export function readTeamTypes(config: Config): TeamTypes {
  const customer = readTypes(config, 'mliPlatform.teamTypes.customer', [
    'customer-team',
  ]);
  const provider = readTypes(config, 'mliPlatform.teamTypes.provider', [
    'provider-team',
  ]);
  const both = [...customer].filter(type => provider.has(type));
  if (both.length) {
    throw new InputError(
      `The Group type '${both[0]}' stands in mliPlatform.teamTypes.customer and in mliPlatform.teamTypes.provider. ` +
        `A team is one or the other: remove it from one of the lists.`,
    );
  }
  return { customer, provider };
}

/** `undefined`: a unit of the organisation that is neither, such as a department. */
export function teamRole(
  types: TeamTypes,
  groupType: string | undefined,
): TeamRole | undefined {
  const type = groupType?.toLocaleLowerCase('en-US');
  if (type === undefined) {
    return undefined;
  }
  if (types.customer.has(type)) {
    return 'customer';
  }
  return types.provider.has(type) ? 'provider' : undefined;
}

function readTypes(
  config: Config,
  key: string,
  fallback: string[],
): ReadonlySet<string> {
  const values = readStrings(config, key) ?? fallback;
  if (!values.length || values.some(value => !value.trim())) {
    throw new InputError(
      `Configuration '${key}' must name at least one spec.type of a Group, for example [${fallback.join(', ')}].`,
    );
  }
  return new Set(values.map(value => value.trim().toLocaleLowerCase('en-US')));
}

function readGroupRefs(config: Config, key: string): string[] {
  return (readStrings(config, key) ?? []).map(value => {
    let ref;
    try {
      ref = parseEntityRef(value, {
        defaultKind: 'group',
        defaultNamespace: 'default',
      });
    } catch {
      ref = undefined;
    }
    if (ref?.kind.toLocaleLowerCase('en-US') !== 'group') {
      throw new InputError(
        `Configuration '${key}' has '${value}', which is not the ref of a Group. Write it like group:default/mli-leads.`,
      );
    }
    return stringifyEntityRef(ref);
  });
}

function readStrings(config: Config, key: string): string[] | undefined {
  const value = config.getOptional(key);
  return typeof value === 'string'
    ? [value]
    : config.getOptionalStringArray(key);
}

function readOneOf<const T extends string>(
  config: Config,
  key: string,
  allowed: readonly T[],
): T | undefined {
  const value = config.getOptionalString(key);
  const known = allowed.find(candidate => candidate === value);
  if (value !== undefined && known === undefined) {
    throw new InputError(
      `Configuration '${key}' is '${value}'; it must be one of: ${allowed.join(', ')}.`,
    );
  }
  return known;
}
