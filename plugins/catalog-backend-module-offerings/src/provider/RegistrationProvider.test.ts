import {
  createBackendPlugin,
  coreServices,
} from '@backstage/backend-plugin-api';
import { TestDatabases } from '@backstage/backend-test-utils';
import { ANNOTATION_LOCATION, Entity } from '@backstage/catalog-model';
import {
  RegistrationFields,
  toComponentEntity,
  toProvidedEntity,
} from '@mli/plugin-offerings-common';
import { startCatalog, TestCatalog } from '../__testUtils__/startCatalog';

jest.setTimeout(120_000);

const FIELDS: RegistrationFields = {
  name: 'lane-net',
  owner: 'group:default/lanes',
  type: 'model',
  title: 'Lane net',
  lifecycle: 'production',
  offerings: [],
  jobs: ['perception/lanes-*'],
  repositories: [],
  experiments: [],
  links: [],
};
const REF = 'component:default/lane-net';
const GIT = 'url:https://git.example.com/lanes/catalog-info.yaml';

/** What the offerings back end answers: everything first, then what a test says changed. */
class Registrations {
  #changes: { entities: Entity[]; removed: string[] }[] = [];

  change(change: { entities?: Entity[]; removed?: string[] }) {
    this.#changes.push({ entities: [], removed: [], ...change });
  }

  since(after: string | undefined) {
    const changes = this.#changes.slice(Number(after ?? 0));
    return {
      entities: changes.flatMap(({ entities }) => entities),
      removed: changes.flatMap(({ removed }) => removed),
      cursor: String(this.#changes.length),
    };
  }
}

function offeringsStandIn(registrations: Registrations) {
  return createBackendPlugin({
    pluginId: 'offerings',
    register(env) {
      env.registerInit({
        deps: { httpRouter: coreServices.httpRouter },
        async init({ httpRouter }) {
          httpRouter.use((req, res) => {
            const after = new URL(req.url, 'http://x').searchParams.get(
              'after',
            );
            res
              .setHeader('content-type', 'application/json')
              .end(JSON.stringify(registrations.since(after ?? undefined)));
          });
        },
      });
    },
  });
}

const provided = (version: number, title = 'Lane net') =>
  toProvidedEntity({ ...FIELDS, title }, { id: 'one', version });

describe('RegistrationProvider', () => {
  const databases = TestDatabases.create({ ids: ['POSTGRES_18'] });
  let registrations: Registrations;
  let catalog: TestCatalog;

  beforeEach(async () => {
    registrations = new Registrations();
    registrations.change({ entities: [provided(1)] });
    catalog = await startCatalog(databases, {}, [
      offeringsStandIn(registrations),
    ]);
  });
  afterEach(async () => await catalog?.stop());

  const titled = (title: string) => (entity: Entity) =>
    entity.metadata.title === title;

  it('gives the catalog what is registered, and what changes', async () => {
    const entity = await catalog.entity(REF, titled('Lane net'));
    expect(entity.metadata.annotations).toMatchObject({
      'mli.internal/jobs': 'perception/lanes-*',
      'mli.internal/registration': 'one',
      [ANNOTATION_LOCATION]: 'mli-portal:registration/one',
    });
    const began = Date.now();
    registrations.change({ entities: [provided(2, 'New')] });
    await catalog.entity(REF, titled('New'));
    expect(Date.now() - began).toBeLessThan(10_000);
    registrations.change({ removed: [REF] });
    while (await catalog.exists(REF)) {
      await new Promise(resolve => {
        setTimeout(resolve, 50);
      });
    }
  });

  it('leaves a component to Git at once, and takes nothing back when the portal lets go', async () => {
    await catalog.entity(REF, titled('Lane net'));
    await catalog.provideFrom(
      GIT,
      toComponentEntity({ ...FIELDS, title: 'From Git' }),
    );
    const taken = await catalog.entity(REF, titled('From Git'));
    expect(taken.metadata.annotations).toMatchObject({
      [ANNOTATION_LOCATION]: GIT,
    });
    expect(taken.metadata.annotations).not.toHaveProperty(
      'mli.internal/registration',
    );
    registrations.change({ removed: [REF] });
    registrations.change({
      entities: [
        toProvidedEntity(
          { ...FIELDS, name: 'another' },
          { id: 'two', version: 1 },
        ),
      ],
    });
    await catalog.entity('component:default/another', () => true);
    expect(titled('From Git')(await catalog.entity(REF, () => true))).toBe(
      true,
    );
  });
});
