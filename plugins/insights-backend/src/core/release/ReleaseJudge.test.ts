import { ReleaseJudge } from './ReleaseJudge';
import { ReleaseFamily, ReleaseNode, ReleasePolicy } from './types';

const P: ReleasePolicy = {
  metricClass: 'P',
  floor: 5,
  peopleOf: person => [person],
};

/** One node whose people are named by single letters, each of them with the weight 10 unless said otherwise. */
function node(
  key: string,
  people: string,
  weights: Record<string, number> = {},
): ReleaseNode {
  return {
    key,
    runs: people.length,
    contributors: new Map(
      [...people].map(person => [person, weights[person] ?? 10]),
    ),
  };
}

/** A department that is the sum of its teams. */
function department(...teams: ReleaseNode[]): {
  nodes: Map<string, ReleaseNode>;
  families: ReleaseFamily[];
} {
  const contributors = new Map<string, number>();
  for (const team of teams) {
    for (const [person, weight] of team.contributors) {
      contributors.set(person, (contributors.get(person) ?? 0) + weight);
    }
  }
  const runs = teams.reduce((sum, team) => sum + team.runs, 0);
  const all = [{ key: 'department', runs, contributors }, ...teams];
  return {
    nodes: new Map(all.map(each => [each.key, each])),
    families: [
      {
        parent: 'department',
        members: teams.map(team => team.key),
        complete: true,
      },
    ],
  };
}

function hiddenIn(
  tree: { nodes: Map<string, ReleaseNode>; families: ReleaseFamily[] },
  policy = P,
): string[] {
  const judge = new ReleaseJudge(policy);
  judge.judge({ nodes: [...tree.nodes.values()], families: tree.families });
  return [...judge.verdicts()]
    .filter(([, verdict]) => !verdict.released)
    .map(([key]) => key)
    .sort();
}

