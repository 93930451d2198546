import { matchesGlob } from './glob';

export const FACT_TYPES = [
  'number',
  'boolean',
  'string',
  'set',
  'time',
] as const;
export type FactType = (typeof FACT_TYPES)[number];

/** Who may see a fact: whoever sees the entity, or only those who may see how fast its team is. */
export const FACT_VISIBILITIES = ['catalog', 'team-speed'] as const;
export type FactVisibility = (typeof FACT_VISIBILITIES)[number];

/** A set is sorted and without duplicates; a time is RFC 3339 in UTC. */
export type FactValue = number | boolean | string | readonly string[];

/** What one fact is: its type, about what, how long a value may be relied on. */
export interface FactSchema {
  /** Dotted id; one that ends in `.*` describes a family, such as `catalog.annotation.*`. */
  readonly id: string;
  /** Subject of a sentence, without an article: "open incidents". */
  readonly title: string;
  readonly description: string;
  readonly type: FactType;
  readonly unit?: string;
  /** Kinds of entity it can be about, lower case. */
  readonly kinds: readonly string[];
  /** A value older than this is stale, milliseconds. */
  readonly freshnessMs?: number;
  readonly visibility: FactVisibility;
}

/**
 * What is known about one fact of one entity. `absent` means somebody looked and there is no value (an annotation
 * that is not set); `no-data` means nobody could tell, and the reason says why.
 */
export interface FactReading {
  readonly state: 'ok' | 'absent' | 'no-data';
  /** Where state is `ok`. */
  readonly type?: FactType;
  readonly value?: FactValue;
  readonly unit?: string;
  readonly observedAt: Date;
  /** Not to be relied on from then on, whatever its age. */
  readonly validUntil?: Date;
  readonly reason?: string;
  readonly source: string;
  readonly visibility: FactVisibility;
}

/** Finds the schema of a fact id: an exact one before a family, the longest family first. */
export class FactRegistry {
  readonly #exact = new Map<string, FactSchema>();
  readonly #families: FactSchema[] = [];

  constructor(schemas: Iterable<FactSchema>) {
    for (const schema of schemas) {
      if (schema.id.endsWith('.*')) {
        this.#families.push(schema);
      } else {
        this.#exact.set(schema.id, schema);
      }
    }
    this.#families.sort((a, b) => b.id.length - a.id.length);
  }

  get(id: string): FactSchema | undefined {
    return (
      this.#exact.get(id) ??
      this.#families.find(family => matchesGlob(family.id, id))
    );
  }

  /** How a sentence calls a fact; a member of a family says which one it is. */
  titleOf(id: string): string {
    const schema = this.get(id);
    if (!schema?.id.endsWith('.*')) {
      return schema?.title ?? id;
    }
    return `${schema.title} ${id.slice(schema.id.length - 1)}`;
  }

  list(): FactSchema[] {
    return [...this.#exact.values(), ...this.#families].sort((a, b) =>
      a.id < b.id ? -1 : 1,
    );
  }
}
