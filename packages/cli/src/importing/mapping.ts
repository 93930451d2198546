import fs from 'node:fs';
import { z } from 'zod';
import { parse as parseYaml } from 'yaml';
import { runRecordSchema, type RunRecord } from '@mli/plugin-insights-common';
import { UsageError } from '../errors';

const FIELDS = Object.keys(runRecordSchema.shape) as (keyof RunRecord)[];
const TIME_FIELDS = [
  'committedAt',
  'submittedAt',
  'startedAt',
  'firstResultAt',
  'endedAt',
] as const;

const fieldName = z.enum(FIELDS as [keyof RunRecord, ...(keyof RunRecord)[]]);

const mappingSchema = z.strictObject({
  source: z.string().min(1).max(63).optional(),
  columns: z
    .partialRecord(fieldName, z.string())
    .describe('field of a run -> column of the file'),
  constants: z
    .partialRecord(
      fieldName,
      z.union([z.string(), z.number(), z.array(z.string())]),
    )
    .default({})
    .describe('fields that are the same for every run'),
  values: z
    .partialRecord(fieldName, z.record(z.string(), z.string()))
    .default({})
    .describe('field -> value in the file -> our value; "" leaves it out'),
  times: z
    .union([
      z.strictObject({ format: z.literal('rfc3339') }),
      z.strictObject({
        format: z.enum(['seconds', 'milliseconds']),
        epoch: z.string().default('1970-01-01T00:00:00Z'),
      }),
    ])
    .default({ format: 'rfc3339' }),
});

/** How the columns of a file become fields of a run. Written as YAML; docs/recipes/import-runs.md has examples. */
export type Mapping = z.infer<typeof mappingSchema>;

export function readMapping(file: string): Mapping {
  let text: string;
  try {
    text = fs.readFileSync(file, 'utf8');
  } catch {
    throw new UsageError(`The mapping file ${file} cannot be read.`);
  }
  let document: unknown;
  try {
    document = parseYaml(text);
  } catch (error) {
    throw new UsageError(
      `The mapping file ${file} is not YAML: ${error instanceof Error ? error.message : error}`,
    );
  }
  const parsed = mappingSchema.safeParse(document);
  if (!parsed.success) {
    const faults = parsed.error.issues.map(
      issue => `  ${issue.path.join('.') || '(top)'}: ${issue.message}`,
    );
    throw new UsageError(
      `The mapping file ${file} has faults:\n${faults.join('\n')}\nFields of a run: ${FIELDS.join(', ')}.`,
    );
  }
  return parsed.data;
}

/** Turns rows into records; throws a {@link RowError} for a row it cannot read. */
export class RowMapper {
  readonly #mapping: Mapping;
  readonly #epochMs: number;

  constructor(mapping: Mapping, header: readonly string[]) {
    this.#mapping = mapping;
    const missing = Object.entries(mapping.columns).filter(
      ([, column]) => !header.includes(column),
    );
    if (missing.length > 0) {
      const named = missing.map(
        ([field, column]) => `${column} (for ${field})`,
      );
      throw new UsageError(
        `The file has no column ${named.join(', ')}. Its columns: ${header.join(', ')}.`,
      );
    }
    this.#epochMs =
      mapping.times.format === 'rfc3339' ? 0 : Date.parse(mapping.times.epoch);
    if (Number.isNaN(this.#epochMs)) {
      throw new UsageError(
        'times.epoch of the mapping file is not a time such as 2023-01-01T00:00:00Z.',
      );
    }
  }

  toRecord(row: Readonly<Record<string, string>>): Record<string, unknown> {
    const record: Record<string, unknown> = { ...this.#mapping.constants };
    for (const field of FIELDS) {
      const column = this.#mapping.columns[field];
      if (column === undefined) continue;
      const text = this.#translate(field, row[column] ?? '');
      if (text !== '') record[field] = this.#convert(field, text);
    }
    return record;
  }

  #translate(field: keyof RunRecord, text: string): string {
    return this.#mapping.values[field]?.[text] ?? text.trim();
  }

  #convert(field: keyof RunRecord, text: string): unknown {
    if ((TIME_FIELDS as readonly string[]).includes(field)) {
      return this.#time(field, text);
    }
    if (field === 'gpus') return numberOf(field, text);
    if (field === 'offerings' || field === 'externalIds') {
      return text.split(/[,;\s]+/).filter(part => part !== '');
    }
    return text;
  }

  #time(field: string, text: string): string {
    const { times } = this.#mapping;
    if (times.format === 'rfc3339') return text;
    const amount = numberOf(field, text);
    const ms = times.format === 'seconds' ? amount * 1000 : amount;
    return new Date(this.#epochMs + ms).toISOString();
  }
}

export class RowError extends Error {}

function numberOf(field: string, text: string): number {
  const value = Number(text);
  if (!Number.isFinite(value)) {
    throw new RowError(`${field} is "${text.slice(0, 40)}", not a number`);
  }
  return value;
}