describe('ReleaseJudge', () => {
  it('releases teams of five and more', () => {
    expect(
      hiddenIn(department(node('a', 'abcde'), node('b', 'fghij'))),
    ).toEqual([]);
  });

  it('hides a team of four, and the next smallest beside it', () => {
    expect(
      hiddenIn(
        department(
          node('a', 'abcd'),
          node('b', 'efghij'),
          node('c', 'klmnopq'),
        ),
      ),
    ).toEqual(['a', 'b']);
  });

  it('lets two small teams protect each other where they are five together', () => {
    expect(
      hiddenIn(
        department(node('a', 'abcd'), node('b', 'ef'), node('c', 'klmnopq')),
      ),
    ).toEqual(['a', 'b']);
  });

  it('hides a third where two small teams are fewer than five', () => {
    expect(
      hiddenIn(
        department(node('a', 'ab'), node('b', 'ef'), node('c', 'klmnopq')),
      ),
    ).toEqual(['a', 'b', 'c']);
  });

  it('hides the department too where its only team is small', () => {
    expect(hiddenIn(department(node('a', 'abcd')))).toEqual([
      'a',
      'department',
    ]);
  });

  it('hides a team in which one person has most of the hours, not one in which a person has half', () => {
    expect(
      hiddenIn(
        department(
          node('half', 'abcde', { a: 40 }),
          node('most', 'fghij', { f: 41 }),
          node('other', 'klmnop'),
          node('another', 'qrstuv'),
        ),
      ),
    ).toEqual(['half', 'most']);
    expect(
      hiddenIn(
        department(node('half', 'abcde', { a: 40 }), node('other', 'klmnop')),
      ),
    ).toEqual([]);
  });

  it('asks class S for members of the team, not for who ran something', () => {
    const members: Record<string, string[]> = {
      large: ['a', 'b', 'c', 'd', 'e'],
      small: ['f', 'g', 'h', 'i'],
      larger: ['j', 'k', 'l', 'm', 'n', 'o'],
      none: [],
    };
    const policy: ReleasePolicy = {
      metricClass: 'S',
      floor: 5,
      peopleOf: team => members[team] ?? [],
    };
    const teamNode = (team: string): ReleaseNode => ({
      key: team,
      runs: 100,
      contributors: new Map([[team, 100]]),
    });
    expect(
      hiddenIn(department(teamNode('large'), teamNode('larger')), policy),
    ).toEqual([]);
    expect(
      hiddenIn(
        department(teamNode('large'), teamNode('small'), teamNode('larger')),
        policy,
      ),
    ).toEqual(['large', 'small']);
    // Runs of nobody's team hide nobody, and make nobody else hide.
    expect(
      hiddenIn(
        department(teamNode('large'), teamNode('none'), teamNode('larger')),
        policy,
      ),
    ).toEqual(['none']);
  });

  it('hides a stage that everybody but two people took part in', () => {
    const unit = node('unit', 'abcdefg', { a: 20, b: 20 });
    const training = node('training', 'abcdefg');
    const evaluation = node('evaluation', 'ab');
    expect(
      hiddenIn({
        nodes: new Map(
          [unit, training, evaluation].map(each => [each.key, each]),
        ),
        families: [
          {
            parent: 'unit',
            members: ['training', 'evaluation'],
            complete: true,
          },
        ],
      }),
    ).toEqual(['evaluation', 'training']);
  });

  it('hides another name for what is hidden', () => {
    const company = department(
      node('small', 'abcd'),
      node('team', 'efghi'),
      node('big', 'klmnopq'),
    );
    const training = node('team training', 'efghi');
    company.nodes.set(training.key, training);
    company.families.push({
      parent: 'team',
      members: [training.key],
      complete: true,
    });
    expect(hiddenIn(company)).toEqual(['small', 'team', 'team training']);
  });

  it('does not count a hidden department as protection beyond what is hidden inside it', () => {
    // Q (3 people) is hidden, so P is; but of P everything but one person is shown.
    const nodes = [
      node('top', 'abcdefghijklmnopqrst'),
      node('Q', 'abc'),
      node('P', 'defghijklmnopqrst'),
      node('P1', 'defghi'),
      node('P2', 'jklmnopqrs'),
      node('P3', 't'),
    ];
    const hidden = hiddenIn({
      nodes: new Map(nodes.map(each => [each.key, each])),
      families: [
        { parent: 'top', members: ['Q', 'P'], complete: true },
        { parent: 'P', members: ['P1', 'P2', 'P3'], complete: true },
      ],
    });
    expect(hidden).toEqual(['P', 'P1', 'P3', 'Q']);
  });

  it('hides the whole where its hidden part consists of parts that are shown under another name', () => {
    // Team and top are shown; of the stage there is the whole team, which cannot be hidden any more, and a stranger.
    const judge = new ReleaseJudge(P);
    const totals = [
      node('top', 'abcdefghijkxlmnop'),
      node('org', 'abcdefghijk'),
      node('team', 'abcde'),
      node('other', 'fghijk'),
    ];
    judge.judge({
      nodes: totals,
      families: [
        { parent: 'top', members: ['org'], complete: false },
        { parent: 'org', members: ['team', 'other'], complete: true },
      ],
    });
    judge.judge({
      nodes: [
        node('top stage', 'abcdex'),
        node('org stage', 'abcde'),
        node('team stage', 'abcde'),
        node('stranger stage', 'x'),
      ],
      families: [
        { parent: 'team', members: ['team stage'], complete: true },
        {
          parent: 'top stage',
          members: ['org stage', 'stranger stage'],
          complete: true,
        },
        { parent: 'org stage', members: ['team stage'], complete: true },
      ],
    });
    const verdicts = judge.verdicts();
    const released = (key: string) => verdicts.get(key)?.released;
    expect(released('team stage')).toBe(true);
    expect(released('stranger stage')).toBe(false);
    expect(released('top stage')).toBe(false);
  });

  it('gives the same answer whatever the order of nodes and families', () => {
    const tree = department(
      node('a', 'abcd'),
      node('b', 'efghi'),
      node('c', 'klmno'),
    );
    const reversed = {
      nodes: new Map([...tree.nodes].reverse()),
      families: tree.families.map(family => ({
        ...family,
        members: [...family.members].reverse(),
      })),
    };
    expect(hiddenIn(reversed)).toEqual(hiddenIn(tree));
  });

  it('takes a higher floor and refuses a lower one', () => {
    const tree = department(node('a', 'abcdef'), node('b', 'ghijklm'));
    expect(hiddenIn(tree, { ...P, floor: 7 })).toEqual(['a', 'b']);
    expect(() => hiddenIn(tree, { ...P, floor: 4 })).toThrow(/never lowered/);
  });
});
