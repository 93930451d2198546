import { nameOfRef } from '@mli/plugin-ml-platform-react';
import { readText, readTexts } from '@mli/plugin-offerings-common';

type Fields = Record<string, unknown>;

function fields(value: unknown): Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? { ...value }
    : {};
}

function listed(values: readonly string[]): string {
  return values.length < 2
    ? values.join('')
    : `${values.slice(0, -1).join(', ')} or ${values.at(-1)}`;
}

/** The value of one field as words: a text, one of several, there or not. Anything else as it is written. */
function valueWords(value: unknown): string {
  const plain = readText(value);
  if (plain) return plain;
  const { $in: anyOf, $exists: exists } = fields(value);
  if (Array.isArray(anyOf)) return listed(readTexts(anyOf));
  if (exists === true) return 'given';
  if (exists === false) return 'not given';
  return JSON.stringify(value);
}

interface Words {
  /** Whether the filter names customer teams, which is how the sentence begins anyway. */
  isCustomer: boolean;
  /** What further narrows it, each to follow the word "team". */
  conditions: string[];
}

function conditionWords(key: string, value: unknown): Words {
  if (key === '$all' && Array.isArray(value)) {
    const parts = value.map(filterWords);
    return {
      isCustomer: parts.some(part => part.isCustomer),
      conditions: parts.flatMap(part => part.conditions),
    };
  }
  if (key === 'spec.type' && value === 'customer-team') {
    return { isCustomer: true, conditions: [] };
  }
  if (key === 'spec.parent') {
    const { $in: anyOf } = fields(value);
    const parents = Array.isArray(anyOf)
      ? readTexts(anyOf)
      : readTexts([value]);
    if (parents.length > 0) {
      return {
        isCustomer: false,
        conditions: [`in ${listed(parents.map(nameOfRef))}`],
      };
    }
  }
  return {
    isCustomer: false,
    conditions: [`whose ${key} is ${valueWords(value)}`],
  };
}

function filterWords(filter: unknown): Words {
  const parts = Object.entries(fields(filter)).map(([key, value]) =>
    conditionWords(key, value),
  );
  return {
    isCustomer: parts.some(part => part.isCustomer),
    conditions: parts.flatMap(part => part.conditions),
  };
}

/** The audience of an offering as a person would say it. */
export function describeAudience(audience: unknown): string {
  const { filter, activeIn } = fields(audience);
  const stages = readTexts(activeIn);
  const { isCustomer, conditions } = filterWords(filter);
  const who =
    filter === undefined || isCustomer ? 'Every customer team' : 'Every team';
  const all =
    stages.length > 0
      ? [...conditions, `that works on ${listed(stages)}`]
      : conditions;
  return [who, ...all].join(' ');
}
