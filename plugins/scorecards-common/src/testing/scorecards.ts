import { compileRule, type CompiledRule } from '../definition/compileRule';
import { FaultList } from '../definition/fault';
import {
  FactRegistry,
  type FactReading,
  type FactSchema,
  type FactType,
  type FactValue,
} from '../facts/FactSchema';

export const NOW = new Date('2026-11-20T12:00:00Z');

export function schema(
  id: string,
  changes: Partial<FactSchema> = {},
): FactSchema {
  return {
    id,
    title: id,
    description: '',
    type: 'number',
    kinds: ['component'],
    visibility: 'catalog',
    ...changes,
  };
}

export function reading(
  type: FactType,
  value: FactValue,
  changes: Partial<FactReading> = {},
): FactReading {
  return {
    state: 'ok',
    type,
    value,
    observedAt: NOW,
    source: 'test',
    visibility: 'catalog',
    ...changes,
  };
}

/** @throws where the rule has a fault, so that a test with a mistake in it does not pass */
export function rule(written: unknown): CompiledRule {
  const faults = new FaultList();
  const compiled = compileRule(written, ['rule'], {
    faults,
    notes: new FaultList(),
  });
  if (!compiled) {
    throw new Error(JSON.stringify(faults.toArray()));
  }
  return compiled;
}

export const NO_SCHEMAS = new FactRegistry([]);

/** A whole definition around some checks. */
export function definition(checks: readonly unknown[], changes: object = {}) {
  return {
    apiVersion: 'mli.internal/v1alpha1',
    kind: 'Scorecard',
    metadata: { name: 'maturity' },
    spec: {
      owner: 'group:ml-platform',
      appliesTo: { kind: 'Component' },
      levels: [{ name: 'first' }, { name: 'second' }],
      checks,
      ...changes,
    },
  };
}

export function check(id: string, written: unknown, changes: object = {}) {
  return { id, title: id, level: 'first', rule: written, ...changes };
}
