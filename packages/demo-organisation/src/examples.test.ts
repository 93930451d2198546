import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import {
  componentEntityV1alpha1Validator,
  domainEntityV1alpha1Validator,
  DefaultNamespaceEntityPolicy,
  Entity,
  EntityPolicies,
  FieldFormatEntityPolicy,
  groupEntityV1alpha1Validator,
  NoForeignRootFieldsEntityPolicy,
  parseEntityRef,
  resourceEntityV1alpha1Validator,
  SchemaValidEntityPolicy,
  stringifyEntityRef,
  systemEntityV1alpha1Validator,
  userEntityV1alpha1Validator,
} from '@backstage/catalog-model';
import { DEFAULT_STAGES, METRICS } from '@mli/plugin-insights-common';
import { parseAdopts, parseOffering } from '@mli/plugin-offerings-common';
import { compileScorecard } from '@mli/plugin-scorecards-common';
import { ADOPTION_HISTORIES } from './adoption/history';
import { DECLARATION_DIFFERENCES, ONLY_DECLARED } from './adoption/plan';
import { PLANTED_ADOPTIONS, plantedDate } from './adoption/planted';
import { componentsYaml } from './organisation/componentsYaml';
import { demoOrganisation } from './organisation/demoOrganisation';
import { usersYaml } from './organisation/usersYaml';
import {
  entitiesByRef,
  EXAMPLES,
  readExamples,
} from './__testUtils__/readExamples';

const entities = readExamples();
const byRef = entitiesByRef(entities);

function ofKind(kind: string): Entity[] {
  return entities.filter(entity => entity.kind === kind);
}

function ofType(type: string): Entity[] {
  return ofKind('Group').filter(({ spec }) => spec?.type === type);
}

function listOf(value: unknown): string[] {
  return Array.isArray(value) ? value.map(String) : [];
}

function fullRef(text: unknown, defaultKind: string): string {
  return stringifyEntityRef(
    parseEntityRef(String(text), { defaultKind, defaultNamespace: 'default' }),
  );
}

function membersOf(group: string): Entity[] {
  return ofKind('User').filter(({ spec }) =>
    listOf(spec?.memberOf).includes(group),
  );
}

function peopleOf(group: string): Entity[] {
  return membersOf(group).filter(
    ({ metadata }) => !metadata.annotations?.['mli.internal/actor-kind'],
  );
}

