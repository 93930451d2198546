import { createActorDirectory, normaliseActor } from './ActorDirectory';
import { hashActor } from './ActorKeys';

describe('normaliseActor', () => {
  it.each([
    ['Jane.Doe@example.com', 'jane.doe'],
    ['CORP\\Jane.Doe', 'jane.doe'],
    ['user:jane.doe', 'jane.doe'],
    ['  JANE.DOE ', 'jane.doe'],
    ['user:Default/Jane.Doe', 'user:default/jane.doe'],
    ['@', ''],
    ['   ', ''],
  ])('%s -> %s', (raw, name) => {
    expect(normaliseActor(raw)).toBe(name);
  });
});

describe('createActorDirectory', () => {
  const key = 'a key for tests that is long enough to be one';
  const jane = hashActor(key, 'user:default/jane').toString('hex');
  const login = hashActor(key, 'jdoe').toString('hex');
  const actors = createActorDirectory({
    keys: [key],
    findAccount: hash =>
      hash === login ? { actorHash: jane, kind: 'person' } : undefined,
  });

  it('gives every login of a User the hash of the User', () => {
    expect(actors.resolve('JDOE@example.com')).toEqual({
      hash: Buffer.from(jane, 'hex'),
      kind: 'person',
    });
  });

  it('keeps a name nobody knows as a hash of its own', () => {
    expect(actors.resolve('Robot')).toEqual({
      hash: hashActor(key, 'robot'),
      kind: 'unresolved',
    });
  });

  it('knows nobody who was erased, under any login, and nobody once seen', () => {
    const forgetful = createActorDirectory({
      keys: [key],
      findAccount: hash =>
        hash === login ? { actorHash: jane, kind: 'person' } : undefined,
      isErased: hash => hash === jane,
    });
    expect(forgetful.resolve('jdoe')).toBeUndefined();
    expect(forgetful.resolve('user:default/jane')).toBeUndefined();
    expect(forgetful.settle({ hash: login, kind: 'unresolved' })).toBe(
      undefined,
    );
    expect(forgetful.resolve('robot')?.kind).toBe('unresolved');
  });

  it('resolves nothing to nobody', () => {
    expect(actors.resolve('@example.com')).toBeUndefined();
  });
});
