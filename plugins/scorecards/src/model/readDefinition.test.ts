import { readDefinition } from './readDefinition';

describe('readDefinition', () => {
  it('reads YAML and JSON', async () => {
    const definition = { kind: 'Scorecard', spec: { levels: [{ name: 'a' }] } };
    expect(
      await readDefinition('kind: Scorecard\nspec:\n  levels: [{ name: a }]'),
    ).toEqual(definition);
    expect(await readDefinition(JSON.stringify(definition))).toEqual(
      definition,
    );
  });

  it('says where it cannot be read', async () => {
    await expect(readDefinition('kind: [')).rejects.toThrow(/line 1/);
    await expect(readDefinition('just words')).rejects.toThrow('apiVersion');
  });

  it('does not unfold aliases without end', async () => {
    const bomb = [
      'a: &a [1, 1, 1, 1, 1, 1, 1, 1, 1]',
      'b: &b [*a, *a, *a, *a, *a, *a, *a, *a]',
      'c: [*b, *b, *b, *b, *b, *b, *b, *b]',
    ].join('\n');
    await expect(readDefinition(bomb)).rejects.toThrow(/alias/i);
  });
});