describe('the demonstration organisation', () => {
  it('has no two entities of one name', () => {
    expect(byRef.size).toBe(entities.length);
  });

  it('passes the validation of the catalog', async () => {
    const policy = EntityPolicies.allOf([
      new SchemaValidEntityPolicy(),
      new DefaultNamespaceEntityPolicy(),
      new NoForeignRootFieldsEntityPolicy(),
      new FieldFormatEntityPolicy(),
    ]);
    const validators = {
      Component: componentEntityV1alpha1Validator,
      Domain: domainEntityV1alpha1Validator,
      Group: groupEntityV1alpha1Validator,
      Resource: resourceEntityV1alpha1Validator,
      System: systemEntityV1alpha1Validator,
      User: userEntityV1alpha1Validator,
    };
    for (const entity of entities) {
      await policy.enforce(entity);
    }
    for (const [kind, validator] of Object.entries(validators)) {
      for (const entity of ofKind(kind)) {
        await expect(validator.check(entity)).resolves.toBe(true);
      }
    }
  });

  it('has the promised numbers of teams, people and components', () => {
    const customers = ofType('customer-team');
    const sizes = customers.map(
      ({ metadata }) => peopleOf(metadata.name).length,
    );
    const engineers = ofType('provider-team')
      .filter(({ metadata }) => metadata.name !== 'mli-leads')
      .map(({ metadata }) => peopleOf(metadata.name).length);
    expect({
      customerTeams: customers.length,
      providerTeams: engineers.length,
      smallest: Math.min(...sizes),
      teamsOfFour: sizes.filter(size => size === 4).length,
      largest: Math.max(...sizes),
      customers: sizes.reduce((sum, size) => sum + size, 0),
      engineers: engineers.reduce((sum, size) => sum + size, 0),
      bridge: peopleOf('mli-leads').length,
      users: ofKind('User').length,
      notPeople: ofKind('User').filter(
        ({ metadata }) => metadata.annotations?.['mli.internal/actor-kind'],
      ).length,
      components: ofKind('Component').length,
      offerings: ofKind('Offering').length,
      scorecards: ofKind('Scorecard').length,
    }).toEqual({
      customerTeams: 28,
      providerTeams: 12,
      smallest: 4,
      teamsOfFour: 4,
      largest: 15,
      // one person is in two teams
      customers: 212,
      engineers: 121,
      bridge: 4,
      users: 352,
      notPeople: 2,
      components: 259,
      offerings: 30,
      scorecards: 5,
    });
  });

  it('is one tree, and every department has a lead', () => {
    const roots = ofKind('Group').filter(({ spec }) => !spec?.parent);
    expect(roots.map(({ metadata }) => metadata.name)).toEqual([
      'norrvik-drive',
    ]);
    const leaderless = ofType('department')
      .map(({ metadata }) => metadata.name)
      .filter(name => peopleOf(name).length === 0);
    expect(leaderless).toEqual([]);
  });

  it('refers to nothing that does not exist', () => {
    const missing: string[] = [];
    const check = (entity: Entity, refs: string[]) =>
      missing.push(
        ...refs
          .filter(ref => !byRef.has(ref))
          .map(ref => `${stringifyEntityRef(entity)} -> ${ref}`),
      );
    for (const entity of entities) {
      const spec = entity.spec ?? {};
      const one = (field: string, kind: string) =>
        spec[field] === undefined ? [] : [fullRef(spec[field], kind)];
      const many = (field: string, kind: string) =>
        listOf(spec[field]).map(ref => fullRef(ref, kind));
      check(entity, [
        ...one('owner', 'Group'),
        ...one('system', 'System'),
        ...one('domain', 'Domain'),
        ...one('parent', 'Group'),
        ...many('memberOf', 'Group'),
        ...many('dependsOn', 'Component'),
        ...many('replaces', 'Offering'),
        ...parseAdopts(entity).offerings,
      ]);
    }
    expect(missing).toEqual([]);
  });

  it('gives no login to two people', () => {
    const logins = ofKind('User').flatMap(({ metadata }) => [
      metadata.name,
      ...(metadata.annotations?.['mli.internal/logins'] ?? '')
        .split(',')
        .map(login => login.trim())
        .filter(Boolean),
    ]);
    expect(logins.filter((login, i) => logins.indexOf(login) !== i)).toEqual(
      [],
    );
  });

  it('has people and components as the generator knows them', () => {
    for (const team of demoOrganisation().teams) {
      const own = peopleOf(team.name)
        .filter(({ spec }) => listOf(spec?.memberOf)[0] === team.name)
        .map(({ metadata }) => metadata.name);
      expect(team.members.map(({ name }) => name).sort()).toEqual(own.sort());
    }
  });

  it.each([
    ['organisation', usersYaml()],
    ['components', componentsYaml()],
  ])('examples/%s is what npm run write-examples writes', (folder, files) => {
    for (const [file, content] of files) {
      expect(readFileSync(resolve(EXAMPLES, folder, file), 'utf8')).toBe(
        content,
      );
    }
  });
});

