import {
  compileScorecard,
  type DefinitionFault,
} from '@mli/plugin-scorecards-common';

/** What became of a file of tech-insights checks. */
export interface ImportedScorecard {
  readonly document: Record<string, unknown>;
  readonly checks: number;
  /** What could not be carried over, and where it stands in the file. */
  readonly faults: readonly DefinitionFault[];
}

/** Operators of json-rules-engine, as tech-insights' jsonfc module has them, in our words. */
const OPERATORS: Readonly<Record<string, string>> = {
  equal: 'equals',
  notEqual: 'notEquals',
  lessThan: 'lessThan',
  lessThanInclusive: 'atMost',
  greaterThan: 'greaterThan',
  greaterThanInclusive: 'atLeast',
  in: 'in',
  notIn: 'notIn',
  contains: 'contains',
  doesNotContain: 'contains',
};

type JsonObject = Record<string, unknown>;

const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const slug = (text: string): string =>
  text
    .replace(/([a-z0-9])([A-Z])/g, '$1-$2')
    .toLocaleLowerCase('en-US')
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 63);

class Converter {
  readonly faults: DefinitionFault[] = [];

  fault(path: string, message: string): undefined {
    this.faults.push({ path, message });
    return undefined;
  }

  rule(
    condition: unknown,
    path: string,
    factIds: readonly string[],
  ): JsonObject | undefined {
    if (!isObject(condition)) {
      return this.fault(path, 'is no condition');
    }
    for (const group of ['all', 'any'] as const) {
      if (group in condition) {
        const parts = condition[group];
        if (!Array.isArray(parts) || parts.length === 0) {
          return this.fault(`${path}.${group}`, 'must be a list of conditions');
        }
        const rules = parts.map((part, index) =>
          this.rule(part, `${path}.${group}[${index}]`, factIds),
        );
        return rules.every(rule => rule !== undefined)
          ? { [group]: rules }
          : undefined;
      }
    }
    if ('not' in condition) {
      const inner = this.rule(condition.not, `${path}.not`, factIds);
      return inner && { not: inner };
    }
    return this.comparison(condition, path, factIds);
  }

  comparison(
    condition: JsonObject,
    path: string,
    factIds: readonly string[],
  ): JsonObject | undefined {
    const { fact, operator, value } = condition;
    for (const key of ['path', 'params', 'factResolver']) {
      if (key in condition) {
        return this.fault(
          `${path}.${key}`,
          'has no counterpart; push the value it reads as a fact of its own',
        );
      }
    }
    if (typeof fact !== 'string' || typeof operator !== 'string') {
      return this.fault(path, 'must have a fact and an operator');
    }
    const own = Object.hasOwn(OPERATORS, operator)
      ? OPERATORS[operator]
      : undefined;
    if (!own) {
      return this.fault(`${path}.operator`, `${operator} has no counterpart`);
    }
    const [retriever] = factIds;
    const rule = {
      fact: retriever ? `${retriever}.${fact}` : fact,
      operator: own,
      value,
    };
    return operator === 'doesNotContain' ? { not: rule } : rule;
  }
}

/** The list of checks, whether it stands alone, under techInsights.factChecker.checks, or is a map by id. */
function checksIn(
  content: unknown,
): { checks: [string, unknown][]; path: string } | undefined {
  let at = content;
  let path = '';
  for (const key of ['techInsights', 'factChecker', 'checks']) {
    if (isObject(at) && key in at) {
      at = at[key];
      path = path ? `${path}.${key}` : key;
    }
  }
  if (Array.isArray(at)) {
    return {
      checks: at.map((check, index) => [
        String(isObject(check) ? check.id : index),
        check,
      ]),
      path,
    };
  }
  return isObject(at) ? { checks: Object.entries(at), path } : undefined;
}

export interface ImportOptions {
  readonly name: string;
  readonly owner: string;
}

/** Translates checks of tech-insights into one scorecard of ours; undefined where the file holds none. */
export function importTechInsights(
  content: unknown,
  { name, owner }: ImportOptions,
): ImportedScorecard | undefined {
  const found = checksIn(content);
  if (!found) {
    return undefined;
  }
  const converter = new Converter();
  const checks = found.checks.flatMap(([id, written]) => {
    const path = found.path ? `${found.path}.${id}` : id;
    if (!isObject(written)) {
      converter.fault(path, 'is no check');
      return [];
    }
    const factIds = Array.isArray(written.factIds)
      ? written.factIds.filter(one => typeof one === 'string')
      : [];
    if (factIds.length > 1) {
      converter.fault(
        `${path}.factIds`,
        `reads ${factIds.length} retrievers; the facts are taken as those of ${factIds[0]}`,
      );
    }
    const conditions = isObject(written.rule)
      ? written.rule.conditions
      : undefined;
    const rule = converter.rule(conditions, `${path}.rule.conditions`, factIds);
    if (!rule) {
      return [];
    }
    return [toCheck(id, written, rule)];
  });
  const document = {
    apiVersion: 'mli.internal/v1alpha1',
    kind: 'Scorecard',
    metadata: { name: slug(name), title: name },
    spec: {
      owner,
      appliesTo: { kind: 'Component' },
      levels: [{ name: 'passing', title: 'Passing' }],
      checks,
    },
  };
  const own = compileScorecard(document).faults;
  return {
    document,
    checks: checks.length,
    faults: [...converter.faults, ...own],
  };
}

function toCheck(
  id: string,
  written: JsonObject,
  rule: JsonObject,
): JsonObject {
  const text = (key: string): string | undefined => {
    const value = written[key];
    return typeof value === 'string' && value !== '' ? value : undefined;
  };
  const metadata = [written.successMetadata, written.failureMetadata].filter(
    isObject,
  );
  const solution = metadata
    .map(one => one.solution ?? one.explanation)
    .find(one => typeof one === 'string');
  const url = metadata
    .map(one => one.link ?? one.url)
    .find(one => typeof one === 'string' && /^https?:\/\//.test(one));
  return {
    id: slug(id) || 'check',
    title: text('name') ?? id,
    ...(text('description') ? { why: text('description') } : {}),
    level: 'passing',
    rule,
    ...(solution || url
      ? {
          remediation: {
            ...(solution ? { text: solution } : {}),
            ...(url ? { url } : {}),
          },
        }
      : {}),
  };
}
