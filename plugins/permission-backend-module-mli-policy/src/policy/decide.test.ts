import { catalogPermissions } from '@backstage/plugin-catalog-common/alpha';
import {
  AuthorizeResult,
  Permission,
  createPermission,
} from '@backstage/plugin-permission-common';
import { insightsPermissions } from '@mli/plugin-insights-common';
import { scaffolderPermissions } from '@backstage/plugin-scaffolder-common/alpha';
import { offeringsPermissions } from '@mli/plugin-offerings-common';
import { scorecardsPermissions } from '@mli/plugin-scorecards-common';
import { Person, PolicySettings, decide } from './decide';

const PEOPLE = {
  nobody: undefined,
  engineer: {
    ownershipEntityRefs: ['user:default/eli', 'group:default/lanes'],
  },
  groupless: { ownershipEntityRefs: ['user:default/gus'] },
  bridge: {
    ownershipEntityRefs: ['user:default/bea', 'group:default/mli-leads'],
  },
  admin: {
    ownershipEntityRefs: ['user:default/ada', 'group:default/portal-admins'],
  },
} satisfies Record<string, Person | undefined>;
type PersonName = keyof typeof PEOPLE;

const SETTINGS: PolicySettings = {
  adminGroups: ['group:default/portal-admins'],
  bridgeGroups: ['group:default/mli-leads'],
  teamSpeed: 'own-line',
};

const OTHERS: Permission[] = [
  createPermission({
    name: 'later.thing.read',
    attributes: { action: 'read' },
  }),
  createPermission({
    name: 'later.thing.update',
    attributes: { action: 'update' },
  }),
  createPermission({ name: 'later.thing.run', attributes: {} }),
  createPermission({ name: 'constructor', attributes: { action: 'update' } }),
];

const PERMISSIONS: Permission[] = [
  ...catalogPermissions,
  ...insightsPermissions,
  ...offeringsPermissions,
  ...scorecardsPermissions,
  ...scaffolderPermissions,
  ...OTHERS,
];

/** yes, no, or line: under a condition, such as the person's own groups and what is below them. */
const EXPECTED: Record<
  string,
  Record<PersonName, 'yes' | 'no' | 'line'>
> = (() => {
  const row = (
    engineer: 'yes' | 'no' | 'line',
    groupless: 'yes' | 'no' | 'line',
    bridge: 'yes' | 'no' | 'line',
    admin: 'yes' | 'no' | 'line',
  ) => ({ nobody: 'no' as const, engineer, groupless, bridge, admin });
  const everybody = row('yes', 'yes', 'yes', 'yes');
  const admins = row('no', 'no', 'no', 'yes');
  const services = row('no', 'no', 'no', 'no');
  return {
    'offerings.registration.read': everybody,
    'offerings.registration.write': everybody,
    'offerings.registration.write-any': row('no', 'no', 'yes', 'yes'),
    'catalog.entity.read': everybody,
    'catalog.entity.refresh': everybody,
    'catalog.entity.delete': admins,
    'catalog.entity.validate': everybody,
    'catalog.location.read': admins,
    'catalog.entity.create': everybody,
    'catalog.location.create': everybody,
    'catalog.location.delete': admins,
    'catalog.location.analyze': everybody,
    'catalog.ingestion.read': admins,
    'catalog.ingestion.manage': admins,
    'insights.adoption.read': everybody,
    'insights.adoption.write': everybody,
    'insights.study.register': everybody,
    'insights.team-speed.read': row('line', 'no', 'yes', 'line'),
    'insights.sources.manage': row('no', 'no', 'yes', 'yes'),
    'insights.ingest': services,
    'scaffolder.action.execute': everybody,
    'scaffolder.template.parameter.read': everybody,
    'scaffolder.template.step.read': everybody,
    'scaffolder.template.dry-run': admins,
    'scaffolder.template.management': admins,
    'scaffolder.task.read': row('line', 'line', 'line', 'yes'),
    'scaffolder.task.create': everybody,
    'scaffolder.task.cancel': row('line', 'line', 'line', 'yes'),
    'insights.annotation.create': everybody,
    'insights.annotation.update': everybody,
    'scorecards.exemption.request': everybody,
    'scorecards.exemption.decide': everybody,
    'scorecards.attestation.write': everybody,
    'scorecards.campaign.manage': everybody,
    'scorecards.administer': admins,
    'scorecards.result.read': everybody,
    'scorecards.definition.dry-run': everybody,
    'scorecards.fact.write': services,
    'later.thing.read': everybody,
    'later.thing.update': admins,
    'later.thing.run': admins,
    constructor: admins,
  };
})();

const answer = (
  permission: Permission,
  person: Person | undefined,
  settings = SETTINGS,
) => {
  const { result } = decide(permission, person, settings);
  const words = {
    [AuthorizeResult.ALLOW]: 'yes',
    [AuthorizeResult.DENY]: 'no',
    [AuthorizeResult.CONDITIONAL]: 'line',
  };
  return words[result];
};

describe('decide', () => {
  it('has an expectation for every permission there is', () => {
    const rest = PERMISSIONS.map(({ name }) => name).filter(
      name => !Object.hasOwn(EXPECTED, name),
    );
    expect(rest).toEqual([]);
  });

  it.each(PERMISSIONS)('$name', permission => {
    const actual = Object.fromEntries(
      Object.entries(PEOPLE).map(([name, person]) => [
        name,
        answer(permission, person),
      ]),
    );
    expect(actual).toEqual(EXPECTED[permission.name]);
  });

  const teamSpeed = insightsPermissions.find(
    ({ name }) => name === 'insights.team-speed.read',
  ) as Permission; // the table above has it

  it('gives the groups of the person, and nothing else, to the rule of the line', () => {
    expect(decide(teamSpeed, PEOPLE.engineer, SETTINGS)).toEqual({
      result: AuthorizeResult.CONDITIONAL,
      pluginId: 'insights',
      resourceType: 'insights-team',
      conditions: {
        rule: 'IS_TEAM_OR_IN_LINE',
        resourceType: 'insights-team',
        params: { units: ['group:default/lanes'] },
      },
    });
  });

  it('opens the speed of teams to everybody signed in where it is configured so', () => {
    const open: PolicySettings = { ...SETTINGS, teamSpeed: 'open' };
    expect(answer(teamSpeed, PEOPLE.groupless, open)).toBe('yes');
    expect(answer(teamSpeed, PEOPLE.nobody, open)).toBe('no');
  });

  it('makes nobody an administrator without configuration', () => {
    const none: PolicySettings = {
      adminGroups: [],
      bridgeGroups: [],
      teamSpeed: 'own-line',
    };
    for (const permission of OTHERS.slice(1)) {
      expect(answer(permission, PEOPLE.admin, none)).toBe('no');
    }
  });
});
