import { LossRate, lossTarget } from './lossTarget';
import { LossEpisode, lossReport, SegmentInputs } from './lossReport';
import { SeededRandom } from './SeededRandom';

const WEEKS = 26;
const PERSONS = 8;
const STAGES = ['data', 'training', 'evaluation'];

interface SimulatedTeam {
  readonly segments: SegmentInputs[];
  readonly episodes: LossEpisode[];
}

/** Waits are long-tailed: most runs start at once, some wait for most of a day. */
function wait(random: SeededRandom, mean: number): number {
  return random.next() < 0.6 ? 0 : -Math.log(1 - random.next()) * mean * 2.5;
}

/** A team whose every run waits from the same distribution, unless `meanOf` says otherwise. */
function simulate(
  seed: number,
  options: {
    weeks?: number;
    meanOf?: (stage: number, week: number) => number;
    peers?: readonly LossRate[][];
  } = {},
): SimulatedTeam {
  const { weeks = WEEKS, meanOf = () => 0.5 } = options;
  const random = new SeededRandom(seed * 7_919 + 13);
  const episodes: LossEpisode[] = [];
  const runs = STAGES.map(() => new Array<number>(weeks).fill(0));
  for (const [segment] of STAGES.entries()) {
    for (let week = 0; week < weeks; week++) {
      for (let person = 0; person < PERSONS; person++) {
        const ran = 1 + random.below(5);
        runs[segment]![week]! += ran;
        for (let run = 0; run < ran; run++) {
          const hours = wait(random, meanOf(segment, week));
          if (hours > 0) {
            episodes.push({ segment, week, person: `p${person}`, hours });
          }
        }
      }
    }
  }
  return {
    episodes,
    segments: STAGES.map((stage, index) => ({
      stage,
      phase: 'queue',
      runs: runs[index]!,
      peers: options.peers?.[index] ?? [],
    })),
  };
}

/** The last 8 weeks of a team as its peers see it. */
function asPeer({ segments, episodes }: SimulatedTeam, segment: number) {
  const own = episodes.filter(episode => episode.segment === segment);
  const byPerson = new Map<string, number>();
  for (const { person, hours } of own) {
    byPerson.set(person, (byPerson.get(person) ?? 0) + hours);
  }
  return {
    runs: segments[segment]!.runs.reduce((a, b) => a + b, 0),
    hours: own.reduce((sum, { hours }) => sum + hours, 0),
    noise: [...byPerson.values()].reduce((sum, hours) => sum + hours ** 2, 0),
  };
}

const report = (team: SimulatedTeam, seed: number, weeks = WEEKS) =>
  lossReport({ ...team, weeks, seed });

/** How many organisations without a bottleneck are simulated; a few hundred take some minutes. */
const ORGANISATIONS = Number(process.env.MLI_NULL_ORGANISATIONS ?? 25);

// Thousands of draws; the machine may have other work.
jest.setTimeout(120_000 + ORGANISATIONS * 5_000);

describe('lossReport', () => {
  it('is the same for the same inputs', async () => {
    const team = simulate(1);
    expect(await report(team, 5)).toEqual(await report(team, 5));
  });

  it('names a bottleneck where one segment got much worse than it can be', async () => {
    const team = simulate(3, {
      meanOf: (stage, week) => (stage === 1 && week >= 18 ? 2.5 : 0.5),
    });
    const { bottleneck, segments, total } = await report(team, 3);
    expect(bottleneck).toMatchObject({ stage: 'training', phase: 'queue' });
    expect(bottleneck?.lead.low).toBeGreaterThan(0);
    expect(segments[0]).toMatchObject({
      stage: 'training',
      target: { kind: 'own-best' },
    });
    expect(total.low).toBeLessThan(total.value);
    expect(total.high).toBeGreaterThan(total.value);
  });

  it('names one in at most a few percent of organisations in which all weeks are alike', async () => {
    let named = 0;
    for (let seed = 0; seed < ORGANISATIONS; seed++) {
      const { bottleneck } = await report(simulate(seed + 100), seed);
      named += bottleneck ? 1 : 0;
    }
    expect(named / ORGANISATIONS).toBeLessThanOrEqual(0.05);
  });

  it('names one in at most a few percent of organisations in which all teams are alike', async () => {
    let named = 0;
    const organisations = Math.ceil(ORGANISATIONS / 6);
    const teams = 8;
    for (let seed = 0; seed < organisations; seed++) {
      const all = Array.from({ length: teams }, (_, team) =>
        simulate(seed * 100 + team + 5_000, { weeks: 8 }),
      );
      for (const [index, team] of all.entries()) {
        const others = all.filter(other => other !== team);
        const segments = team.segments.map((segment, position) => ({
          ...segment,
          peers: others.map(other => asPeer(other, position)),
        }));
        const { bottleneck } = await report({ ...team, segments }, index, 8);
        named += bottleneck ? 1 : 0;
      }
    }
    expect(named / (organisations * teams)).toBeLessThanOrEqual(0.05);
  });

  it('still ranks absolute losses where everybody waits equally', async () => {
    const means = [0.2, 2, 0.8];
    const meanOf = (stage: number) => means[stage]!;
    const peers = STAGES.map((_, segment) =>
      [1, 2, 3, 4, 5].map(seed =>
        asPeer(simulate(seed, { weeks: 8, meanOf }), segment),
      ),
    );
    const { bottleneck, segments } = await report(
      simulate(77, { weeks: 8, meanOf, peers }),
      1,
      8,
    );
    expect(segments.map(({ stage }) => stage)).toEqual([
      'training',
      'evaluation',
      'data',
    ]);
    expect(segments[0]?.loss.low).toBeGreaterThan(0);
    expect(bottleneck).toBeUndefined();
  });
});

describe('lossTarget', () => {
  const week = (hours: number): LossRate => ({ hours, runs: 10, noise: 0 });
  const weeks = [
    ...Array.from({ length: 22 }, () => week(30)),
    ...Array.from({ length: 4 }, () => week(10)),
  ];
  const peers = [10, 20, 30, 40, 50].map(week);

  it.each([
    [
      'a promise before everything',
      {
        phase: 'queue',
        weeks,
        peers,
        promised: { offering: 'offering:default/queue', secondsPerRun: 900 },
      },
      { kind: 'service-level', hoursPerRun: 0.25 },
    ],
    [
      'the own best 4 of 26 weeks before peers',
      { phase: 'queue', weeks, peers },
      { kind: 'own-best', hoursPerRun: 1, reliability: 1 },
    ],
    [
      'the lower quartile of peers where history is short',
      { phase: 'queue', weeks: weeks.slice(-8), peers },
      { kind: 'peers', hoursPerRun: 2, peers: 5 },
    ],
    [
      'nothing where there are too few peers',
      { phase: 'queue', weeks: [], peers: peers.slice(0, 3) },
      undefined,
    ],
    [
      'execution never compares with peers',
      { phase: 'execution', weeks: [], peers },
      undefined,
    ],
  ] as const)('%s', (_, inputs, expected) => {
    const target = lossTarget(inputs);
    expect(target ?? {}).toMatchObject(expected ?? {});
    expect(target === undefined).toBe(expected === undefined);
  });

  it('draws the best weeks to the average when they are only the luckiest', () => {
    const noisy = weeks.map(one => ({ ...one, noise: 10_000 }));
    expect(lossTarget({ phase: 'queue', weeks: noisy, peers })).toMatchObject({
      reliability: 0,
      hoursPerRun: (22 * 3 + 4 * 1) / 26,
    });
  });
});
