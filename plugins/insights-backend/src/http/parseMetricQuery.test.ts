import { parseMetricQuery } from './parseMetricQuery';

const context = {
  now: new Date('2024-07-01T12:00:00Z'),
  firstMonday: '2024-01-01',
  stages: ['training', 'evaluation'],
};

function parse(query: Record<string, unknown>, metric = 'queue_time') {
  return parseMetricQuery(metric, query, context);
}

describe('parseMetricQuery', () => {
  it('means the company, the last closed 12 weeks and the default view unless told otherwise', () => {
    expect(parse({})).toEqual({
      metric: 'queue_time',
      team: undefined,
      facet: { kind: 'none' },
      view: { triggers: 'default', runClasses: 'default' },
      window: {
        kind: 'closed',
        window: { name: '12w', from: '2024-03-25', to: '2024-06-17' },
      },
      groupBy: undefined,
      format: 'json',
    });
  });

  it.each(['lanes', 'group:lanes', 'Group:default/Lanes', ' lanes '])(
    'takes %p for the same team',
    team => {
      expect(parse({ team }).team).toBe('group:default/lanes');
    },
  );

  it('takes the default run class by its name for the default view', () => {
    expect(parse({ runClass: 'full' }).view).toEqual(parse({}).view);
  });

  it('takes a source alone as all of its history', () => {
    expect(parse({ source: 'openb' }).window).toEqual({
      kind: 'source-history',
    });
    for (const more of [
      { team: 'lanes' },
      { trigger: 'all' },
      { runClass: 'all' },
      { window: '12w' },
      { from: '2024-05-20', to: '2024-06-17' },
    ]) {
      expect(parse({ source: 'openb', ...more }).window.kind).toBe('closed');
    }
    expect(parse({ source: 'openb', window: 'all' }).window.kind).toBe('all');
  });

  it.each([
    {
      query: { stage: 'training', source: 'openb' },
      names:
        /stage and source cannot be combined.*at most one of stage, offering, source, component/,
    },
    {
      query: { offering: 'a', component: 'b' },
      names: /offering and component/,
    },
    {
      query: { stage: 'training', groupBy: 'stage' },
      names: /groupBy=stage cannot be combined with stage/,
    },
    {
      query: { source: 'openb', groupBy: 'week' },
      names: /weeks are released for a unit/,
    },
    {
      query: { stage: 'cooking' },
      names:
        /'stage' is 'cooking'; it must be one of training, evaluation, unknown/,
    },
    { query: { window: '3w' }, names: /4w, 12w, 52w, all/ },
    { query: { from: '2024-05-20' }, names: /must name a closed window/ },
    {
      query: { from: '2024-06-10', to: '2024-06-11' },
      names: /must name a closed window/,
    },
    {
      query: { from: '2024-02-30', to: '2024-06-17' },
      names: /'from' is '2024-02-30'; write a day/,
    },
    {
      query: { window: '4w', from: '2024-05-20', to: '2024-06-17' },
      names: /either 'window' or/,
    },
    { query: { trigger: 'robot' }, names: /human, scheduled, ci, unknown/ },
    { query: { runClass: 'big' }, names: /debug, full, sweep, evaluation/ },
    { query: { groupBy: 'person' }, names: /team, stage, offering, week/ },
    { query: { actor: 'jdoe' }, names: /'actor' is not a parameter here/ },
    { query: { team: ['a', 'b'] }, names: /'team' may be given only once/ },
    { query: { team: 'user:default/jdoe' }, names: /not the ref of a Group/ },
    { query: { offering: 'a:b:c' }, names: /not the ref of an Offering/ },
    { query: { format: 'xml' }, names: /json, csv/ },
    { query: { __proto__x: '1' }, names: /not a parameter/ },
  ])('refuses $query', ({ query, names }) => {
    expect(() => parse(query)).toThrow(
      expect.objectContaining({
        name: 'InputError',
        message: expect.stringMatching(names),
      }),
    );
  });

  it('tells everything that is wrong at once', () => {
    expect(() =>
      parse({ stage: 'cooking', window: '3w', groupBy: 'person' }),
    ).toThrow(/3w.*person.*cooking/);
  });

  it('refuses what PostgreSQL cannot store', () => {
    expect(() => parse({ source: 'a\u0000b' })).toThrow(/printable/);
    expect(() => parse({ source: 'a'.repeat(321) })).toThrow(/at most 320/);
  });

  it('does not know a metric nobody defined', () => {
    expect(() => parse({}, 'happiness')).toThrow(
      expect.objectContaining({ name: 'NotFoundError' }),
    );
  });
});
