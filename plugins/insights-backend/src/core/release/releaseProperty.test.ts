import fc from 'fast-check';
import { Facet } from '../metrics/MetricQuery';
import { addDays, lastClosedEnd } from '../metrics/windows';
import { COMPANY, Organisation, Unit } from './Organisation';
import { ReleaseJudge } from './ReleaseJudge';
import { LatticeNode, ReleaseLattice } from './ReleaseLattice';
import { TimeScale } from './timeScale';

const FIRST_MONDAY = '2024-01-01';
const CLOSED_END = lastClosedEnd(new Date('2024-09-01'), FIRST_MONDAY);
const WEEKS = Array.from({ length: 20 }, (_, week) =>
  addDays('2024-03-25', week * 7),
);
const STAGES = ['training', 'evaluation', 'data'];
const OFFERINGS = ['queue', 'trainer'];
const COMPONENTS = ['planner', 'labels'];
const FLOOR = 5;

jest.setTimeout(120_000);

interface Row {
  team: string;
  week: string;
  stage: string;
  offering: string | undefined;
  component: string | undefined;
  people: { person: string; ms: number }[];
}

interface Company {
  units: Unit[];
  /** Direct members of each unit. */
  members: Map<string, string[]>;
  rows: Row[];
}

/** Departments with teams of 1 to 9 people, some of them in two teams, one unit with people of its own. */
const company: fc.Arbitrary<Company> = fc
  .array(
    fc.record({
      departmentPeople: fc.integer({ min: 0, max: 2 }),
      teams: fc.array(fc.integer({ min: 1, max: 9 }), {
        minLength: 1,
        maxLength: 4,
      }),
    }),
    { minLength: 1, maxLength: 3 },
  )
  .chain(departments => {
    const units: Unit[] = [unit('org', undefined)];
    const members = new Map<string, string[]>();
    for (const [d, department] of departments.entries()) {
      units.push(unit(`d${d}`, 'org'));
      members.set(`d${d}`, names(`d${d}`, department.departmentPeople));
      for (const [t, size] of department.teams.entries()) {
        const team = `d${d}t${t}`;
        units.push(unit(team, `d${d}`));
        const shared = t > 0 && size > 6 ? [`d${d}t${t - 1}-0`] : [];
        members.set(team, [...names(team, size), ...shared]);
      }
    }
    const teams = [...members.keys()].filter(
      team => (members.get(team) ?? []).length > 0,
    );
    const row = fc.constantFrom(...teams, '').chain(team =>
      fc.record({
        team: fc.constant(team),
        week: fc.constantFrom(...WEEKS),
        stage: fc.constantFrom(...STAGES),
        offering: fc.constantFrom(...OFFERINGS, undefined),
        component: fc.constantFrom(...COMPONENTS, undefined),
        people: fc
          .subarray(members.get(team) ?? ['stranger'], { minLength: 1 })
          .chain(chosen =>
            fc.tuple(
              ...chosen.map(person =>
                fc.record({
                  person: fc.constant(person),
                  ms: fc.integer({ min: 1, max: 50 }),
                }),
              ),
            ),
          ),
      }),
    );
    return fc
      .array(row, { minLength: 1, maxLength: 60 })
      .map(rows => ({ units, members, rows }));
  });

function unit(ref: string, parent: string | undefined): Unit {
  return { ref, title: ref, type: 'x', role: 'other', parent };
}

function names(prefix: string, count: number): string[] {
  return Array.from({ length: count }, (_, index) => `${prefix}-${index}`);
}

function judge({ units, members, rows }: Company, metricClass: 'S' | 'P') {
  const organisation = new Organisation(units);
  const times = new TimeScale({
    firstMonday: FIRST_MONDAY,
    closedEnd: CLOSED_END,
    firstDay: WEEKS[0] ?? '',
  });
  const lattice = new ReleaseLattice(organisation, times);
  for (const row of rows) {
    const common = {
      team: row.team,
      week: row.week,
      runs: row.people.length,
      sumMilliseconds: 0,
      zeros: 0,
      neverStarted: 0,
      unseen: 0,
      parts: [],
      actors: [],
      dataAt: '',
      contributors:
        metricClass === 'S'
          ? [[row.team, row.people.length] as const]
          : row.people.map(({ person, ms }) => [person, ms] as const),
    };
    lattice.add({ ...common, stage: row.stage, source: 'local' });
    if (row.offering) {
      lattice.addOffering({ ...common, offering: row.offering });
    }
    if (row.component) {
      lattice.addComponent({
        ...common,
        component: row.component,
        persons: row.people.map(({ person, ms }) => [person, ms] as const),
      });
    }
  }
  const nodes = lattice.nodes();
  const peopleOf = (contributor: string) =>
    metricClass === 'S' ? (members.get(contributor) ?? []) : [contributor];
  const releaseJudge = new ReleaseJudge({
    metricClass,
    floor: FLOOR,
    peopleOf,
  });
  for (const rank of lattice.ranks()) {
    releaseJudge.judge(rank);
  }
  const verdicts = releaseJudge.verdicts();
  const released = [...nodes.values()].filter(
    node => verdicts.get(node.key)?.released,
  );
  // An independent account of what is in a node: which rows, by position.
  const rowsIn = (node: LatticeNode) =>
    new Set(
      [...rows.keys()].filter(position => {
        const row = rows[position];
        return (
          row !== undefined &&
          isIn(row.week, node.time) &&
          matches(row, node.facet) &&
          (node.unit === COMPANY ||
            node.unit === `${row.team} (direct)` ||
            organisation.lineOf(row.team).includes(node.unit))
        );
      }),
    );
  const peopleIn = (positions: Iterable<number>) => {
    const people = new Set<string>();
    for (const position of positions) {
      const row = rows[position];
      const found =
        metricClass === 'S'
          ? (members.get(row?.team ?? '') ?? [])
          : (row?.people ?? []).map(({ person }) => person);
      found.forEach(person => people.add(person));
    }
    return people.size;
  };
  return { organisation, nodes, released, rowsIn, peopleIn };
}

