import { ConfigReader } from '@backstage/config';
import { readInsightsConfig } from './config';

const KEY = 'a key for tests that is long enough to be one';

function read(insights: object, more: object = {}) {
  return readInsightsConfig(
    new ConfigReader({
      insights: { actorKey: KEY, ...insights },
      ...more,
    } as never),
  );
}

describe('readInsightsConfig', () => {
  it('needs a key and nothing else', () => {
    expect(read({})).toMatchObject({
      sources: [],
      importSubjects: [],
      simulatedData: false,
      peopleFloor: 5,
      organisationRefreshSeconds: 60,
      stages: expect.arrayContaining(['training']),
    });
  });

  it('takes a source of kind file as history', () => {
    expect(
      read({
        sources: [
          { name: 'lineage', kind: 'openlineage', subjects: ['external:a'] },
          { name: 'old', kind: 'file' },
        ],
      }).sources,
    ).toEqual([
      expect.objectContaining({
        name: 'lineage',
        historical: false,
        subjects: ['external:a'],
      }),
      expect.objectContaining({ name: 'old', historical: true, subjects: [] }),
    ]);
  });

  it.each([
    ['insights.actorKey is missing', { actorKey: undefined }],
    ['insights.actorKey has 5 characters', { actorKey: 'short' }],
    [
      'insights.sources[0].name is not a source name',
      { sources: [{ name: 'A b', kind: 'file' }] },
    ],
    [
      'insights.sources[0].kind is not one of',
      { sources: [{ name: 'a', kind: 'carrier-pigeon' }] },
    ],
    [
      "insights.sources[1].name repeats 'a'",
      {
        sources: [
          { name: 'a', kind: 'file' },
          { name: 'a', kind: 'file' },
        ],
      },
    ],
    ['insights.release.peopleFloor is 3', { release: { peopleFloor: 3 } }],
    [
      'insights.organisation.refreshSeconds is 0',
      { organisation: { refreshSeconds: 0 } },
    ],
    ['insights.stages is empty', { stages: [] }],
    [
      'insights.stages[1] is not a stage name',
      { stages: ['data', 'Data Science'] },
    ],
  ])('stops the start: %s', (sentence, insights) => {
    expect(() => read(insights)).toThrow(sentence);
  });

  it('names every problem at once', () => {
    expect(() => read({ actorKey: 'short', stages: [] })).toThrow(
      /insights\.actorKey .* Also: insights\.stages/,
    );
  });

  it('refuses a producer whose token may do anything', () => {
    const access = (accessRestrictions?: object[]) => ({
      backend: {
        auth: {
          externalAccess: [
            {
              type: 'static',
              options: { token: 'secret-token', subject: 'external:a' },
              ...(accessRestrictions && { accessRestrictions }),
            },
          ],
        },
      },
    });
    const sources = [
      { name: 's', kind: 'openlineage', subjects: ['external:a'] },
    ];
    expect(() => read({ sources }, access())).toThrow(
      "backend.auth.externalAccess[0] gives 'external:a' a token that may do anything",
    );
    expect(() =>
      read({ sources }, access([{ plugin: 'insights' }])),
    ).not.toThrow();
    expect(() => read({}, access())).not.toThrow();
  });
});
