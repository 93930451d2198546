import { InputError, NotAllowedError, NotFoundError } from '@backstage/errors';
import { SourceKind } from '@mli/plugin-insights-common';
import { InsightsConfig, SourceConfig } from '../../config';
import { DatabaseSourceStore, Source } from '../../store/DatabaseSourceStore';

export interface ChosenSource {
  readonly source: Source;
  /** Anchored globs over the CloudEvents attribute `source`; undefined allows any. */
  readonly cloudEventSources?: readonly string[];
}

export interface SourceChoice {
  /** Who sends, `external:local`. */
  readonly subject: string;
  /** Kinds the route takes. */
  readonly kinds: readonly SourceKind[];
  /** The source the request names. */
  readonly named?: string;
}

const SOURCE_NAME = /^[a-z0-9][a-z0-9-]{0,62}$/;

/** Decides which source a request writes: only one that the configuration binds to its sender. */
export class IngestSources {
  readonly #config: InsightsConfig;
  readonly #store: DatabaseSourceStore;
  readonly #known = new Map<string, Source>();

  /** Creates the configured sources in the database where they are missing. */
  static async create(
    config: InsightsConfig,
    store: DatabaseSourceStore,
  ): Promise<IngestSources> {
    const sources = new IngestSources(config, store);
    for (const source of await store.declare(config.sources)) {
      sources.#known.set(source.name, source);
    }
    return sources;
  }

  private constructor(config: InsightsConfig, store: DatabaseSourceStore) {
    this.#config = config;
    this.#store = store;
  }

  /**
   * @throws NotAllowedError where the sender may not write the named source, or none of these kinds
   * @throws InputError where it may write several and names none
   */
  async choose(choice: SourceChoice): Promise<ChosenSource> {
    const bound = this.#boundTo(choice.subject).filter(source =>
      choice.kinds.includes(source.kind),
    );
    const found =
      choice.named === undefined
        ? chooseDefault(bound, choice)
        : bound.find(source => source.name === choice.named);
    if (!found) {
      throw this.#refusal(choice);
    }
    return {
      source: await this.#find(found),
      cloudEventSources: found.cloudEventSources,
    };
  }

  /**
   * The source of an import. A sender listed in `insights.importSubjects` creates a source of kind `file` by naming
   * it; a configured name stays with those bound to it.
   */
  async chooseForImport(subject: string, name: string): Promise<Source> {
    const configured = this.#config.sources.find(item => item.name === name);
    if (configured?.subjects.includes(subject)) {
      return this.#find(configured);
    }
    const known = this.#known.get(name) ?? (await this.#store.find(name));
    const mayCreate =
      !configured &&
      this.#config.importSubjects.includes(subject) &&
      (known === undefined || known.kind === 'file');
    if (!mayCreate) {
      throw this.#refusal({ subject, kinds: ['file'], named: name });
    }
    if (!SOURCE_NAME.test(name)) {
      throw new InputError(
        'A source is named with 1 to 63 lower-case letters, digits and dashes.',
      );
    }
    return this.#find({ name, kind: 'file', historical: true });
  }

  /**
   * A source of items that are here already, whoever sent them.
   *
   * @throws NotFoundError where there is none of that name
   */
  async byName(name: string): Promise<ChosenSource> {
    const configured = this.#config.sources.find(item => item.name === name);
    const source = this.#known.get(name) ?? (await this.#store.find(name));
    if (!source) {
      throw new NotFoundError(`There is no source '${name}'.`);
    }
    return {
      source: {
        ...source,
        historical: configured?.historical ?? source.historical,
      },
      cloudEventSources: configured?.cloudEventSources,
    };
  }

  /** Whether the sender may look at what became of its events in that source. */
  async mayRead(subject: string, name: string): Promise<boolean> {
    if (this.#boundTo(subject).some(source => source.name === name)) {
      return true;
    }
    const known = await this.#store.find(name);
    return (
      known?.kind === 'file' &&
      !this.#config.sources.some(source => source.name === name) &&
      this.#config.importSubjects.includes(subject)
    );
  }

  /** Who may write a source. */
  subjectsOf(name: string): string[] {
    const configured = this.#config.sources.find(item => item.name === name);
    return [...(configured?.subjects ?? this.#config.importSubjects)];
  }

  #boundTo(subject: string): SourceConfig[] {
    return this.#config.sources.filter(source =>
      source.subjects.includes(subject),
    );
  }

  async #find(
    declared: Pick<SourceConfig, 'name' | 'kind' | 'historical'>,
  ): Promise<Source> {
    const known =
      this.#known.get(declared.name) ??
      (await this.#store.findOrCreate(declared));
    this.#known.set(declared.name, known);
    return known;
  }

  #refusal(choice: SourceChoice): NotAllowedError {
    const bound = this.#boundTo(choice.subject).map(
      source => `${source.name} (${source.kind})`,
    );
    const imports = this.#config.importSubjects.includes(choice.subject);
    return new NotAllowedError(
      `This credential may not write ${
        choice.named === undefined
          ? `any source of kind ${choice.kinds.join(' or ')}`
          : 'the source it names here'
      }. It may write: ${bound.join(', ') || 'none'}${
        imports ? '; and import into any source of kind file' : ''
      }. Sources are bound to subjects in insights.sources.`,
    );
  }
}

/** The only one; else the only one that is not historical. */
function chooseDefault(
  bound: readonly SourceConfig[],
  choice: SourceChoice,
): SourceConfig | undefined {
  if (bound.length <= 1) {
    return bound[0];
  }
  // A route takes what it is named after before it takes kin: the lineage route openlineage before file.
  const preferred = bound.filter(source => source.kind === choice.kinds[0]);
  const live = (preferred.length > 0 ? preferred : bound).filter(
    source => !source.historical,
  );
  if (live.length === 1) {
    return live[0];
  }
  throw new InputError(
    `This credential may write several sources; choose one with ?source=. It may write: ${bound
      .map(source => source.name)
      .join(', ')}.`,
  );
}
