import {
  type CelAnswer,
  type CelCell,
  compileCel,
  type CompiledCel,
} from '@mli/plugin-scorecards-common';
import { CelEvaluator } from './CelEvaluator';

const NOW = new Date('2026-11-20T12:00:00Z');

function compiled(text: string): CompiledCel {
  const result = compileCel(text);
  if ('fault' in result) {
    throw new Error(`${text}: ${result.fault}`);
  }
  return result;
}

describe('CelEvaluator', () => {
  const evaluator = new CelEvaluator({ sliceMs: 300, expressionMs: 400 });

  afterAll(() => evaluator.stop());

  const answer = async (
    text: string,
    ...cells: CelCell[]
  ): Promise<CelAnswer | undefined> => {
    const { program } = compiled(text);
    const answers = await evaluator.evaluate({
      program,
      rows: [cells],
      now: NOW,
    });
    return answers[0];
  };

  it.each<[string, CelCell[], CelAnswer]>([
    ["facts['a'] >= 3", [3], true],
    ["facts['a'] >= 3.5 && facts['a'] < 10.0", [3], false],
    ["facts['a'] == 'ga'", ['ga'], true],
    ["facts['a']", [true], true],
    ["facts['a'].exists(tag, tag.startsWith('ml'))", [['ml-core', 'x']], true],
    ["size(facts['a']) >= 2", [['lanes', 'tracking']], true],
    ["'lanes' in facts['a']", [['tracking']], false],
    [
      "now - facts['a'] < duration('672h')",
      [new Date('2026-11-01T00:00:00Z')],
      true,
    ],
    [
      "now - facts['a'] < duration('672h')",
      [new Date('2026-10-01T00:00:00Z')],
      false,
    ],
    ["facts['a'].matches('^(a+)+$')", ['a'.repeat(2_000)], true],
    ["'a' in facts ? facts['a'] > 1 : true", [false, undefined], true],
    ["facts['a'] > 1 || facts['b'] > 1", [undefined, 2], true],
    ["facts['a'] > 1 && facts['b'] > 1", [undefined, 0], false],
    ["facts['a'] > 1 && facts['b'] > 1", [undefined, 2], { unknown: [0] }],
    [
      "facts['a'] > 1 || facts['b'] > 1",
      [undefined, undefined],
      { unknown: [0, 1] },
    ],
    ["'a' in facts", [undefined], { unknown: [0] }],
    ["facts['a'] + 1 > 2.0", [1], { error: expect.stringContaining("'_+_'") }],
    ["facts['a'] > 1", ['text'], { error: expect.stringContaining("'_>_'") }],
    [
      "facts['a']",
      [1],
      { error: expect.stringContaining('must give true or false') },
    ],
    [
      "1.0 / facts['a'] > 0.0 && 1 / 0 == 1",
      [1],
      { error: 'int divide by zero' },
    ],
  ])('%s over %j', async (text, cells, wanted) => {
    expect(await answer(text, ...cells)).toEqual(wanted);
  });

  it('stops an expression that takes too long, and goes on with the next', async () => {
    const list = Array.from({ length: 1_000 }, (_, i) => `entry-${i}`);
    const nine = `[${'1,'.repeat(8)}1]`;
    const slow = compiled(`facts['a'].all(x, ${nine}.all(y, x != 'none'))`);
    const startedAt = performance.now();
    const answers = await evaluator.evaluate({
      program: slow.program,
      rows: Array.from({ length: 5_000 }, () => [list]),
      now: NOW,
    });
    expect(performance.now() - startedAt).toBeLessThan(10_000);
    expect(answers).toHaveLength(5_000);
    expect(answers.at(-1)).toEqual({
      error: expect.stringContaining('it was stopped'),
    });
    expect(await answer("facts['a'] == 1", 1)).toBe(true);
  });

  it('ends the thread where not even the budget stops it', async () => {
    const list = `[${'1,'.repeat(29)}1]`;
    const { program } = compiled(
      `${list}.exists(x, ${list}.exists(y, !facts['b'].matches('(a{1,14}){1,14}$')))`,
    );
    const before = performance.now();
    const [first] = await evaluator.evaluate({
      program,
      rows: [['a'.repeat(1_999)]],
      now: NOW,
    });
    expect(first).toEqual({ error: expect.stringContaining('it was stopped') });
    expect(performance.now() - before).toBeLessThan(5_000);
    expect(await answer("facts['a'] == 1", 1)).toBe(true);
  });
});
