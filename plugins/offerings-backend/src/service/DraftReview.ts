import { ExistingComponent } from '@mli/plugin-offerings-common';
import { VisibleEntities } from '@mli/plugin-ml-platform-node';
import { RegistrationStore } from '../store/RegistrationStore';
import { Viewer } from './Access';
import { CatalogLookups } from './CatalogLookups';
import { fromElsewhere, ReviewSession } from './ReviewSession';

/** Looks at drafts: what is wrong with them, and what of them is registered already. */
export class DraftReview {
  readonly #lookups: CatalogLookups;
  readonly #stages: readonly string[];
  readonly #store: RegistrationStore;
  readonly #visible: VisibleEntities;

  constructor(options: {
    lookups: CatalogLookups;
    stages: readonly string[];
    store: RegistrationStore;
    visible: VisibleEntities;
  }) {
    this.#lookups = options.lookups;
    this.#stages = options.stages;
    this.#store = options.store;
    this.#visible = options.visible;
  }

  /** Everything that does not depend on the draft, asked for once, however many drafts are looked at. */
  async begin(viewer: Viewer): Promise<ReviewSession> {
    const [groups, offerings, claiming, own, components, seenOfferings] =
      await Promise.all([
        this.#lookups.groups(),
        this.#lookups.offerings(),
        this.#lookups.claimingComponents(),
        this.#store.find({ states: ['active', 'in-git'] }),
        this.#visible.visibleRefs(viewer.credentials, 'Component'),
        this.#visible.visibleRefs(viewer.credentials, 'Offering'),
      ]);
    const known = new Map<string, ExistingComponent>(
      claiming
        .filter(fromElsewhere)
        .map(component => [component.ref, component]),
    );
    for (const { ref, fields } of own) {
      known.set(ref, { ...fields, ref });
    }
    return new ReviewSession({
      context: {
        stages: this.#stages,
        groups: new Set(groups.keys()),
        offerings: new Set(
          [...offerings.keys()].filter(
            ref => seenOfferings === 'all' || seenOfferings.has(ref),
          ),
        ),
      },
      known,
      lookups: this.#lookups,
      maySee: ref =>
        components === 'all' ||
        components.has(ref) ||
        own.some(
          registration =>
            registration.ref === ref &&
            viewer.mayWriteFor(registration.fields.owner),
        ),
      visibleComponents: components,
    });
  }
}
