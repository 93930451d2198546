import { GlobIndex, GlobMatch } from './GlobIndex';
import { AttributionSubject } from './types';

/** A person's answer to whose jobs of a name are: exactly one of `team` and `component`, a full ref. */
export interface PortalPattern {
  readonly id: string;
  /** undefined: any source. */
  readonly source?: string;
  /** Anchored, over 'namespace/name'. */
  readonly glob: string;
  readonly team?: string;
  readonly component?: string;
}

/** Which pattern that people added in the portal decides about a subject. */
export class PortalPatterns {
  readonly #index: GlobIndex<PortalPattern>;

  constructor(patterns: readonly PortalPattern[]) {
    this.#index = new GlobIndex(
      patterns.map(pattern => [pattern.glob, pattern] as const),
    );
  }

  /** The pattern that says most; of two that say equally much the newer, because its author saw the older. */
  find(subject: AttributionSubject): PortalPattern | undefined {
    const [best] = this.#index
      .find(`${subject.namespace}/${subject.name}`)
      .filter(
        ({ value }) =>
          value.source === undefined || value.source === subject.sourceName,
      )
      .sort((a, b) => weightOf(b) - weightOf(a) || byId(b.value, a.value));
    return best?.value;
  }
}

function weightOf({ glob }: GlobMatch<PortalPattern>): number {
  return glob.exact ? Number.MAX_SAFE_INTEGER : glob.literalLength;
}

function byId(a: PortalPattern, b: PortalPattern): number {
  return a.id.length - b.id.length || (a.id < b.id ? -1 : 1);
}
