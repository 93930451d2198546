import { ActorKeys, fingerprintOf, hashActor, hashOn } from './ActorKeys';
import { planRotation } from './planRotation';

const [A, B, C] = ['a', 'b', 'c'].map(name => name.repeat(40)) as [
  string,
  string,
  string,
];

function plan(rowsWith: ActorKeys, keys: ActorKeys, target?: ActorKeys) {
  return planRotation(
    {
      fingerprint: fingerprintOf(rowsWith),
      ...(target && { target: fingerprintOf(target) }),
    },
    keys,
  );
}

it('brings a hash along as the name itself would be hashed', () => {
  expect(hashOn([B, C], hashActor([A], 'jane'))).toEqual(
    hashActor([A, B, C], 'jane'),
  );
  expect(hashActor([A], 'jane')).toEqual(hashActor(A, 'jane'));
});

describe('planRotation', () => {
  it.each([
    [[A], [A], undefined, { kind: 'none' }],
    [[A], [A, B], undefined, { kind: 'rekey', from: 1, to: 2 }],
    [[A], [A, B, C], undefined, { kind: 'rekey', from: 1, to: 3 }],
    [[A, B], [A, B, C], undefined, { kind: 'rekey', from: 2, to: 3 }],
    // interrupted on the way to B, and C came since: B first
    [[A], [A, B, C], [A, B], { kind: 'rekey', from: 1, to: 2 }],
  ])('rows %j, configured %j, on the way to %j', (rows, keys, target, next) => {
    expect(plan(rows, keys, target)).toEqual(next);
  });

  it.each([
    [[A], [B], undefined],
    [[A], [B, A], undefined],
    [[A, B], [A], undefined],
    [[A], [A], [A, B]],
    [[A], [A, C], [A, B]],
  ])('refuses rows %j with %j on the way to %j', (rows, keys, target) => {
    expect(() => plan(rows, keys, target)).toThrow(
      /insights\.(previousA|a)ctorKeys?/,
    );
  });
});
