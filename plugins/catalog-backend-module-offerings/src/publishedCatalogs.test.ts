import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { TestDatabases } from '@backstage/backend-test-utils';
import { Entity, stringifyEntityRef } from '@backstage/catalog-model';
import { parseAllDocuments } from 'yaml';
import { startCatalog } from './__testUtils__/startCatalog';

jest.setTimeout(120_000);

const root = process.env.MLI_CONFORMANCE_DATA;

// The samples are others' and not in the repository.
const describeSamples = root ? describe : describe.skip;

describeSamples('published catalogs (MLI_CONFORMANCE_DATA)', () => {
  const databases = TestDatabases.create({ ids: ['POSTGRES_18'] });

  it('are ingested without a fault', async () => {
    const folder = path.join(root ?? '', 'catalogs');
    const entities = readdirSync(folder)
      .filter(name => name.endsWith('.yaml'))
      .flatMap(name =>
        parseAllDocuments(readFileSync(path.join(folder, name), 'utf8')).map(
          document => document.toJS(),
        ),
      )
      // Some files are lists of a team's repositories, which are for bulk registration and no entities.
      .filter((value): value is Entity => Boolean(value?.kind));
    expect(entities.length).toBeGreaterThan(0);
    // Two of the files describe the same entity; a catalog has it once.
    const published = new Map(
      entities.map(entity => [stringifyEntityRef(entity), entity]),
    );
    const catalog = await startCatalog(databases);
    await catalog.provide(...published.values());
    for (const [ref, entity] of published) {
      const seen = await catalog.entity(ref, () => true);
      // The order of references is the catalog's own.
      expect(Object.keys(seen.spec ?? {}).sort()).toEqual(
        Object.keys(entity.spec ?? {}).sort(),
      );
      expect([seen.spec?.type, seen.spec?.owner]).toEqual([
        entity.spec?.type,
        entity.spec?.owner,
      ]);
    }
    await catalog.stop();
  });
});
