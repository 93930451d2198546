import { mockCredentials, TestDatabases } from '@backstage/backend-test-utils';
import { startOfferings } from '../__testUtils__/startOfferings';

jest.setTimeout(120_000);

const databases = TestDatabases.create({ ids: ['POSTGRES_18'] });
const ELI = mockCredentials.user('user:default/eli');
const TOM = mockCredentials.user('user:default/tom');

const DRAFT = {
  name: 'lane-net',
  owner: 'lanes',
  type: 'model',
  jobs: ['perception/lanes-*'],
};

describe('registering through an assistant', () => {
  it('finds claims as the person who asks, and not for a service', async () => {
    const portal = await startOfferings(await databases.init('POSTGRES_18'));
    const find = (credentials = mockCredentials.service()) =>
      portal.actions.invoke({
        id: 'test:find-claims',
        input: { team: 'lanes' },
        credentials,
      });
    await expect(find()).rejects.toThrow(/to people only/);
    const { output } = await portal.actions.invoke({
      id: 'test:find-claims',
      input: { team: 'lanes' },
      credentials: ELI,
    });
    expect(output).toEqual({ team: 'group:default/lanes', claims: [] });
    expect(portal.insightsCalls.map(({ path }) => path)).toContain(
      '/claims?team=group%3Adefault%2Flanes',
    );
    await portal.backend.stop();
  });

  it('tries, refuses with the field and an example, registers once, and leaves audit events', async () => {
    const portal = await startOfferings(await databases.init('POSTGRES_18'));
    const register = (input: object, credentials = ELI) =>
      portal.actions.invoke({
        id: 'test:register-component',
        input: { ...DRAFT, ...input },
        credentials,
      });

    const tried = await register({ dryRun: true, type: 'banana' });
    expect(tried.output).toMatchObject({
      saved: false,
      problems: [expect.stringMatching(/Type is "banana".*Example: /)],
    });
    expect((await register({ dryRun: true })).output).toMatchObject({
      problems: [],
      yaml: expect.stringContaining('name: lane-net'),
    });
    expect((await portal.get('/registrations')).body.items).toEqual([]);

    await expect(register({ name: 'a b' })).rejects.toThrow(
      /"a b" is not one the catalog allows/,
    );
    await expect(register({}, TOM)).rejects.toThrow(/Members of Lanes/);
    expect((await register({})).output).toMatchObject({
      saved: true,
      ref: 'component:default/lane-net',
      page: expect.stringMatching(/^\/register\/registrations\/.+/),
    });
    await expect(register({})).rejects.toThrow(/lane-net/);
    expect((await portal.get('/registrations')).body.items).toHaveLength(1);
    expect(portal.audits.filter(event => /create/.test(event))).toEqual([
      'registration-create failed',
      'registration-create failed',
      'registration-create succeeded',
      'registration-create failed',
    ]);
    await portal.backend.stop();
  });
});
