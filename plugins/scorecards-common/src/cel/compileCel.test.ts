import { compileCel } from './compileCel';

function faultOf(text: unknown): string {
  const result = compileCel(text);
  return 'fault' in result ? result.fault : 'no fault';
}

const hundred = `[${'1,'.repeat(99)}1]`;

describe('compileCel', () => {
  it('takes the questions to the facts out of an expression', () => {
    const result = compileCel(
      "'a.b' in facts && facts['a.b'] > 1 && facts['a.b'] < facts['c']",
    );
    expect(result).toMatchObject({
      inputs: [
        { fact: 'a.b', asks: 'existence' },
        { fact: 'a.b', asks: 'value' },
        { fact: 'c', asks: 'value' },
      ],
    });
  });

  it.each<[string, unknown, string]>([
    [
      'deep brackets',
      `${'('.repeat(900)}1${')'.repeat(900)}`,
      'nests brackets',
    ],
    ['a long text', 'a'.repeat(50_000), 'has 50000 characters'],
    ['many signs', `${'!'.repeat(500)}true`, 'repeats ! or -'],
    ['a long chain', `facts['a']${'[0]'.repeat(600)}`, 'is nested deeper'],
    [
      'a huge list',
      `[${'1,'.repeat(150)}1].exists(x, x == facts['a'])`,
      'has a list of 151',
    ],
    [
      'lists in lists',
      `${hundred}.all(a, ${hundred}.all(b, ${hundred}.all(c, facts['x'])))`,
      'may take',
    ],
    [
      'every entry of a fact with every other',
      "facts['a'].all(x, facts['b'].all(y, x != y))",
      'may take',
    ],
    [
      'an exploding expression',
      "facts['a'].matches('((a{100}){100}){100}')",
      'repeats its parts up to 1000000',
    ],
    [
      'an expression that is none',
      "facts['a'].matches('(')",
      'has a regular expression that is none',
    ],
    [
      'an expression made at run time',
      "facts['a'].matches(facts['b'])",
      'must be written out',
    ],
    [
      'constructor',
      "facts['a'].constructor == 1",
      'the name constructor is not allowed',
    ],
    [
      'constructor as a fact',
      "facts['constructor'] == 1",
      'the name constructor is not allowed',
    ],
    ['__proto__', "facts['a'].__proto__ == 1", '__proto__'],
    ['another name', 'process.env', 'process is not known here'],
    ['another function', "eval(facts['a'])", 'eval is no function'],
    [
      'a message',
      'google.protobuf.Timestamp{}.seconds == 1',
      'cannot be made here',
    ],
    [
      'all facts',
      'facts.exists(x, facts[x] == 1)',
      'facts can only be asked one by one',
    ],
    [
      'a shadowed name',
      "[1].exists(facts, facts['a'] == 1)",
      'the name facts is taken',
    ],
    ['a value', "size(facts['a'])", 'must give true or false'],
    ['no fact', '1 == 1', 'asks no fact'],
    ['no CEL', "facts['a'] >", 'is no CEL expression'],
    ['no text', 7, 'must be a text'],
  ])('refuses %s within 100 ms', (_, text, wanted) => {
    compileCel("facts['warm'] == 1");
    const startedAt = performance.now();
    expect(faultOf(text)).toContain(wanted);
    expect(performance.now() - startedAt).toBeLessThan(100);
  });
});
