import { BackstageCredentials } from '@backstage/backend-plugin-api';
import { ActionsRegistryService } from '@backstage/backend-plugin-api/alpha';
import { InputError, NotFoundError } from '@backstage/errors';
import { CatalogService } from '@backstage/plugin-catalog-node';
import {
  OFFERING_SUMMARY_FIELDS,
  OfferingSummary,
  offeringRef,
  searchOfferings,
  toOfferingSummary,
} from '@mli/plugin-offerings-common';

const CATALOG_PAGE = 500;
const MOST_FOUND = 20;

/** What assistants may ask of offerings through MCP, as the person who asks them. */
export function registerOfferingActions(options: {
  actionsRegistry: ActionsRegistryService;
  catalog: CatalogService;
}): void {
  const { actionsRegistry, catalog } = options;
  actionsRegistry.register({
    name: 'find-offerings',
    title: 'Find offerings',
    description:
      'Finds what the machine-learning infrastructure teams offer, by words of a problem and by stage of the ML workflow (data, labeling, features, training, evaluation, simulation, deployment, monitoring). Best match first.',
    attributes: { readOnly: true, idempotent: true },
    schema: {
      input: z =>
        z.object({
          problem: z
            .string()
            .max(500)
            .optional()
            .describe('words of the problem, such as "waiting for GPUs"'),
          stage: z.string().max(100).optional(),
        }),
      output: z =>
        z.object({
          offerings: z.array(
            z.object({
              ref: z.string(),
              title: z.string(),
              problem: z.string().optional(),
              description: z.string().optional(),
              stages: z.array(z.string()),
              lifecycle: z.string().optional(),
              provider: z.string().optional(),
            }),
          ),
        }),
    },
    action: async ({ input, credentials }) => {
      const all = await listOfferings(catalog, credentials);
      const offerings = bestMatches(all, input).map(offering => ({
        ref: offering.ref,
        title: offering.title,
        problem: offering.problem,
        description: offering.description,
        stages: offering.stages,
        lifecycle: offering.lifecycle,
        provider: offering.provider,
      }));
      return { output: { offerings } };
    },
  });

  actionsRegistry.register({
    name: 'get-offering',
    title: 'Get an offering',
    description:
      'Everything the catalog says about one offering: what problem it solves, for whom and for whom not, how to start, limits, service levels, support, what it replaces and needs.',
    attributes: { readOnly: true, idempotent: true },
    schema: {
      input: z =>
        z.object({
          offering: z
            .string()
            .max(300)
            .describe('name or ref, such as feature-store'),
        }),
      output: z =>
        z.object({
          ref: z.string(),
          title: z.string(),
          description: z.string().optional(),
          tags: z.array(z.string()),
          spec: z.record(z.unknown()),
          relations: z.array(z.object({ type: z.string(), ref: z.string() })),
        }),
    },
    action: async ({ input, credentials }) => {
      const ref = offeringRef(input.offering);
      if (!ref) {
        throw new InputError(
          `'${input.offering.slice(0, 60)}' is not the ref of an Offering; write it like feature-store or offering:default/feature-store.`,
        );
      }
      const entity = await catalog.getEntityByRef(ref, { credentials });
      if (!entity) {
        throw new NotFoundError(
          `There is no offering '${ref}' in the catalog that you can see. find-offerings lists those there are.`,
        );
      }
      const summary = toOfferingSummary(entity);
      return {
        output: {
          ref,
          title: summary.title,
          description: summary.description,
          tags: summary.tags,
          spec: { ...entity.spec },
          relations: (entity.relations ?? []).map(({ type, targetRef }) => ({
            type,
            ref: targetRef,
          })),
        },
      };
    },
  });
}

async function listOfferings(
  catalog: CatalogService,
  credentials: BackstageCredentials,
): Promise<OfferingSummary[]> {
  const offerings: OfferingSummary[] = [];
  const pages = catalog.streamEntities(
    {
      filter: { kind: 'Offering' },
      fields: OFFERING_SUMMARY_FIELDS,
      pageSize: CATALOG_PAGE,
    },
    { credentials },
  );
  for await (const page of pages)
    offerings.push(...page.map(toOfferingSummary));
  return offerings;
}

function bestMatches(
  offerings: readonly OfferingSummary[],
  wanted: { problem?: string; stage?: string },
): OfferingSummary[] {
  const ofStage = offerings.filter(
    ({ stages }) => !wanted.stage || stages.includes(wanted.stage),
  );
  return [...searchOfferings(ofStage, wanted.problem ?? '')]
    .sort(
      ([a, scoreOfA], [b, scoreOfB]) =>
        scoreOfB - scoreOfA || a.title.localeCompare(b.title),
    )
    .slice(0, MOST_FOUND)
    .map(([offering]) => offering);
}