describe('the offerings', () => {
  const offerings = ofKind('Offering').map(entity => ({
    entity,
    ...parseOffering(entity),
  }));

  it('are valid', () => {
    expect(offerings.flatMap(({ faults }) => faults)).toEqual([]);
  });

  it('leave exactly one stage without any offering', () => {
    const served = new Set(
      offerings.flatMap(({ offering }) => offering?.stages ?? []),
    );
    expect(DEFAULT_STAGES.filter(stage => !served.has(stage))).toEqual([
      'monitoring',
    ]);
  });

  it('are in different states of life, and what is deprecated has a successor', () => {
    const inState = (lifecycle: string) =>
      offerings.flatMap(({ offering }) =>
        offering?.lifecycle === lifecycle ? [offering.ref] : [],
      );
    expect(inState('experimental')).toHaveLength(1);
    expect(inState('deprecated')).toHaveLength(2);
    const replaced = offerings.flatMap(
      ({ offering }) => offering?.replaces ?? [],
    );
    expect(replaced.sort()).toEqual(inState('deprecated').sort());
  });

  it('say enough to be a page of their own', () => {
    for (const { offering } of offerings) {
      expect(offering?.problem.length).toBeGreaterThan(60);
      expect(offering?.description?.length).toBeGreaterThan(40);
      expect(offering?.onboarding?.guide).toBeDefined();
      expect(offering?.support?.channel).toMatch(/^#/);
    }
    const problems = new Set(
      offerings.map(({ offering }) => offering?.problem),
    );
    expect(problems.size).toBe(30);
  });

  it('are owned by provider teams', () => {
    for (const { offering } of offerings) {
      expect(byRef.get(offering?.owner ?? '')?.spec?.type).toBe(
        'provider-team',
      );
    }
  });

  it('claim to improve metrics of the dictionary', () => {
    // those of docs/metrics.md that are answered later included
    const known = [...Object.keys(METRICS), 'iteration_time', 'failed_ratio'];
    const claims = offerings.flatMap(
      ({ offering }) => offering?.improves ?? [],
    );
    expect(claims.filter(({ metric }) => !known.includes(metric))).toEqual([]);
  });
});

describe('the scorecards', () => {
  it.each(
    ofKind('Scorecard').map(entity => [entity.metadata.name, entity] as const),
  )('%s compiles without a fault', (_, entity) => {
    const { faults, compiled } = compileScorecard(entity);
    expect(faults).toEqual([]);
    expect(
      entities.some(candidate => compiled?.appliesTo.matches(candidate)),
    ).toBe(true);
  });

  it('say for every check why it matters and what to do', () => {
    for (const { spec } of ofKind('Scorecard')) {
      const checks = Array.isArray(spec?.checks) ? spec.checks : [];
      for (const check of checks) {
        expect(check).toMatchObject({
          why: expect.stringMatching(/.{20,}/),
          remediation: { text: expect.stringMatching(/.{10,}/) },
        });
      }
    }
  });
});

describe('examples/README.md', () => {
  const readme = readFileSync(resolve(EXAMPLES, 'README.md'), 'utf8');
  const rows = readme
    .split('\n')
    .filter(line => line.startsWith('|'))
    .map(line =>
      line
        .split('|')
        .map(cell => cell.replaceAll('`', '').trim())
        .slice(1, -1),
    );

  it('lists the planted adoptions', () => {
    const until = new Date('2026-11-16');
    const listed = rows.filter(([, , weeks]) => /^\d+$/.test(weeks ?? ''));
    expect(listed.map(row => row.join(' ')).sort()).toEqual(
      PLANTED_ADOPTIONS.map(adoption =>
        [
          adoption.offering,
          adoption.team,
          adoption.weeksBefore,
          plantedDate(adoption, until),
        ].join(' '),
      ).sort(),
    );
  });

  it('names people who exist', () => {
    const table = readme.split('## Who to sign in as')[1]?.split('##')[0] ?? '';
    const names = [...table.matchAll(/^\| `([a-z]+)`/gm)].map(
      ([, name]) => name,
    );
    expect(names).toHaveLength(8);
    const users = ofKind('User').map(({ metadata }) => metadata.name);
    expect(users).toEqual(expect.arrayContaining(names));
  });
});

describe('what teams declare', () => {
  it('differs from the plan of their runs exactly where it is meant to', () => {
    const said = new Set(
      entities.flatMap(entity =>
        parseAdopts(entity).offerings.map(
          offering =>
            `${teamOf(entity)} ${offering.replace('offering:default/', '')}`,
        ),
      ),
    );
    const shown = new Set(
      ADOPTION_HISTORIES.filter(({ kind }) =>
        ['always', 'adopted'].includes(kind),
      ).map(({ team, offering }) => `${team} ${offering}`),
    );
    const pairs = (list: readonly (readonly [string, string])[]) =>
      list.map(([team, offering]) => `${team} ${offering}`);
    const onlyDeclared = Object.entries(ONLY_DECLARED).flatMap(
      ([offering, teams]) => teams.map(team => `${team} ${offering}`),
    );
    const { notDeclared, notSeen, stillDeclared } = DECLARATION_DIFFERENCES;
    expect([...shown].filter(pair => !said.has(pair)).sort()).toEqual(
      pairs(notDeclared).sort(),
    );
    expect([...said].filter(pair => !shown.has(pair)).sort()).toEqual(
      [...pairs(notSeen), ...pairs(stillDeclared), ...onlyDeclared].sort(),
    );
  });
});

function teamOf(entity: Entity): string {
  return entity.kind === 'Component'
    ? String(entity.spec?.owner).replace('group:', '')
    : entity.metadata.name;
}
