import type {
  Loss,
  LossDetail,
  MetricTrend,
  TeamLosses,
} from '@mli/plugin-insights-common';
import { http, HttpResponse } from 'msw';
import { answer } from './answers';

export const LOSS: Loss = {
  team: 'group:default/lanes',
  stage: 'training',
  phase: 'queue',
  words: 'waiting for 64-GPU training',
  sentence: '38 h a week (20 to 60) waiting for 64-GPU training',
  hours: { value: 38, low: 20, high: 60 },
};

export function teamLosses(overrides: Partial<TeamLosses> = {}): TeamLosses {
  return {
    unit: 'group:default/lanes',
    status: 'ok',
    folded: [],
    window: { from: '2026-09-21', to: '2026-11-16' },
    weeks: 8,
    definition: { version: 1, blocked: 'b', rework: 'r' },
    n: 140,
    total: { value: 61, low: 44, high: 79 },
    sentence:
      'lost 61 h a week (44 to 79): 38 h waiting for 64-GPU training, 14 h system failures in evaluation.',
    items: [LOSS],
    bottleneckSentence: 'No clear bottleneck.',
    path: [
      {
        stage: 'data',
        seen: true,
        runs: 20,
        workedHours: 1,
        blockedHours: 0,
        reworkHours: 0,
        offerings: [],
        outsideShare: 1,
      },
      { stage: 'features', seen: false },
      {
        stage: 'training',
        seen: true,
        runs: 100,
        workedHours: 52,
        blockedHours: 38,
        reworkHours: 9,
        offerings: [{ offering: 'offering:default/trainer', share: 0.9 }],
        outsideShare: 0.05,
      },
    ],
    handoffs: [
      { from: 'data', to: 'training', medianSeconds: 2.1 * 86_400, n: 12 },
    ],
    workingHours: 'Mon to Fri, 07:00 to 19:00, UTC',
    ...overrides,
  };
}

export const LOSS_DETAIL: LossDetail = {
  loss: LOSS,
  window: { from: '2026-09-21', to: '2026-11-16' },
  hours: Array.from({ length: 168 }, (_, hour) => (hour === 9 ? 1 : 0)),
  timeZone: 'UTC',
  jobClasses: [
    {
      runClass: 'full',
      gpus: 64,
      words: '64-GPU full runs',
      hours: 38,
      share: 1,
    },
  ],
  recentRuns: [
    {
      component: 'component:default/lane-net',
      stage: 'training',
      runClass: 'full',
      gpus: 64,
      waitSeconds: 7_200,
      runSeconds: 60,
      outcome: 'failed',
      cause: 'system',
    },
  ],
  help: [
    {
      offering: 'offering:default/queue',
      title: 'Elastic Queue',
      claims: true,
      adoptedByTeam: false,
      comparableAdopters: 9,
      comparableTeams: 14,
      sentence: '9 of 14 comparable teams have adopted Elastic Queue.',
      effect: '18 % less waiting (95 % interval 6 to 29).',
    },
  ],
};

export const TREND: MetricTrend = {
  metric: 'iteration_time',
  team: 'group:default/lanes',
  blocks: ['2026-08-10', '2026-09-07', '2026-10-05'].map((from, index) =>
    answer({
      metric: 'iteration_time',
      window: { name: '4w', from, to: `${from}` },
      p50: 1_000 + index,
      p75: 2_000,
      p90: 3_000,
    }),
  ),
  histogram: {
    window: { from: '2026-08-10', to: '2026-11-02' },
    bins: [
      { from: 0, to: 0, share: 0.4 },
      { from: 60, to: 600, share: 0.6 },
    ],
  },
  adoptions: [
    {
      offering: 'offering:default/trainer',
      date: '2026-09-07',
      disputed: false,
    },
  ],
  change: {
    metric: 'iteration_time',
    status: 'ok',
    later: { from: '2026-08-10', to: '2026-11-02' },
    earlier: { from: '2026-05-18', to: '2026-08-10' },
    isSaid: true,
    speed: { value: -0.12, low: -0.18, high: -0.05 },
    mix: 0,
    sentence: '12 % faster than the 12 weeks before (95 % interval 5 to 18).',
  },
};

/** Answers of everything about losses and trends, for pages that show them beside something else. */
export const lossHandlers = [
  http.get('*/api/insights/losses', ({ request }) =>
    HttpResponse.json(
      new URL(request.url).searchParams.has('team')
        ? teamLosses()
        : {
            window: teamLosses().window,
            items: [LOSS],
            withheld: 1,
            folded: [],
          },
    ),
  ),
  http.get('*/api/insights/losses/detail', () =>
    HttpResponse.json(LOSS_DETAIL),
  ),
  http.get('*/api/insights/trends', () => HttpResponse.json(TREND)),
  http.get('*/api/insights/annotations', () =>
    HttpResponse.json({ items: [] }),
  ),
];
