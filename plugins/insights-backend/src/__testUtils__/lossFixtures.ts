import { setTimeout } from 'node:timers/promises';
import { Entity } from '@backstage/catalog-model';
import { Knex } from 'knex';

const estimate = (value: number) => ({
  value,
  low: value - 1,
  high: value + 1,
});

/** What is kept of a team that waits for training; its simulation is not released. */
export const REPORT = {
  report: {
    weeks: 8,
    total: estimate(30),
    segments: [
      {
        stage: 'training',
        phase: 'queue',
        loss: estimate(20),
        target: {
          kind: 'peers',
          hours: 12,
          hoursPerRun: 0.1,
          reliability: 0.9,
          peers: 5,
        },
        recoverable: estimate(8),
      },
      { stage: 'simulation', phase: 'execution', loss: estimate(10) },
    ],
  },
  runs: { training: 100, simulation: 40 },
  path: [
    {
      stage: 'training',
      runs: 100,
      workedHours: 50,
      blockedHours: 20,
      reworkHours: 0,
    },
    {
      stage: 'simulation',
      runs: 40,
      workedHours: 5,
      blockedHours: 0,
      reworkHours: 10,
    },
  ],
  jobClasses: {
    'training|queue': [{ runClass: 'full', gpus: 64, hours: 20 }],
  },
  hours: {},
  offerings: [{ stage: 'training', offering: '', runs: 100 }],
  handoffs: [],
  folded: [],
  workingHours: 'Mon to Fri, 07:00 to 19:00, UTC',
  timeZone: 'UTC',
};

export function group(name: string, type: string, parent?: string): Entity {
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Group',
    metadata: { name, namespace: 'default' },
    spec: { type, children: [], ...(parent ? { parent } : {}) },
  };
}

export function members(team: string, count: number): Entity[] {
  return Array.from({ length: count }, (_, index) => ({
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'User',
    metadata: { name: `${team}-${index}`, namespace: 'default' },
    spec: { memberOf: [team] },
  }));
}

export async function waitForUnits(knex: Knex, count: number): Promise<void> {
  for (let round = 0; round < 300; round++) {
    const rows = await knex('organisation_unit').select('unit_ref');
    if (rows.length >= count) {
      return;
    }
    await setTimeout(100);
  }
  throw new Error('The organisation was not read');
}

/** Stores the report of a team; only training may be shown. */
export async function storeReport(knex: Knex, unit: string): Promise<void> {
  await knex('loss_report').insert({
    unit_ref: unit,
    closed_end: '2026-11-16',
    digest: Buffer.from('00', 'hex'),
    definition_version: 1,
    runs: 140,
    report: JSON.stringify(REPORT),
    released_stages: ['training'],
  });
}

/** A department of two customer teams of so many people. */
export function perceptionWith(sizes: {
  lanes: number;
  signs: number;
}): Entity[] {
  return [
    group('perception', 'department'),
    group('lanes', 'customer-team', 'perception'),
    group('signs', 'customer-team', 'perception'),
    ...members('lanes', sizes.lanes),
    ...members('signs', sizes.signs),
  ];
}
