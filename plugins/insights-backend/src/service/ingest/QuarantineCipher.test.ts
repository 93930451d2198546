import { QuarantineCipher } from './QuarantineCipher';

describe('QuarantineCipher', () => {
  const cipher = QuarantineCipher.create('one secret');

  it('gives back what it sealed, and never the same twice', () => {
    const sealed = cipher.encrypt('{"a":"ä"}');
    expect(cipher.decrypt(sealed)).toBe('{"a":"ä"}');
    expect(cipher.encrypt('{"a":"ä"}')).not.toEqual(sealed);
    expect(sealed.toString('latin1')).not.toContain('"a"');
  });

  it('refuses what was changed, and another secret', () => {
    const sealed = cipher.encrypt('text');
    expect(() => QuarantineCipher.create('another').decrypt(sealed)).toThrow();
    sealed[sealed.length - 1] = (sealed.at(-1) ?? 0) ^ 1;
    expect(() => cipher.decrypt(sealed)).toThrow();
  });

  it('reads what was sealed before the key changed, and seals with the new one', () => {
    const sealed = cipher.encrypt('waiting');
    const after = QuarantineCipher.create('third secret', [
      'one secret',
      'second secret',
    ]);
    expect(after.decrypt(sealed)).toBe('waiting');
    const fresh = after.encrypt('new');
    expect(after.decrypt(fresh)).toBe('new');
    expect(() => cipher.decrypt(fresh)).toThrow('previousActorKeys');
    const changed = Buffer.from(sealed);
    changed[20] = (changed[20] ?? 0) ^ 1;
    expect(() => after.decrypt(changed)).toThrow('cannot be read');
  });
});
