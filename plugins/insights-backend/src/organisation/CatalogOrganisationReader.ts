import { AuthService } from '@backstage/backend-plugin-api';
import { CatalogService } from '@backstage/plugin-catalog-node';
import { streamCatalog } from '@mli/plugin-ml-platform-node';
import {
  OrganisationBuilder,
  OrganisationRules,
} from '../core/organisation/OrganisationBuilder';
import {
  ORGANISATION_FIELDS,
  ORGANISATION_KINDS,
} from '../core/organisation/readEntity';
import { Organisation } from '../core/organisation/types';

/** Where the organisation comes from. */
export interface OrganisationReader {
  read(): Promise<Organisation>;
}

export interface CatalogOrganisationReaderOptions {
  readonly catalog: CatalogService;
  readonly auth: AuthService;
  readonly rules: OrganisationRules;
}

/** Reads the whole organisation in pages of needed fields; never one entity at a time. */
export class CatalogOrganisationReader implements OrganisationReader {
  readonly #options: CatalogOrganisationReaderOptions;

  constructor(options: CatalogOrganisationReaderOptions) {
    this.#options = options;
  }

  async read(): Promise<Organisation> {
    const { catalog, auth, rules } = this.#options;
    const builder = new OrganisationBuilder(rules);
    const entities = streamCatalog(
      catalog,
      await auth.getOwnServiceCredentials(),
      { kinds: ORGANISATION_KINDS, fields: ORGANISATION_FIELDS },
    );
    for await (const entity of entities) {
      builder.add(entity);
    }
    return builder.build();
  }
}