function isIn(week: string, time: string): boolean {
  if (time.startsWith('week')) {
    return time === `week ${week}`;
  }
  if (time.startsWith('block')) {
    const block = time.slice('block '.length);
    return week >= block && week < addDays(block, 28);
  }
  const from = { '12w': -84, '52w': -364, all: -10_000 }[time] ?? 0;
  return week >= addDays(CLOSED_END, from) && week < CLOSED_END;
}

function matches(row: Row, facet: Facet): boolean {
  switch (facet.kind) {
    case 'stage':
      return row.stage === facet.value;
    case 'offering':
      return row.offering === facet.value;
    case 'component':
      return row.component === facet.value;
    case 'source':
      return facet.value === 'local';
    default:
      return true;
  }
}

function subtract(all: Set<number>, gone: Set<number>): number[] {
  return [...all].filter(position => !gone.has(position));
}

function liesIn(
  inner: LatticeNode,
  outer: LatticeNode,
  organisation: Organisation,
): boolean {
  const owner = inner.unit.replace(' (direct)', '');
  const unitInside =
    outer.unit === COMPANY ||
    outer.unit === inner.unit ||
    (inner.unit !== COMPANY && organisation.lineOf(owner).includes(outer.unit));
  const facetInside =
    outer.facet.kind === 'none' ||
    (outer.facet.kind === inner.facet.kind &&
      'value' in inner.facet &&
      outer.facet.value === inner.facet.value);
  const timeInside =
    outer.time === inner.time ||
    WEEKS.every(week => !isIn(week, inner.time) || isIn(week, outer.time));
  return unitInside && facetInside && timeInside;
}

describe.each(['P', 'S'] as const)('releases of class %s', metricClass => {
  it('of two released nodes, one inside the other, differ by nobody or at least five people', () => {
    fc.assert(
      fc.property(company, random => {
        const { organisation, released, rowsIn, peopleIn } = judge(
          random,
          metricClass,
        );
        const rows = new Map(released.map(node => [node, rowsIn(node)]));
        for (const outer of released) {
          for (const inner of released) {
            if (outer !== inner && liesIn(inner, outer, organisation)) {
              const people = peopleIn(
                subtract(
                  rows.get(outer) ?? new Set(),
                  rows.get(inner) ?? new Set(),
                ),
              );
              if (people > 0 && people < FLOOR) {
                throw new Error(
                  `${outer.key} and ${inner.key} differ by ${people}`,
                );
              }
            }
          }
        }
      }),
      { numRuns: 40 },
    );
  });

  it('leaves nobody or at least five people after all released parts are taken from a released whole', () => {
    fc.assert(
      fc.property(company, random => {
        const { organisation, released, rowsIn, peopleIn } = judge(
          random,
          metricClass,
        );
        const rows = new Map(released.map(node => [node, rowsIn(node)]));
        for (const whole of released) {
          for (const kind of ['unit', 'time', 'stage'] as const) {
            const gone = new Set<number>();
            for (const part of released) {
              const same =
                (kind === 'unit' || part.unit === whole.unit) &&
                (kind === 'time' || part.time === whole.time) &&
                (kind === 'stage'
                  ? part.facet.kind === 'stage' && whole.facet.kind === 'none'
                  : JSON.stringify(part.facet) === JSON.stringify(whole.facet));
              if (same && part !== whole && liesIn(part, whole, organisation)) {
                rows.get(part)?.forEach(position => gone.add(position));
              }
            }
            const people = peopleIn(
              gone.size ? subtract(rows.get(whole) ?? new Set(), gone) : [],
            );
            if (people > 0 && people < FLOOR) {
              throw new Error(
                `${whole.key} without its released parts by ${kind} is ${people}`,
              );
            }
          }
        }
      }),
      { numRuns: 40 },
    );
  });

  it('shows a component only where at least five people ran it and nobody holds most of it', () => {
    fc.assert(
      fc.property(company, random => {
        const { released } = judge(random, metricClass);
        const shown = released.filter(
          ({ facet }) => facet.kind === 'component',
        );
        for (const { key, persons } of shown) {
          const weights = [...(persons?.values() ?? [])];
          const sum = weights.reduce((all, weight) => all + weight, 0);
          expect([key, weights.length >= FLOOR]).toEqual([key, true]);
          expect([key, Math.max(...weights) * 2 <= sum]).toEqual([key, true]);
        }
      }),
      { numRuns: 40 },
    );
    const components = fc
      .sample(company, { numRuns: 100, seed: 11 })
      .flatMap(random => judge(random, metricClass).released)
      .filter(({ facet }) => facet.kind === 'component');
    expect(components.length).toBeGreaterThan(5);
  });

  it('releases something', () => {
    const everybody = fc
      .sample(company, { numRuns: 100, seed: 7 })
      .reduce(
        (sum, random) => sum + judge(random, metricClass).released.length,
        0,
      );
    expect(everybody).toBeGreaterThan(100);
  });
});
