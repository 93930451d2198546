import { toRef } from '../organisation/refs';

/**
 * Finds what a producer named: a full ref, a short name, or a URN such as `team:perception`. A short name means the
 * default namespace first, else the only one of that name in any namespace.
 */
export class NameIndex {
  readonly #kind: string;
  readonly #refs: ReadonlySet<string>;
  readonly #byName = new Map<string, string[]>();

  constructor(kind: string, refs: Iterable<string>) {
    this.#kind = kind;
    this.#refs = new Set(refs);
    for (const ref of this.#refs) {
      const name = ref.slice(ref.lastIndexOf('/') + 1);
      this.#byName.set(name, [...(this.#byName.get(name) ?? []), ref]);
    }
  }

  find(said: string): string | undefined {
    const name = said.trim().replace(/^urn:(?:.*:)?(?=[^:]+:[^:]+$)/i, '');
    const ref = toRef(name.replace(/^(?:team|group):/i, 'group:'), {
      kind: this.#kind,
      namespace: 'default',
    });
    if (ref !== undefined && this.#refs.has(ref)) {
      return ref;
    }
    const candidates = this.#byName.get(name.toLocaleLowerCase('en-US')) ?? [];
    return candidates.length === 1 ? candidates[0] : undefined;
  }
}
