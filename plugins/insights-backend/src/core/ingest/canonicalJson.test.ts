import fc from 'fast-check';
import { canonicalJson } from './canonicalJson';

const LIMITS = { bytes: 64 * 1024 };

function nested(levels: number): unknown {
  return JSON.parse('['.repeat(levels) + ']'.repeat(levels));
}

describe('canonicalJson', () => {
  it.each([
    ['too-deep', nested(17)],
    ['too-deep', nested(100_000)],
    ['forbidden-key', JSON.parse('{"a":{"__proto__":{"admin":true}}}')],
    ['forbidden-key', JSON.parse('[{"constructor":1}]')],
    ['forbidden-key', JSON.parse('{"prototype":1}')],
    ['null-character', { a: 'x\u0000y' }],
    ['null-character', { 'x\u0000y': 1 }],
    ['lone-surrogate', ['\ud800']],
    ['lone-surrogate', { 'a\udc00': 1 }],
    ['number-not-finite', JSON.parse('{"a":[1e999]}')],
    ['too-large', { a: 'ä'.repeat(32 * 1024) }],
  ])('refuses: %s', (reason, value) => {
    expect(canonicalJson(value, LIMITS)).toEqual({ ok: false, reason });
  });

  it.each([
    [nested(16)],
    [{ a: '🕷 \u0001 "\\', b: [null, true, -0, 1e21, 0.1] }],
    [{ a: 'x'.repeat(64 * 1024 - 8) }],
    ['text'],
  ])('takes what is storable', value => {
    expect(canonicalJson(value, LIMITS)).toMatchObject({ ok: true });
  });

  it('gives the same text and hash whatever the order of keys', () => {
    expect(
      canonicalJson(
        JSON.parse('{"b":[{"y":1.0,"x":"\\u00e4"}],"a":1}'),
        LIMITS,
      ),
    ).toEqual(
      canonicalJson(JSON.parse('{"a":1e0,"b":[{"x":"ä","y":1}]}'), LIMITS),
    );
  });

  it('sorts few keys and many as `sort` does', () => {
    const keys = fc.uniqueArray(fc.string({ unit: 'binary-ascii' }), {
      maxLength: 40,
    });
    fc.assert(
      fc.property(keys, names => {
        const canonical = canonicalJson(
          Object.fromEntries(names.map(name => [name, 0])),
          LIMITS,
        );
        fc.pre(canonical.ok);
        const written = [...canonical.text.matchAll(/"((?:[^"\\]|\\.)*)":0/g)];
        expect(written.map(([, name]) => JSON.parse(`"${name}"`))).toEqual(
          [...names].sort(),
        );
      }),
    );
  });

  it('says as much as the value it was made from', () => {
    const json = fc.jsonValue({ maxDepth: 5, noUnicodeString: false });
    fc.assert(
      fc.property(json, value => {
        const canonical = canonicalJson(value, LIMITS);
        fc.pre(canonical.ok);
        const again = JSON.parse(canonical.text);
        expect(again).toEqual(JSON.parse(JSON.stringify(value)));
        expect(canonicalJson(again, LIMITS)).toEqual(canonical);
      }),
    );
  });
});
