import type { Registration } from '@mli/plugin-offerings-common';

/** Where a registration stands, in one or two words. */
export function stateWord({ state, handOver }: Registration): string {
  if (handOver) return 'being handed over';
  if (state === 'in-git') return 'in Git';
  return state === 'retired' ? 'retired' : 'in the catalog';
}

const FIELD_WORDS: Record<string, string> = {
  owner: 'team',
  offerings: 'offerings',
  jobs: 'jobs',
};

export function fieldWord(field: string): string {
  return FIELD_WORDS[field] ?? field;
}

/** A value of a registration as one line. */
export function valueText(value: unknown): string {
  if (value === undefined || value === null || value === '') return 'nothing';
  if (Array.isArray(value)) {
    return value.length === 0 ? 'nothing' : value.map(valueText).join(', ');
  }
  if (typeof value === 'object') {
    return Object.values(value).map(valueText).join(' ');
  }
  return String(value);
}
