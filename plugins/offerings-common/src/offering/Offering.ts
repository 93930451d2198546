import { OfferingSpec } from './schema';

type RefField = 'owner' | 'system' | 'replaces' | 'dependsOn';

/** A valid Offering; every ref in it is full and lower-case. */
export interface Offering extends Omit<OfferingSpec, RefField> {
  /** `offering:default/feature-store` */
  readonly ref: string;
  /** What people call it: the title, else the name. */
  readonly title: string;
  readonly description?: string;
  readonly tags: readonly string[];
  readonly owner: string;
  readonly system?: string;
  readonly replaces: readonly string[];
  readonly dependsOn: readonly string[];
}
