import type {
  AuthService,
  DiscoveryService,
} from '@backstage/backend-plugin-api';
import { ResponseError } from '@backstage/errors';
import {
  INSIGHTS_FACTS,
  type InsightsFact,
  insightsFactsResponseSchema,
} from '@mli/plugin-insights-common';
import type { FactSchema } from '@mli/plugin-scorecards-common';
import type {
  CollectedFact,
  CollectRequest,
  FactSource,
} from '@mli/plugin-scorecards-node';

/** Far above any organisation; a loop of cursors ends here. */
const MAX_PAGES = 1_000;
const TIMEOUT_MS = 30_000;

/** Adoption, and what studies say of an offering, are for everybody; all the rest says how fast a team is. */
const FOR_EVERYBODY = ['insights.adoption.', 'insights.effect.'];

const REASONS: Readonly<Record<Exclude<InsightsFact['state'], 'ok'>, string>> =
  {
    hidden: 'hidden: fewer than 5 people',
    'not-enough-data': 'not enough data',
  };

const WEEKS_2_MS = 14 * 86_400_000;

export const INSIGHTS_FACT_SCHEMAS: readonly FactSchema[] = [
  ...INSIGHTS_FACTS.map((fact): FactSchema => ({
    id: fact.id,
    title:
      fact.title.charAt(0).toLocaleLowerCase('en-US') + fact.title.slice(1),
    description: fact.description,
    type: 'number',
    unit: fact.unit === 'seconds' ? fact.unit : undefined,
    kinds: [fact.entityKind.toLocaleLowerCase('en-US')],
    freshnessMs: WEEKS_2_MS,
    visibility: FOR_EVERYBODY.some(family => fact.id.startsWith(family))
      ? 'catalog'
      : 'team-speed',
  })),
  {
    // one this version does not know yet is treated as carefully as speed
    id: 'insights.*',
    title: 'an insights fact',
    description: 'A fact of a newer insights plugin.',
    type: 'number',
    kinds: ['group', 'offering', 'component'],
    freshnessMs: WEEKS_2_MS,
    visibility: 'team-speed',
  },
];

export interface InsightsFactSourceOptions {
  readonly auth: AuthService;
  readonly discovery: DiscoveryService;
}

/** Pulls the current facts of insights, which has applied its release rules to them. */
export class InsightsFactSource implements FactSource {
  readonly id = 'insights';
  readonly facts = INSIGHTS_FACT_SCHEMAS;
  readonly #auth: AuthService;
  readonly #discovery: DiscoveryService;

  constructor(options: InsightsFactSourceOptions) {
    this.#auth = options.auth;
    this.#discovery = options.discovery;
  }

  async collect({ signal }: CollectRequest): Promise<CollectedFact[]> {
    const collected: CollectedFact[] = [];
    let cursor: string | undefined;
    for (let page = 0; page < MAX_PAGES; page += 1) {
      const answer = await this.#page(cursor, signal);
      collected.push(...answer.items.map(fromApiFact));
      if (!answer.more) {
        return collected;
      }
      cursor = answer.nextCursor;
    }
    throw new Error(
      `GET /api/insights/facts did not end within ${MAX_PAGES} pages`,
    );
  }

  async #page(cursor: string | undefined, signal: AbortSignal | undefined) {
    const baseUrl = await this.#discovery.getBaseUrl('insights');
    const { token } = await this.#auth.getPluginRequestToken({
      onBehalfOf: await this.#auth.getOwnServiceCredentials(),
      targetPluginId: 'insights',
    });
    const query =
      cursor === undefined ? '' : `?${new URLSearchParams({ cursor })}`;
    const timeout = AbortSignal.timeout(TIMEOUT_MS);
    const response = await fetch(`${baseUrl}/facts${query}`, {
      headers: { authorization: `Bearer ${token}` },
      signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
    });
    if (!response.ok) {
      throw await ResponseError.fromResponse(response);
    }
    return insightsFactsResponseSchema.parse(await response.json());
  }
}

function fromApiFact(item: InsightsFact): CollectedFact {
  const base = {
    entity: item.entity.toLocaleLowerCase('en-US'),
    fact: item.id,
    observedAt: new Date(item.observedAt),
  };
  if (item.state === 'ok') {
    return item.value === undefined
      ? { ...base, state: 'absent' }
      : { ...base, state: 'ok', value: item.value };
  }
  return { ...base, state: 'no-data', reason: REASONS[item.state] };
}
