import { TestDatabases } from '@backstage/backend-test-utils';
import { BulkResponse } from '@mli/plugin-offerings-common';
import { Knex } from 'knex';
import { component, startOfferings } from './__testUtils__/startOfferings';

jest.setTimeout(120_000);

const databases = TestDatabases.create({ ids: ['POSTGRES_18'] });

const CSV = `name,type,team,title,offerings,jobs,links
lanes-train,training-pipeline,lanes,Training,feature-store,perception/lanes-train-*,Runbook=https://wiki.example.com/x; https://b.example.com
lanes-eval,evaluation-suite,lanes,"Evaluation, nightly",,perception/lanes-eval-*,
`;

describe('bulk registration', () => {
  let knex: Knex;
  let portal: Awaited<ReturnType<typeof startOfferings>>;
  beforeEach(async () => {
    knex = await databases.init('POSTGRES_18');
    portal = await startOfferings(knex, {
      entities: [component('map-net', 'maps')],
    });
  });
  afterEach(async () => await portal.backend.stop());

  const bulk = async (
    content: string,
    options: object = {},
  ): Promise<BulkResponse> => {
    const { status, body } = await portal.post('/registrations/bulk', {
      content,
      format: 'csv',
      ...options,
    });
    expect([status, body.error]).toEqual([200, undefined]);
    return body;
  };
  const fates = ({ rows }: BulkResponse) => rows.map(({ fate }) => fate);
  const count = async () =>
    Number((await knex('registration').count({ n: '*' }))[0]?.n);

  it('says what would become of each row, and writes nothing', async () => {
    const answer = await bulk(
      `${CSV}map-net,model,lanes,,,,\nx y,model,lanes,,,,\nother,model,maps,,,,\nlanes-train,model,lanes,,,,\n`,
      { dryRun: true },
    );
    expect(fates(answer)).toEqual([
      'registered',
      'registered',
      'refused',
      'refused',
      'refused',
      'refused',
    ]);
    const messages = answer.rows.map(({ message }) => message);
    expect(messages[2]).toContain('taken by component:default/map-net');
    expect(messages[3]).toContain('letters and digits');
    expect(messages[4]).toContain('Members of maps and MLI leads can.');
    expect(messages[5]).toContain('A row before has the same');
    expect(answer.rows[3]?.line).toBe(5);
    expect(await count()).toBe(0);
  });

  it('registers rows once, however often the file comes', async () => {
    expect(fates(await bulk(CSV))).toEqual(['registered', 'registered']);
    expect(fates(await bulk(CSV))).toEqual(['done before', 'done before']);
    expect(fates(await bulk(`${CSV}\n`))).toEqual(['unchanged', 'unchanged']);
    const { items } = (await portal.get('/registrations')).body;
    expect(items).toHaveLength(2);
    expect(items[1].fields.links).toEqual([
      { title: 'Runbook', url: 'https://wiki.example.com/x' },
      { url: 'https://b.example.com' },
    ]);
  });

  it('goes on where a back end that was killed stopped', async () => {
    const rows = Array.from(
      { length: 40 },
      (_, index) => `bulk-${index},model,lanes,,,,`,
    );
    const content = `name,type,team,title,offerings,jobs,links\n${rows.join('\n')}\n`;
    // The database goes away under the twelfth row, as it does for a process that is killed.
    await knex.raw(`
      create function stop_here() returns trigger language plpgsql as $$
      begin
        if (select count(*) from registration) >= 12 then
          perform pg_terminate_backend(pg_backend_pid());
        end if;
        return new;
      end $$;
      create trigger stop_here before insert on registration for each row execute function stop_here();
    `);
    const broken = await portal.post('/registrations/bulk', {
      content,
      format: 'csv',
    });
    expect(broken.status).toBe(500);
    await knex.raw('drop trigger stop_here on registration');
    expect(await count()).toBe(12);
    expect((await bulk(content)).counts).toMatchObject({
      'done before': 12,
      registered: 28,
    });
    expect(await count()).toBe(40);
    const changes = await knex('registration_change').count({ n: '*' });
    expect(Number(changes[0]?.n)).toBe(40);
  });

  it('makes nothing twice when the same file comes twice at once', async () => {
    const answers = await Promise.all([bulk(CSV), bulk(CSV), bulk(CSV)]);
    expect(await count()).toBe(2);
    expect(
      answers.flatMap(fates).filter(fate => fate === 'registered'),
    ).toHaveLength(2);
  });

  it('does not undo what was changed in the portal since', async () => {
    const id = (await bulk(CSV)).rows[0]?.id;
    const { fields } = (await portal.get(`/registrations/${id}`)).body;
    await portal.put(`/registrations/${id}`, {
      draft: { ...fields, title: 'By hand' },
      version: 1,
    });
    expect(fates(await bulk(CSV, { onExisting: 'change' }))).toEqual([
      'done before',
      'done before',
    ]);
    const edited = CSV.replace('Training', 'By file');
    expect(fates(await bulk(edited))).toEqual(['refused', 'unchanged']);
    expect(fates(await bulk(edited, { onExisting: 'change' }))).toEqual([
      'changed',
      'unchanged',
    ]);
    expect((await portal.get(`/registrations/${id}`)).body.fields.title).toBe(
      'By file',
    );
  });

  it('reads YAML: a list, and documents of the kind Component', async () => {
    const content = `
- {name: one, type: model}
- {name: two, type: model, owner: maps}
- 7
---
apiVersion: backstage.io/v1alpha1
kind: Component
metadata: {name: three, annotations: {mli.internal/jobs: 'a/three-*, a/drei-*'}}
spec: {type: model, lifecycle: production, owner: lanes}
---
kind: Group
metadata: {name: four}
`;
    const answer = await bulk(content, { format: 'yaml', owner: 'lanes' });
    expect(fates(answer)).toEqual([
      'registered',
      'refused',
      'refused',
      'registered',
      'refused',
    ]);
    const { items } = (await portal.get('/registrations?q=three')).body;
    expect(items[0].fields.jobs).toEqual(['a/three-*', 'a/drei-*']);
  });

  it.each([
    ['csv', 'name,surprise\na,b', 'column "surprise", which is not known'],
    ['csv', 'name\n"a', 'is not CSV'],
    ['csv', '', 'has no rows'],
    ['yaml', '{', 'is not YAML'],
    [
      'yaml',
      `a: &a [x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b]\nd: [*c,*c,*c,*c,*c,*c,*c,*c,*c]`,
      'Excessive alias count',
    ],
    ['csv', `name\n${'a\n'.repeat(1_001)}`, 'at most 1000'],
  ])('refuses a file as a whole: %s %j', async (format, content, said) => {
    const { status, body } = await portal.post('/registrations/bulk', {
      content,
      format,
    });
    expect(status).toBe(400);
    expect(body.error.message).toContain(said);
  });

  it('is not for who is in no team', async () => {
    const { status } = await portal.post(
      '/registrations/bulk',
      { content: CSV, format: 'csv' },
      'tom',
    );
    expect(status).toBe(403);
  });
});
