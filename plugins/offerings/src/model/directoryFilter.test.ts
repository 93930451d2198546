import {
  countFacet,
  DirectoryFilter,
  filterOfferings,
  parseDirectoryFilter,
  toSearchParams,
} from './directoryFilter';
import { OfferingSummary } from './offering';
import { stagesInOrder } from './stages';

function offering(overrides: Partial<OfferingSummary>): OfferingSummary {
  return {
    ref: `offering:default/${overrides.name ?? 'x'}`,
    name: 'x',
    title: overrides.name ?? 'x',
    stages: [],
    tags: [],
    ...overrides,
  };
}

const OFFERINGS = [
  offering({
    name: 'trainer',
    title: 'Trainer',
    problem: 'Training jobs die with the node they run on',
    type: 'platform',
    lifecycle: 'ga',
    stages: ['training'],
    providerName: 'compute',
  }),
  offering({
    name: 'queue',
    title: 'Elastic Queue',
    problem: 'Start training in minutes, not hours',
    type: 'platform',
    lifecycle: 'beta',
    stages: ['training', 'evaluation'],
    tags: ['gpu'],
    providerName: 'compute',
  }),
  offering({
    name: 'labels',
    title: 'Label Desk',
    problem: 'Labels take weeks',
    type: 'service',
    lifecycle: 'ga',
    stages: ['labeling'],
    providerName: 'data-ops',
  }),
];

const filterOf = (query: string): DirectoryFilter =>
  parseDirectoryFilter(new URLSearchParams(query));
const titles = (query: string) =>
  filterOfferings(OFFERINGS, filterOf(query)).map(({ title }) => title);

describe('filterOfferings', () => {
  it.each([
    ['', ['Elastic Queue', 'Label Desk', 'Trainer']],
    ['q=TRAIN', ['Trainer', 'Elastic Queue']],
    ['q=gpu', ['Elastic Queue']],
    ['q=compute+hours', ['Elastic Queue']],
    ['q=weeks', ['Label Desk']],
    ['q=nothing', []],
    ['stage=evaluation&stage=labeling', ['Elastic Queue', 'Label Desk']],
    ['stage=training&lifecycle=ga', ['Trainer']],
    ['provider=data-ops', ['Label Desk']],
  ])('%s', (query, expected) => {
    expect(titles(query)).toEqual(expected);
  });

  it('orders by adopting teams when asked', () => {
    const adopters = new Map([
      ['offering:default/labels', 9],
      ['offering:default/trainer', 3],
    ]);
    const shown = filterOfferings(
      OFFERINGS,
      filterOf('sort=adopters'),
      adopters,
    );
    expect(shown.map(({ name }) => name)).toEqual([
      'labels',
      'trainer',
      'queue',
    ]);
  });
});

describe('countFacet', () => {
  it('counts with the other filters on, and keeps what is chosen', () => {
    const filter = filterOf('lifecycle=ga&stage=gone');
    expect(countFacet(OFFERINGS, filter, 'stage')).toEqual(
      new Map([
        ['training', 1],
        ['evaluation', 0],
        ['labeling', 1],
        ['gone', 0],
      ]),
    );
  });
});

describe('the URL', () => {
  it('says the same filter again, and keeps what is not the directory’s', () => {
    const query = 'team=lanes&q=gpu&stage=data&stage=training&sort=adopters';
    const search = new URLSearchParams(query);
    const written = toSearchParams(parseDirectoryFilter(search), search);
    expect(parseDirectoryFilter(written)).toEqual(parseDirectoryFilter(search));
    expect(written.get('team')).toBe('lanes');
  });

  it('takes an unknown order for the usual one', () => {
    expect(filterOf('sort=price').sort).toBe('name');
  });
});

describe('stagesInOrder', () => {
  it('keeps the configured order, shows gaps, and adds what offerings name', () => {
    expect(
      stagesInOrder(
        ['data', 'labeling', 'training'],
        [offering({ stages: ['rollout', 'training'] })],
      ),
    ).toEqual(['data', 'labeling', 'training', 'rollout']);
  });
});
