import { BackstageCredentials } from '@backstage/backend-plugin-api';

/** `all`: no filter is needed. Otherwise exactly these full, lower-case refs; an empty set means nothing. */
export type VisibleRefs = 'all' | ReadonlySet<string>;

/**
 * What a caller may see in the catalog. Every read of a portal plugin is filtered by it, its counts and its
 * order included, so that no number tells a caller about an entity the catalog would not show.
 */
export interface VisibleEntities {
  /**
   * @param kind - an entity kind in any letter case, e.g. `Group`
   */
  visibleRefs(
    credentials: BackstageCredentials,
    kind: string,
  ): Promise<VisibleRefs>;
}
