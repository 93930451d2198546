import type { Annotation } from '@mli/plugin-insights-common';
import { chartEvents } from './chartEvents';

const POINTS = ['2026-08-10', '2026-09-07', '2026-10-05'];
const title = (ref: string) => ref.replace('offering:default/', '');

function annotation(from: string, to: string): Annotation {
  return {
    id: from,
    kind: 'context',
    reason: 'outage',
    text: 'The queue was down',
    from,
    to,
    owner: 'group:default/lanes',
    state: 'accepted',
    createdBy: 'user:default/a',
    createdAt: '2026-10-01T00:00:00Z',
    mayAnswer: false,
    mayWithdraw: false,
    history: [],
  };
}

const events = (
  annotations: Annotation[],
  adoptions: { offering: string; date: string; disputed: boolean }[] = [],
) =>
  chartEvents({ points: POINTS, adoptions, annotations, title }).map(
    ({ mark, from, until, words }) => [mark, from, until, words],
  );

describe('chartEvents', () => {
  it('puts what happened on the points it lies on, oldest first', () => {
    expect(
      events(
        [annotation('2026-09-20', '2026-10-07')],
        [
          {
            offering: 'offering:default/trainer',
            date: '2026-08-17',
            disputed: false,
          },
        ],
      ),
    ).toEqual([
      ['1', '2026-08-10', '2026-08-10', 'adopted trainer'],
      ['2', '2026-09-07', '2026-10-05', 'Outage: The queue was down'],
    ]);
  });

  it('draws the rest of what began before the chart, and no adoption from before it', () => {
    expect(
      events(
        [
          annotation('2026-07-01', '2026-08-12'),
          annotation('2026-07-01', '2026-07-02'),
        ],
        [
          {
            offering: 'offering:default/x',
            date: '2026-07-06',
            disputed: false,
          },
        ],
      ),
    ).toEqual([
      ['1', '2026-08-10', '2026-08-10', 'Outage: The queue was down'],
    ]);
  });

  it('gives what lies on the same points one mark', () => {
    expect(
      events([
        annotation('2026-08-11', '2026-08-12'),
        annotation('2026-08-20', '2026-08-21'),
      ]).map(([mark]) => mark),
    ).toEqual(['1', '1']);
  });
});
