import {
  countFacet,
  countOwn,
  DirectoryFilter,
  filterOfferings,
  parseDirectoryFilter,
  toSearchParams,
} from './directoryFilter';
import { OfferingSummary } from '@mli/plugin-offerings-common';
import { stagesInOrder } from './stages';

function offering(overrides: Partial<OfferingSummary>): OfferingSummary {
  return {
    ref: `offering:default/${overrides.name ?? 'x'}`,
    name: 'x',
    title: overrides.name ?? 'x',
    stages: [],
    tags: [],
    replaced: [],
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

  it.each([
    ['sort=adopters', ['labels', 'trainer', 'queue']],
    ['sort=newest', ['queue', 'trainer', 'labels']],
  ])('orders by %s, what is not known last', (query, expected) => {
    const shown = filterOfferings(OFFERINGS, filterOf(query), {
      inUse: new Map([
        ['offering:default/labels', 9],
        ['offering:default/trainer', 3],
      ]),
      firstSeen: new Map([
        ['offering:default/trainer', '2026-01-05T00:00:00Z'],
        ['offering:default/queue', '2026-02-01T00:00:00Z'],
      ]),
    });
    expect(shown.map(({ name }) => name)).toEqual(expected);
  });

  it('shows what the own team uses or could use, and everything until that is known', () => {
    const ownUses = {
      uses: new Set(['offering:default/labels']),
      'could-use': new Set(['offering:default/queue']),
    };
    const names = (query: string, context = {}) =>
      filterOfferings(OFFERINGS, filterOf(query), context).map(o => o.name);
    expect(names('own=uses', { ownUses })).toEqual(['labels']);
    expect(names('own=could-use', { ownUses })).toEqual(['queue']);
    expect(names('own=uses')).toHaveLength(3);
    expect(countOwn(OFFERINGS, filterOf('q=queue'), 'uses', { ownUses })).toBe(
      0,
    );
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
    const query =
      'team=lanes&q=gpu&own=uses&stage=data&stage=training&sort=adopters&view=compare&compare=a&compare=b';
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
