import { Entity } from '@backstage/catalog-model';
import { toSearchDocument } from './toSearchDocument';

const OFFERING: Entity = {
  apiVersion: 'mli.internal/v1alpha1',
  kind: 'Offering',
  metadata: {
    name: 'queue',
    title: 'Elastic Queue',
    description: 'On as many GPUs as are free',
    tags: ['gpus'],
  },
  spec: {
    problem: 'Jobs wait for 64 GPUs',
    notFor: 'Short jobs',
    stages: ['training'],
    owner: 'group:compute',
    type: 'platform',
    lifecycle: 'ga',
  },
};

describe('toSearchDocument', () => {
  it('has the words somebody with the problem would type', () => {
    const document = toSearchDocument(OFFERING);
    expect(document.title).toBe('Elastic Queue');
    expect(document.text).toBe(
      'Jobs wait for 64 GPUs : On as many GPUs as are free : Short jobs : training : gpus : compute',
    );
  });

  it('leaves other kinds as they are', () => {
    const document = toSearchDocument({
      ...OFFERING,
      kind: 'Component',
    });
    expect(document.text).toBe('On as many GPUs as are free');
  });
});
