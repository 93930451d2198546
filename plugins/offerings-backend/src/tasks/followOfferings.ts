import { AuthService } from '@backstage/backend-plugin-api';
import { CatalogService } from '@backstage/plugin-catalog-node';
import {
  OfferingState,
  offeringChanges,
  offeringState,
} from '../core/offeringChanges';
import { DatabaseOfferingHistoryStore } from '../store/DatabaseOfferingHistoryStore';

const FIELDS = [
  'kind',
  'metadata.namespace',
  'metadata.name',
  'metadata.title',
  'metadata.description',
  'metadata.tags',
  'spec',
];

/** Reads all offerings and keeps what they say that they did not say before. */
export async function followOfferings(options: {
  auth: AuthService;
  catalog: CatalogService;
  history: DatabaseOfferingHistoryStore;
}): Promise<void> {
  const { auth, catalog, history } = options;
  const credentials = await auth.getOwnServiceCredentials();
  const now: OfferingState[] = [];
  const pages = catalog.streamEntities(
    { filter: { kind: 'Offering' }, fields: FIELDS },
    { credentials },
  );
  for await (const page of pages) {
    now.push(...page.map(offeringState));
  }
  // A catalog that has just been emptied, or is not filled yet, is no reason to write that all offerings are gone.
  if (now.length === 0) return;
  await history.append(before => offeringChanges(before, now));
}
