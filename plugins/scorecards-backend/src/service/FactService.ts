import { NotAllowedError } from '@backstage/errors';
import {
  type FactPushResult,
  type FactRegistry,
  type FactSchema,
  isFactId,
  isStorableText,
  matchesGlob,
  normaliseFact,
  type PushedFact,
  pushedFactSchema,
  typeOfJson,
} from '@mli/plugin-scorecards-common';
import type { Knex } from 'knex';
import type { FactSubjectBinding } from '../config';
import type { Observation } from '../store/factRow';
import { lockFacts, writeFacts } from '../store/FactStore';
import type { ChangedFacts } from './EvaluationService';
import { FactSeries } from './FactSeries';
import { fullEntityRef } from './fullEntityRef';

/** Clocks differ a little; more than that is a mistake that would keep a fact fresh for ever. */
const CLOCK_SKEW_MS = 5 * 60_000;

export interface FactServiceOptions {
  readonly database: Knex;
  readonly registry: FactRegistry;
  /** Facts that are pushed and described in the configuration. */
  readonly described: readonly FactSchema[];
  readonly bindings: readonly FactSubjectBinding[];
  readonly onChanged: (changed: ChangedFacts) => void;
}

type Judged =
  | { readonly observation: Observation }
  | {
      readonly rejected: string;
      readonly entity?: string;
      readonly fact?: string;
    };

/** Takes facts from outside: each item is judged by itself, and what is accepted is stored in one transaction. */
export class FactService {
  readonly #options: FactServiceOptions;

  constructor(options: FactServiceOptions) {
    this.#options = options;
  }

  async push(
    subject: string,
    items: readonly unknown[],
    now: Date,
  ): Promise<FactPushResult[]> {
    const allowed = this.#options.bindings
      .filter(binding => binding.subject === subject)
      .flatMap(binding => binding.facts);
    if (allowed.length === 0) {
      throw new NotAllowedError(
        `${subject} may not push any facts. Bind it to fact ids in scorecards.factSubjects of the configuration.`,
      );
    }
    const judged = items.map(item =>
      this.#judge(item, { subject, allowed, now }),
    );
    return this.#store(judged);
  }

  #judge(
    item: unknown,
    {
      subject,
      allowed,
      now,
    }: { subject: string; allowed: readonly string[]; now: Date },
  ): Judged {
    const parsed = pushedFactSchema.safeParse(item);
    if (!parsed.success) {
      const problems = parsed.error.issues.map(
        issue =>
          `${issue.path.map(String).join('.') || 'the item'}: ${issue.message}`,
      );
      return { rejected: problems.slice(0, 5).join('; ') };
    }
    const { fact, unit } = parsed.data;
    const entity = fullEntityRef(parsed.data.entity);
    if (!entity) {
      return {
        fact,
        rejected: `entity '${parsed.data.entity}' is no entity ref; write it like component:default/lane-net`,
      };
    }
    const problem = this.#problemOfId(fact, allowed) ?? problemOfUnit(unit);
    if (problem) {
      return { entity, fact, rejected: problem };
    }
    const observedAt = parsed.data.observedAt
      ? new Date(parsed.data.observedAt)
      : now;
    if (observedAt.getTime() > now.getTime() + CLOCK_SKEW_MS) {
      return { entity, fact, rejected: 'observedAt is in the future' };
    }
    return this.#observe({ ...parsed.data, entity }, { subject, observedAt });
  }

  #problemOfId(fact: string, allowed: readonly string[]): string | undefined {
    const shown = fact.slice(0, 80);
    if (!isFactId(fact)) {
      return `'${shown}' is no fact id; write it like ci.build_minutes`;
    }
    if (!allowed.some(glob => matchesGlob(glob, fact))) {
      return `you may not push ${fact}; you may push ${allowed.join(', ')}`;
    }
    const described = this.#options.described.some(({ id }) => id === fact);
    return !described && this.#options.registry.get(fact)
      ? `${fact} comes from a source of the portal and cannot be pushed`
      : undefined;
  }

  #observe(
    { entity, fact, value, type: said, unit }: PushedFact,
    { subject, observedAt }: { subject: string; observedAt: Date },
  ): Judged {
    const schema = this.#options.registry.get(fact);
    const base = {
      entity,
      fact,
      source: subject,
      visibility: schema?.visibility ?? 'catalog',
      observedAt,
      confirmed: false,
    } as const;
    const kind = entity.slice(0, entity.indexOf(':'));
    if (schema && schema.kinds.length > 0 && !schema.kinds.includes(kind)) {
      return {
        entity,
        fact,
        rejected: `${fact} is about ${schema.kinds.join(', ')}, not about a ${kind}`,
      };
    }
    if (schema?.unit && unit && unit !== schema.unit) {
      return {
        entity,
        fact,
        rejected: `unit: ${fact} is in ${schema.unit}, not in ${unit}`,
      };
    }
    if (value === null) {
      return { observation: { ...base, state: 'absent' } };
    }
    const type = schema?.type ?? said ?? typeOfJson(value);
    if (!type || (said && said !== type)) {
      return {
        entity,
        fact,
        rejected: type
          ? `${fact} is a ${type}, not a ${said}`
          : 'value must be a number, true, false, a text, a list of texts, or null',
      };
    }
    const normalised = normaliseFact(type, value);
    return 'fault' in normalised
      ? { entity, fact, rejected: `value ${normalised.fault}` }
      : {
          observation: {
            ...base,
            state: 'ok',
            type,
            value: normalised.value,
            unit: schema?.unit ?? unit,
          },
        };
  }

  async #store(judged: readonly Judged[]): Promise<FactPushResult[]> {
    const observations = judged.flatMap(item =>
      'observation' in item ? item.observation : [],
    );
    const series = new FactSeries();
    const results = await this.#options.database.transaction(async trx => {
      series.start(await lockFacts(trx, observations));
      const verdicts = judged.map((item, index): FactPushResult => {
        if (!('observation' in item)) {
          const { entity, fact, rejected } = item;
          return { index, entity, fact, status: 'rejected', reason: rejected };
        }
        const { entity, fact } = item.observation;
        return { index, entity, fact, ...series.take(item.observation) };
      });
      await writeFacts(trx, series);
      return verdicts;
    });
    const byEntity = Map.groupBy(series.latest, ({ entity }) => entity);
    const changed = [...byEntity].map(
      ([entity, facts]) =>
        [entity, new Set(facts.map(({ fact }) => fact))] as const,
    );
    this.#options.onChanged(new Map(changed));
    return results;
  }
}

function problemOfUnit(unit: string | undefined): string | undefined {
  return unit !== undefined && !isStorableText(unit)
    ? 'unit contains characters that cannot be stored'
    : undefined;
}
