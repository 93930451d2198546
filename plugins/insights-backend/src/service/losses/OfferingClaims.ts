import { AuthService } from '@backstage/backend-plugin-api';
import { Entity, stringifyEntityRef } from '@backstage/catalog-model';
import { CatalogService } from '@backstage/plugin-catalog-node';
import { PromisesReader, StagePromise } from './LossReporter';

/** What an offering says of itself that losses are held against. */
export interface OfferingClaim {
  readonly offering: string;
  readonly title: string;
  readonly lifecycle: string;
  readonly stages: readonly string[];
  readonly improves: readonly {
    readonly stage: string;
    readonly metric: string;
  }[];
  readonly promises: readonly StagePromise[];
}

const FIELDS = [
  'kind',
  'metadata.name',
  'metadata.namespace',
  'metadata.title',
  'spec.lifecycle',
  'spec.stages',
  'spec.improves',
  'spec.serviceLevels',
];
const KEPT_MILLISECONDS = 60_000;

const SECONDS: Readonly<Record<string, number>> = {
  s: 1,
  seconds: 1,
  min: 60,
  minutes: 60,
  h: 3_600,
  hours: 3_600,
};

/** Reads what offerings claim and promise from the catalog, all of them with one call a minute at most. */
export class OfferingClaims implements PromisesReader {
  readonly #auth: AuthService;
  readonly #catalog: CatalogService;
  #kept: { at: number; claims: Promise<OfferingClaim[]> } | undefined;

  constructor(options: { auth: AuthService; catalog: CatalogService }) {
    this.#auth = options.auth;
    this.#catalog = options.catalog;
  }

  async promises(): Promise<StagePromise[]> {
    return (await this.claims()).flatMap(({ promises }) => promises);
  }

  async claims(): Promise<OfferingClaim[]> {
    const now = Date.now();
    if (!this.#kept || now - this.#kept.at > KEPT_MILLISECONDS) {
      const claims = this.#read();
      this.#kept = { at: now, claims };
      claims.catch(() => {
        this.#kept = undefined;
      });
    }
    return this.#kept.claims;
  }

  async #read(): Promise<OfferingClaim[]> {
    const { items } = await this.#catalog.getEntities(
      { filter: { kind: 'Offering' }, fields: FIELDS },
      { credentials: await this.#auth.getOwnServiceCredentials() },
    );
    return items.map(claimOf);
  }
}

function claimOf(entity: Entity): OfferingClaim {
  const offering = stringifyEntityRef(entity);
  const { spec = {} } = entity;
  const stages = texts(spec.stages);
  return {
    offering,
    title: entity.metadata.title ?? entity.metadata.name,
    lifecycle: String(spec.lifecycle ?? ''),
    stages,
    improves: objects(spec.improves).map(one => ({
      stage: String(one.stage ?? ''),
      metric: String(one.metric ?? ''),
    })),
    promises: objects(spec.serviceLevels).flatMap(one => {
      const promise = readPromise(one);
      return promise ? [{ ...promise, offering, stages }] : [];
    }),
  };
}

/**
 * A service level promises a loss where its indicator is a mean time in the queue or of starting up, in a unit of time:
 * `{ indicator: queue time, target: 15, unit: minutes }`. Shares of runs within a limit promise no mean.
 */
export function readPromise(
  level: Readonly<Record<string, unknown>>,
): Pick<StagePromise, 'phase' | 'secondsPerRun'> | undefined {
  const indicator = String(level.indicator ?? '').toLocaleLowerCase('en-US');
  const unit = SECONDS[String(level.unit ?? '').toLocaleLowerCase('en-US')];
  const target = level.target;
  if (unit === undefined || typeof target !== 'number' || !(target >= 0)) {
    return undefined;
  }
  const match =
    /^(?:mean |average )?(queue|waiting|start-?up|startup)[ _]time$/.exec(
      indicator,
    );
  if (!match) {
    return undefined;
  }
  return {
    phase: match[1]?.startsWith('start') ? 'startup' : 'queue',
    secondsPerRun: target * unit,
  };
}

function texts(value: unknown): string[] {
  return Array.isArray(value)
    ? value.filter((item): item is string => typeof item === 'string')
    : [];
}

function objects(value: unknown): Record<string, unknown>[] {
  return Array.isArray(value)
    ? value.filter(
        (item): item is Record<string, unknown> =>
          typeof item === 'object' && item !== null && !Array.isArray(item),
      )
    : [];
}
