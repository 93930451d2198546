import { Entity } from '@backstage/catalog-model';
import { parseAdopts } from './parseAdopts';

const group = (
  adopts?: string,
  namespace?: string,
): Pick<Entity, 'kind' | 'metadata'> => ({
  kind: 'Group',
  metadata: {
    name: 'lanes',
    namespace,
    annotations: adopts === undefined ? {} : { 'mli.internal/adopts': adopts },
  },
});

describe('parseAdopts', () => {
  it.each([
    [undefined, []],
    ['', []],
    [' , ,', []],
    ['feature-store', ['offering:default/feature-store']],
    [
      ' feature-store,offering:Training-Platform , offering:other/queue',
      [
        'offering:default/feature-store',
        'offering:default/training-platform',
        'offering:other/queue',
      ],
    ],
    [
      'feature-store, offering:default/Feature-Store',
      ['offering:default/feature-store'],
    ],
  ])('reads %j', (text, offerings) => {
    expect(parseAdopts(group(text))).toEqual({ offerings, faults: [] });
  });

  it('takes a short name in the namespace of the entity', () => {
    expect(parseAdopts(group('queue', 'ml')).offerings).toEqual([
      'offering:ml/queue',
    ]);
  });

  it('keeps what is right and says what is not', () => {
    const { offerings, faults } = parseAdopts(
      group('feature store, component:x, queue'),
    );
    expect(offerings).toEqual(['offering:default/queue']);
    expect(faults).toEqual([
      expect.stringContaining("'feature store' has a name"),
      expect.stringContaining("'component:x' points to the kind component"),
    ]);
    expect(faults[0]).toContain('Example: feature-store, training-platform');
  });

  it('survives an annotation that is no text', () => {
    const broken = group('a');
    Object.assign(broken.metadata.annotations ?? {}, {
      'mli.internal/adopts': 7,
    });
    expect(parseAdopts(broken)).toEqual({ offerings: [], faults: [] });
  });
});
