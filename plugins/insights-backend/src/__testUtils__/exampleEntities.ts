import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { OrganisationEntity } from '../core/organisation/readEntity';

const EXAMPLES = resolve(__dirname, '../../../../examples');

/** Every entity the catalog reaches from examples/all.yaml, the Locations themselves left out. */
export function exampleEntities(
  file = resolve(EXAMPLES, 'all.yaml'),
): OrganisationEntity[] {
  return parseAllDocuments(readFileSync(file, 'utf8')).flatMap(document => {
    const entity: OrganisationEntity = document.toJS();
    if (entity.kind !== 'Location') {
      return [entity];
    }
    const targets = entity.spec?.targets;
    return (Array.isArray(targets) ? targets : []).flatMap(target =>
      exampleEntities(resolve(dirname(file), String(target))),
    );
  });
}
