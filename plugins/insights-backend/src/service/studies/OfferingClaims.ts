import { AuthService } from '@backstage/backend-plugin-api';
import { stringifyEntityRef } from '@backstage/catalog-model';
import { CatalogService } from '@backstage/plugin-catalog-node';
import { STUDY_OUTCOMES, StudyOutcome } from '@mli/plugin-insights-common';
import { streamCatalog } from '@mli/plugin-ml-platform-node';
import { z } from 'zod';

/** That an offering says to improve an outcome. */
export interface OfferingClaim {
  readonly offering: string;
  readonly outcome: StudyOutcome;
  readonly stage?: string;
}

const claimSchema = z.object({
  metric: z.enum(STUDY_OUTCOMES),
  stage: z.string().min(1).max(63).optional(),
});

const FRESH_MS = 30_000;

/** The `improves` of every offering in the catalog, read at most every half minute; what studies cannot ask is left out. */
export class OfferingClaims {
  readonly #auth: AuthService;
  readonly #catalog: CatalogService;
  #known?: { readonly at: number; readonly claims: Promise<OfferingClaim[]> };

  constructor(options: { auth: AuthService; catalog: CatalogService }) {
    this.#auth = options.auth;
    this.#catalog = options.catalog;
  }

  async all(now: Date): Promise<OfferingClaim[]> {
    const at = now.getTime();
    if (!this.#known || at - this.#known.at > FRESH_MS) {
      const claims = this.#read();
      this.#known = { at, claims };
      claims.catch(() => {
        this.#known = undefined;
      });
    }
    return await this.#known.claims;
  }

  async #read(): Promise<OfferingClaim[]> {
    const claims: OfferingClaim[] = [];
    const offerings = streamCatalog(
      this.#catalog,
      await this.#auth.getOwnServiceCredentials(),
      {
        kinds: ['Offering'],
        fields: [
          'kind',
          'metadata.name',
          'metadata.namespace',
          'spec.improves',
        ],
      },
    );
    for await (const entity of offerings) {
      const improves = entity.spec?.improves;
      if (!Array.isArray(improves)) continue;
      for (const each of improves) {
        const read = claimSchema.safeParse(each);
        if (!read.success) continue;
        claims.push({
          offering: stringifyEntityRef(entity),
          outcome: read.data.metric,
          stage: read.data.stage,
        });
      }
    }
    return claims;
  }
}

export function sameQuestion(
  a: OfferingClaim,
  b: { offering: string; outcome: string; stage?: string },
): boolean {
  return (
    a.offering === b.offering &&
    a.outcome === b.outcome &&
    (a.stage ?? '') === (b.stage ?? '')
  );
}
