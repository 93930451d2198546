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
});
