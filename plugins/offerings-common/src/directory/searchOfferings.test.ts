import { OfferingSummary } from './offeringSummary';
import { searchOfferings } from './searchOfferings';

const offering = (
  title: string,
  problem: string,
  more: Partial<OfferingSummary> = {},
): OfferingSummary => ({
  ref: `offering:default/${title}`,
  name: title,
  title,
  problem,
  stages: [],
  tags: [],
  replaced: [],
  ...more,
});

const OFFERINGS = [
  offering(
    'Elastic Queue',
    'A job that asks for 64 GPUs waits until 64 are free; the tail is a lost day',
    { stages: ['training'], tags: ['gpus', 'waiting'] },
  ),
  offering('Feature Store', 'Features drift between training and serving', {
    stages: ['features', 'training'],
  }),
  offering('Label Desk', 'Labels come back after the experiment', {
    stages: ['labeling'],
  }),
  offering('Experiment Tracker', 'Nobody remembers which run was good'),
];

const search = (query: string) =>
  [...searchOfferings(OFFERINGS, query)]
    .sort(([, a], [, b]) => b - a)
    .map(([{ title }]) => title);

describe('searchOfferings', () => {
  it.each([
    ['my training jobs wait for GPUs', 'Elastic Queue'],
    ['waiting for a GPU', 'Elastic Queue'],
    ['labels take too long', 'Label Desk'],
    ['why do my features drift?', 'Feature Store'],
    ['compare experiments', 'Experiment Tracker'],
    ['queue', 'Elastic Queue'],
    ['elas', 'Elastic Queue'],
  ])('answers "%s" with %s first', (query, first) => {
    expect(search(query)[0]).toBe(first);
  });

  it('narrows with two words, and finds everything without any', () => {
    expect(search('feature store')).toEqual(['Feature Store']);
    expect(search('')).toHaveLength(OFFERINGS.length);
    expect(search(' (.*)+$ [ \\ ?! ')).toHaveLength(OFFERINGS.length);
  });

  it('finds nothing where no word is anywhere, whatever is typed', () => {
    expect(search('zebra crossing')).toEqual([]);
    expect(search('(zebra.*)+$ [')).toEqual([]);
  });
});
