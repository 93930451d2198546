import { adoptionFunnel, stepTime, TeamJourney } from './funnel';
import { likenessTo } from './likeness';
import { whatHolds } from './says';

const AS_OF = '2024-07-01';

describe('adoptionFunnel', () => {
  const journeys: TeamJourney[] = [
    { state: 'none', isPlanned: false },
    { state: 'none', isPlanned: true, said: '2024-06-01' },
    {
      state: 'trial',
      isPlanned: true,
      said: '2024-05-01',
      firstSeen: '2024-05-11',
      lastSeen: '2024-06-30',
    },
    {
      state: 'adopted',
      isPlanned: true,
      said: '2024-03-01',
      firstSeen: '2024-03-05',
      adopted: '2024-03-11',
      lastSeen: '2024-06-30',
      firstSuccess: '2024-03-06',
    },
    {
      state: 'lapsed',
      isPlanned: false,
      firstSeen: '2024-02-01',
      lastSeen: '2024-02-03',
    },
  ];

  it('counts how far teams came, and those that tried and left', () => {
    const funnel = adoptionFunnel(journeys, AS_OF);
    expect(funnel.steps.map(each => [each.step, each.count, each.now])).toEqual(
      [
        ['eligible', 5, 1],
        ['planned', 4, 1],
        ['trial', 3, 1],
        ['adopted', 1, 1],
        ['lapsed', 0, 0],
      ],
    );
    expect(funnel.triedAndLeft).toBe(1);
    expect(funnel.steps[2]?.conversion).toBe(0.75);
  });

  it('counts teams on the way as waiting, not as not there', () => {
    const [, , trial, adopted] = adoptionFunnel(journeys, AS_OF).steps;
    // 4 and 10 days, and one that has waited for 30: the median is the second.
    expect(trial?.time).toEqual({ reached: 2, onTheWay: 1, medianDays: 10 });
    // One in 6 days; one is still waiting, one left after 2.
    expect(adopted?.time).toEqual({ reached: 1, onTheWay: 2, medianDays: 6 });
  });

  it('has no median where most are on the way', () => {
    const wait = (days: number, ended: boolean) => ({ days, ended });
    expect(stepTime([wait(3, true), wait(9, false), wait(9, false)])).toEqual({
      reached: 1,
      onTheWay: 2,
    });
    expect(stepTime([])).toEqual({ reached: 0, onTheWay: 0 });
  });
});

describe('likenessTo', () => {
  const traits = (
    team: string,
    stages: string[],
    peerGroup = 'a',
    losses: string[] = [],
  ) => ({
    team,
    stages: new Set(stages),
    losses: new Set(losses),
    peerGroup,
  });

  it('prefers adopters that lose time where the team does, in the stages of the offering', () => {
    const waits = ['training queue', 'data queue'];
    expect(
      likenessTo(
        traits('t', ['training', 'data'], 'a', waits),
        [
          traits('calm', ['training', 'data'], 'b'),
          traits('waits', ['training', 'data'], 'b', waits),
        ],
        ['training'],
      ),
    ).toMatchObject({
      adopters: ['waits', 'calm'],
      // Not all of those named lose time there.
      losses: [],
      score: 2.25,
    });
    expect(
      likenessTo(
        traits('t', ['training'], 'a', waits),
        [traits('waits', ['training'], 'b', waits)],
        ['training'],
      ),
    ).toMatchObject({ adopters: ['waits'], losses: ['training queue'] });
  });

  it('names the likest adopters, the stages shared with all of them, and the unit', () => {
    expect(
      likenessTo(
        traits('t', ['training', 'data']),
        [
          traits('one', ['training', 'data']),
          traits('two', ['training'], 'b'),
          traits('far', ['simulation'], 'b'),
        ],
        ['training'],
      ),
    ).toMatchObject({ adopters: ['one', 'two'], stages: ['training'] });
  });

  it('is nothing for a team that runs none of the stages of the offering', () => {
    expect(
      likenessTo(
        traits('t', ['data']),
        [traits('one', ['data'])],
        ['training'],
      ),
    ).toBeUndefined();
  });
});

describe('whatHolds', () => {
  it.each([
    [undefined, undefined, { declared: 'none' }],
    [
      undefined,
      { state: 'evaluating', on: AS_OF },
      { declared: 'evaluating', by: 'portal', since: AS_OF },
    ],
    [
      { state: 'adopted', on: AS_OF },
      { state: 'declined', on: AS_OF },
      {
        declared: 'adopted',
        by: 'catalog',
        since: AS_OF,
        portalSays: 'declined',
      },
    ],
    [
      { state: 'adopted', on: AS_OF },
      { state: 'adopted', on: AS_OF },
      { declared: 'adopted', by: 'catalog', since: AS_OF },
    ],
    [undefined, { state: 'none', on: AS_OF }, { declared: 'none' }],
    [
      undefined,
      { state: 'declined', on: AS_OF, reason: 'not-relevant', confirmed: true },
      {
        declared: 'declined',
        by: 'portal',
        since: AS_OF,
        reason: 'not-relevant',
        notRelevant: 'confirmed',
      },
    ],
  ] as const)('catalog %j, portal %j: %j', (catalog, portal, held) => {
    expect(whatHolds(catalog, portal)).toEqual(held);
  });
});
