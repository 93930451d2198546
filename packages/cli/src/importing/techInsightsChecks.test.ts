import { importTechInsights } from './techInsightsChecks';

const OPTIONS = { name: 'Old checks', owner: 'group:ml-platform' };

const check = (conditions: unknown, more: object = {}) => ({
  type: 'json-rules-engine',
  name: 'Owned by a group',
  description: 'Somebody to ask',
  factIds: ['entityOwnershipFactRetriever'],
  rule: { conditions },
  ...more,
});

describe('importTechInsights', () => {
  it('translates the checks of an app-config', () => {
    const imported = importTechInsights(
      {
        techInsights: {
          factChecker: {
            checks: {
              groupOwnerCheck: check({
                all: [
                  { fact: 'hasGroupOwner', operator: 'equal', value: true },
                  {
                    any: [
                      {
                        fact: 'links',
                        operator: 'greaterThanInclusive',
                        value: 2,
                      },
                    ],
                  },
                  {
                    not: {
                      fact: 'tags',
                      operator: 'doesNotContain',
                      value: 'ml',
                    },
                  },
                ],
              }),
            },
          },
        },
      },
      OPTIONS,
    );
    expect(imported?.faults).toEqual([]);
    expect(imported?.document).toMatchObject({
      kind: 'Scorecard',
      metadata: { name: 'old-checks' },
      spec: {
        checks: [
          {
            id: 'group-owner-check',
            title: 'Owned by a group',
            why: 'Somebody to ask',
            rule: {
              all: [
                {
                  fact: 'entityOwnershipFactRetriever.hasGroupOwner',
                  operator: 'equals',
                  value: true,
                },
                { any: [{ operator: 'atLeast', value: 2 }] },
                { not: { not: { operator: 'contains', value: 'ml' } } },
              ],
            },
          },
        ],
      },
    });
  });

  it('lists what has no counterpart, with its path', () => {
    const imported = importTechInsights(
      [
        {
          id: 'good',
          ...check({ all: [{ fact: 'a', operator: 'equal', value: 1 }] }),
        },
        {
          id: 'odd',
          ...check({
            all: [{ fact: 'a', operator: 'matchesSchema', value: 1 }],
          }),
        },
        {
          id: 'deep',
          ...check({
            all: [{ fact: 'a', operator: 'equal', value: 1, path: '$.b' }],
          }),
        },
        'nothing',
      ],
      OPTIONS,
    );
    expect(imported?.checks).toBe(1);
    expect(imported?.faults.map(({ path }) => path)).toEqual([
      'odd.rule.conditions.all[0].operator',
      'deep.rule.conditions.all[0].path',
      '3',
    ]);
  });

  it('says so where there are no checks', () => {
    expect(importTechInsights('text', OPTIONS)).toBeUndefined();
  });
});
