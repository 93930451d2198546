/** Something wrong with a definition, and where: `spec.checks[2].rule.all[0].operator`. */
export interface DefinitionFault {
  readonly path: string;
  readonly message: string;
}

export type PathSegment = string | number;

/** Writes a path the way a person would look it up in the YAML. */
export function formatPath(segments: readonly PropertyKey[]): string {
  let path = '';
  for (const segment of segments) {
    if (typeof segment === 'number') {
      path += `[${segment}]`;
    } else {
      const name = String(segment).slice(0, 80);
      const plain = /^[A-Za-z_$][A-Za-z0-9_$-]*$/.test(name);
      if (!plain) {
        path += `[${JSON.stringify(name)}]`;
      } else {
        path += path ? `.${name}` : name;
      }
    }
  }
  return path;
}

/** Collects faults, up to a number a person still reads. */
export class FaultList {
  static readonly MAX = 100;
  readonly #faults: DefinitionFault[] = [];

  add(path: readonly PropertyKey[], message: string): void {
    if (this.#faults.length < FaultList.MAX) {
      this.#faults.push({ path: formatPath(path), message });
    }
  }

  addAll(faults: readonly DefinitionFault[]): void {
    this.#faults.push(...faults.slice(0, FaultList.MAX - this.#faults.length));
  }

  get size(): number {
    return this.#faults.length;
  }

  toArray(): DefinitionFault[] {
    return [...this.#faults];
  }
}
