import fs from 'node:fs';
import path from 'node:path';
import { Entity } from '@backstage/catalog-model';
import {
  CAUSES,
  MetricAnswer,
  MetricId,
  OUTCOMES,
  RUN_CLASSES,
  RunRecord,
  TRIGGERS,
} from '@mli/plugin-insights-common';
import { parse } from 'yaml';
import { z } from 'zod';

const FOLDER = path.resolve(__dirname, '../service/__fixtures__/metrics');
/** `2024-01-02 09:00`, or `+10min` after the time before it in the life of a run. `{k}` is 1, 2, ... */
const time = z
  .string()
  .regex(/^(\d{4}-\d\d-\d\d \d\d:\d\d(:\d\d)?|\+[\d{k}]+(s|min|h|d))$/);

const TIMES = ['committed', 'submitted', 'started', 'first', 'ended'] as const;

const run = z.strictObject({
  id: z.string().optional().describe('its repetitions are id-1, id-2, ...'),
  times: z.int().default(1),
  every: z
    .string()
    .regex(/^\d+(s|min|h|d)$/)
    .default('1d'),
  committed: time.optional(),
  submitted: time.optional(),
  started: time.optional(),
  first: time.optional(),
  ended: time.optional(),
  actor: z.string().optional().describe('p* is p1 to p8 in turn'),
  outcome: z.enum(OUTCOMES).optional(),
  cause: z.enum(CAUSES).optional(),
  trigger: z.enum(TRIGGERS).optional(),
  class: z.enum(RUN_CLASSES).optional(),
  stage: z.string().optional(),
  gpus: z.number().optional(),
  attempt: z.int().optional(),
  parent: z.string().optional(),
  experiment: z.string().optional(),
  commit: z.string().optional(),
  parameters: z.string().optional(),
  offering: z.string().optional(),
  same: z.string().optional().describe('how all sources call it'),
  source: z.string().optional().describe('where a case has several'),
});

const fixtures = z.array(
  z.strictObject({
    what: z.string(),
    ask: z
      .record(z.string(), z.string())
      .optional()
      .describe('of the team of the case; else of all of its source'),
    apart: z
      .boolean()
      .default(false)
      .describe('not beside the others: what is hidden of it would hide some'),
    runs: z.array(run),
    answer: z.record(z.string(), z.unknown()),
  }),
);

export type MetricFixture = z.infer<typeof fixtures>[number];
type FixtureRun = MetricFixture['runs'][number];

export function fixturesOf(metric: MetricId): MetricFixture[] {
  const file = path.join(FOLDER, `${metric}.yaml`);
  return fixtures.parse(parse(fs.readFileSync(file, 'utf8')));
}

/** Each case has a source of its own and, where it asks for one, a team of its own. */
export function nameOf(metric: MetricId, position: number): string {
  return `${metric.replaceAll('_', '-')}-${position + 1}`;
}

/** Teams of the cases, each with the same eight people, and an offering for training. */
export function entitiesOf(
  cases: readonly { fixture: MetricFixture; name: string }[],
): Entity[] {
  const apiVersion = 'backstage.io/v1alpha1';
  const teams = cases.flatMap(({ fixture, name }) =>
    fixture.ask ? [name] : [],
  );
  return [
    ...teams.map(name => ({
      apiVersion,
      kind: 'Group',
      metadata: { name },
      spec: { type: 'customer-team', children: [] },
    })),
    ...Array.from({ length: 8 }, (_, index) => ({
      apiVersion,
      kind: 'User',
      metadata: { name: `p${index + 1}` },
      spec: { memberOf: teams },
      relations: teams.map(team => ({
        type: 'memberOf',
        targetRef: `group:default/${team}`,
      })),
    })),
    {
      apiVersion: 'mli.internal/v1alpha1',
      kind: 'Offering',
      metadata: { name: 'queue' },
      spec: {
        owner: 'group:default/mli',
        stages: ['training'],
        lifecycle: 'ga',
      },
    },
  ];
}

/** The runs of a case as a file states them, by source. */
export function recordsOf(
  fixture: MetricFixture,
  name: string,
): Map<string, RunRecord[]> {
  const records = new Map<string, RunRecord[]>();
  for (const [position, line] of fixture.runs.entries()) {
    for (let k = 1; k <= line.times; k += 1) {
      const source = line.source ? `${name}-${line.source}` : name;
      const record = recordOf(line, {
        position,
        k,
        name,
        team: fixture.ask && name,
      });
      records.set(source, [...(records.get(source) ?? []), record]);
    }
  }
  return records;
}

function recordOf(
  line: FixtureRun,
  context: { position: number; k: number; name: string; team?: string },
): RunRecord {
  const { k, name, team, position } = context;
  const fill = (text: string) => text.replaceAll('{k}', String(k));
  const record: Record<string, unknown> = {
    id: `${line.id ?? `run${position}`}-${k}`,
    namespace: 'fixture',
    job: name,
    team,
    ...timesOf(line, k),
    actor: line.actor && fill(line.actor).replace('*', String((k % 8) + 1)),
    outcome: line.outcome,
    cause: line.cause,
    trigger: line.trigger,
    runClass: line.class,
    stage: line.stage,
    gpus: line.gpus,
    attempt: line.attempt,
    parentId: line.parent && fill(line.parent),
    experiment: line.experiment && fill(line.experiment),
    commit: line.commit && fill(line.commit),
    parameters: line.parameters,
    offerings: line.offering && [line.offering],
    externalIds: line.same && [`slurm:${name}-${fill(line.same)}`],
  };
  // Its fields are those of a record; what is not said is left out.
  return Object.fromEntries(
    Object.entries(record).filter(([, value]) => value !== undefined),
  ) as RunRecord;
}

const UNITS = { s: 1_000, min: 60_000, h: 3_600_000, d: 86_400_000 };

function lengthOf(text: string): number {
  const [, amount = '', unit = ''] = /^(\d+)(s|min|h|d)$/.exec(text) ?? [];
  return Number(amount) * UNITS[unit as keyof typeof UNITS];
}

function timesOf(line: FixtureRun, k: number): Record<string, string> {
  const times: Record<string, string> = {};
  let before = 0;
  for (const name of TIMES) {
    const text = line[name]?.replaceAll('{k}', String(k));
    if (text !== undefined) {
      before = text.startsWith('+')
        ? before + lengthOf(text.slice(1))
        : Date.parse(`${text.replace(' ', 'T')}Z`) +
          (k - 1) * lengthOf(line.every);
      const field = name === 'first' ? 'firstResult' : name;
      times[`${field}At`] = new Date(before).toISOString();
    }
  }
  return times;
}

/** What a table says of an answer: all of it but its head and when it was computed. */
export function answerToCompare(answer: MetricAnswer | undefined): object {
  const {
    metric,
    definition,
    unit,
    group,
    scope,
    computedAt,
    window,
    ...said
  } = answer ?? ({} as Partial<MetricAnswer>);
  return {
    ...(rounded(said) as object),
    window: window && `${window.from} to ${window.to}`,
  };
}

function rounded(value: unknown): unknown {
  if (typeof value === 'number') {
    return Math.round(value * 1e6) / 1e6;
  }
  return value !== null && typeof value === 'object'
    ? Object.fromEntries(
        Object.entries(value).map(([key, item]) => [key, rounded(item)]),
      )
    : value;
}
