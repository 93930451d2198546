import { readContext } from '../../__testUtils__/readContext';
import { redactActors } from './redactActors';

describe('redactActors', () => {
  it('hashes names where producers put them, and leaves the rest', () => {
    const { actors } = readContext();
    const redacted = redactActors(
      {
        actor: 'jane',
        data: {
          user_name: 'jane',
          owner: { name: 'jane', type: 'x' },
          count: 3,
        },
        tags: [
          { key: 'user', value: 'jane' },
          { key: 'stage', value: 'training' },
        ],
        owners: [{ name: 'user:jane' }],
        assignees: ['jane', null],
        'mlflow.user': 'jane',
        job: { name: 'lanes' },
      },
      actors,
    );
    const hash = expect.stringMatching(/^actor:[0-9a-f]{64}:unresolved$/);
    expect(redacted).toEqual({
      actor: hash,
      data: { user_name: hash, owner: { name: hash, type: 'x' }, count: 3 },
      tags: [
        { key: 'user', value: hash },
        { key: 'stage', value: 'training' },
      ],
      owners: [{ name: hash }],
      assignees: [hash, null],
      'mlflow.user': hash,
      job: { name: 'lanes' },
    });
  });
});
