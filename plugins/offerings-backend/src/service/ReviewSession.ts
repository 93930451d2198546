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
import { VisibleRefs } from '@mli/plugin-ml-platform-node';
import { CatalogComponent, CatalogLookups } from './CatalogLookups';

export interface Review {
  /** Set where there are no faults. */
  readonly fields?: RegistrationFields;
  readonly faults: readonly FieldFault[];
  readonly duplicates: readonly SeenDuplicate[];
}

/** Judges drafts against what was known when it began, and against the drafts it has judged before. */
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
export function fromElsewhere(component: CatalogComponent): boolean {
  return !component.registration;
}

/** That there is something is said, or two components would claim the same runs; what it is, is not. */
function withoutNames({ kind, yours, blocks }: Duplicate): SeenDuplicate {
  return { kind, yours, blocks };
}
