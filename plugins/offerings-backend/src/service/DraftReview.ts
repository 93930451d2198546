import {
  componentRefOf,
  Duplicate,
  ExistingComponent,
  FieldFault,
  findDuplicates,
  RegistrationFields,
  SeenDuplicate,
  validateRegistration,
} from '@mli/plugin-offerings-common';
import { VisibleEntities, VisibleRefs } from '@mli/plugin-ml-platform-node';
import { RegistrationStore } from '../store/RegistrationStore';
import { Viewer } from './Access';
import { CatalogComponent, CatalogLookups } from './CatalogLookups';

export interface Review {
  /** Set where there are no faults. */
  readonly fields?: RegistrationFields;
  readonly faults: readonly FieldFault[];
  readonly duplicates: readonly SeenDuplicate[];
}

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

export class ReviewSession {
  readonly #options: {
    readonly context: Parameters<typeof validateRegistration>[1];
    readonly known: Map<string, ExistingComponent>;
    readonly lookups: CatalogLookups;
    readonly maySee: (ref: string) => boolean;
    readonly visibleComponents: VisibleRefs;
  };

  constructor(options: {
    context: Parameters<typeof validateRegistration>[1];
    known: Map<string, ExistingComponent>;
    lookups: CatalogLookups;
    maySee: (ref: string) => boolean;
    visibleComponents: VisibleRefs;
  }) {
    this.#options = options;
  }

  get visibleComponents(): VisibleRefs {
    return this.#options.visibleComponents;
  }

  /** What is wrong with each draft; cheap, asks nobody. */
  validate(draft: unknown): Omit<Review, 'duplicates'> {
    return validateRegistration(draft, this.#options.context);
  }

  /** Makes sure that components of these names are known, whatever they say about jobs. */
  async learnNames(names: readonly string[]): Promise<void> {
    const { known, lookups } = this.#options;
    const refs = [...new Set(names.map(componentRefOf))].filter(
      ref => !known.has(ref),
    );
    const components = await lookups.componentsByRef(refs);
    for (const component of [...components.values()].filter(fromElsewhere)) {
      known.set(component.ref, component);
    }
  }

  /** @param ownRef - the component that is being edited, which is no duplicate of itself */
  duplicatesOf(fields: RegistrationFields, ownRef?: string): SeenDuplicate[] {
    const { known, maySee } = this.#options;
    const others = [...known.values()].filter(({ ref }) => ref !== ownRef);
    return findDuplicates(fields, others).map(duplicate =>
      maySee(duplicate.ref) ? duplicate : withoutNames(duplicate),
    );
  }

  /** A draft of the same file that will be registered. */
  add(fields: RegistrationFields): void {
    const ref = componentRefOf(fields.name);
    this.#options.known.set(ref, { ...fields, ref });
  }
}

/** What the portal provides is looked up in its own table: the catalog is a second behind it. */
function fromElsewhere(component: CatalogComponent): boolean {
  return !component.registration;
}

/** That there is something is said, or two components would claim the same runs; what it is, is not. */
function withoutNames({ kind, yours, blocks }: Duplicate): SeenDuplicate {
  return { kind, yours, blocks };
}
