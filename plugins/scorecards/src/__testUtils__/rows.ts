import type {
  CheckSummary,
  LevelRow,
  ResultRow,
  ScorecardItem,
} from '@mli/plugin-scorecards-common';

export const READINESS: ScorecardItem = {
  ref: 'scorecard:default/readiness',
  version: 2,
  title: 'Offering readiness',
  description: 'What a customer may expect.',
  owner: 'group:default/mli-leads',
  levels: [
    { name: 'usable', title: 'Usable', rank: 1 },
    { name: 'dependable', title: 'Dependable', rank: 2 },
  ],
  checks: [
    {
      id: 'owner',
      title: 'Has an owner',
      level: 'usable',
      facts: ['catalog.owner'],
      exemptable: false,
    },
    {
      id: 'support',
      title: 'Names a support channel',
      why: 'Somebody stuck needs to know whom to ask.',
      level: 'dependable',
      facts: ['catalog.support'],
      remediation: {
        text: 'Add spec.support.channel.',
        url: 'https://docs.example.com/support',
      },
      exemptable: true,
    },
    {
      id: 'docs',
      title: 'Has a guide',
      level: 'dependable',
      facts: ['catalog.guide'],
      // eslint-disable-next-line no-script-url -- that it is never a link is the point
      remediation: { text: 'Write one.', url: 'javascript:alert(1)' },
      exemptable: true,
    },
  ],
  faults: [],
  notes: [],
};

const NO_COUNTS: LevelRow['counts'] = {
  pass: 0,
  fail: 0,
  exempt: 0,
  'not-applicable': 0,
  'no-data': 0,
  stale: 0,
  error: 0,
};

export function levelRow(overrides: Partial<LevelRow> = {}): LevelRow {
  return {
    entity: 'offering:default/feature-store',
    scorecard: READINESS.ref,
    version: 2,
    level: { name: 'usable', title: 'Usable', rank: 1, of: 2 },
    next: {
      name: 'dependable',
      title: 'Dependable',
      missing: ['support', 'docs'],
    },
    counts: NO_COUNTS,
    since: '2026-11-02T00:00:00.000Z',
    evaluatedAt: '2026-11-23T00:00:00.000Z',
    ...overrides,
  };
}

export function resultRow(overrides: Partial<ResultRow> = {}): ResultRow {
  return {
    entity: 'offering:default/feature-store',
    scorecard: READINESS.ref,
    version: 2,
    check: 'owner',
    state: 'pass',
    evaluatedAt: '2026-11-23T00:00:00.000Z',
    since: '2026-11-02T00:00:00.000Z',
    counted: true,
    reason: 'The owner is feature-platform.',
    ...overrides,
  };
}

/** One that passes, one that fails, one nobody can tell. */
export const RESULTS = [
  resultRow(),
  resultRow({
    check: 'support',
    state: 'fail',
    reason: 'No support channel is named.',
  }),
  resultRow({
    check: 'docs',
    state: 'no-data',
    reason: 'Nobody reports whether there is a guide.',
  }),
];

/** Results of one check by state; what is not said is none. */
export function checkCounts(overrides: {
  check: string;
  counts: Partial<CheckSummary['counts']>;
  overExempted?: boolean;
}): CheckSummary {
  return {
    scorecard: READINESS.ref,
    overExempted: false,
    ...overrides,
    counts: { ...NO_COUNTS, ...overrides.counts },
  };
}
