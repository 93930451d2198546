import { FieldFormatEntityPolicy } from '@backstage/catalog-model';
import fc from 'fast-check';
import { toComponentEntity, toProvidedEntity } from './toComponentEntity';
import { validateRegistration } from './validateRegistration';

const GOOD = {
  name: 'lane-net',
  owner: 'lanes',
  type: 'model',
};
const CONTEXT = { stages: ['data', 'training'] };

const faultsOf = (draft: object) =>
  validateRegistration({ ...GOOD, ...draft }, CONTEXT).faults.map(
    ({ field, index, message }) =>
      `${field}${index === undefined ? '' : `[${index}]`}: ${message}`,
  );

describe('validateRegistration', () => {
  it('makes full refs, leaves out what is empty, and keeps each entry once', () => {
    expect(
      validateRegistration(
        {
          ...GOOD,
          title: '  Lane net ',
          description: '',
          offerings: ['feature-store', 'offering:default/Feature-Store', ''],
          jobs: [' a/lanes-* ', 'a/lanes-*'],
          links: [{ url: '' }],
        },
        CONTEXT,
      ).fields,
    ).toEqual({
      type: 'model',
      name: 'lane-net',
      owner: 'group:default/lanes',
      title: 'Lane net',
      lifecycle: 'production',
      offerings: ['offering:default/feature-store'],
      jobs: ['a/lanes-*'],
      repositories: [],
      experiments: [],
      links: [],
    });
  });

  it.each<[object, string]>([
    [{ name: 'two words' }, 'letters and digits'],
    [{ name: '-x' }, 'letters and digits'],
    [{ name: 'a'.repeat(64) }, 'has 64 characters; the catalog allows 63'],
    [{ name: '<script>' }, 'letters and digits'],
    [{ name: undefined }, 'Name is missing'],
    [{ type: 'banana' }, 'must be one of: training-pipeline'],
    [{ owner: 'user:default/jane' }, 'points to the kind user'],
    [{ stage: 'cooking' }, 'must be one of: data, training'],
    [{ lifecycle: 'dead' }, 'must be one of: experimental'],
    [{ title: 'x'.repeat(101) }, 'at most 100'],
    [{ title: 'a\u0000b' }, 'a control character'],
    [{ title: 'a\u202Eb' }, 'a control character'],
    [{ title: 'two\nlines' }, 'in one line'],
    [{ jobs: ['*'] }, 'would match almost every job'],
    [{ jobs: ['*/*'] }, 'would match almost every job'],
    [{ jobs: ['lanes'] }, 'is not namespace/name'],
    [{ jobs: ['a/b,c/d'] }, 'holds a comma'],
    [{ experiments: ['*a*'] }, 'would match almost every experiment'],
    [{ repositories: ['git.example.com/x'] }, 'is not an https:// address'],
    [{ repositories: ['https://*/x/lanes'] }, 'has * in its host'],
    [
      { repositories: ['https://git.example.com/*'] },
      'almost every repository',
    ],
    // eslint-disable-next-line no-script-url -- that it is refused is the point
    [{ links: [{ url: 'javascript:alert(1)' }] }, 'is not an https:// address'],
    [{ links: [{ url: 'data:text/html,x' }] }, 'is not an https:// address'],
    [{ links: [{ url: 'http://a.example' }] }, 'is not an https:// address'],
    [{ links: [{ url: 'https:\\\\a.example' }] }, 'is not an https:// address'],
    [{ links: [{ url: 'https://u:p@a.example' }] }, 'holds a user name'],
    [{ links: [{ url: ' https://a.example\u0001' }] }, 'control character'],
    [{ offerings: ['component:x'] }, 'points to the kind component'],
    [{ surprise: 1 }, 'Known fields: type, name'],
    [{ jobs: 'a/b' }, 'cannot be read'],
  ])('refuses %j', (draft, said) => {
    expect(faultsOf(draft).join('\n')).toContain(said);
  });

  it('takes every text as text: nothing that a browser would run gets out of its field', () => {
    const { fields } = validateRegistration(
      {
        ...GOOD,
        title: '<img src=x onerror=alert(1)>',
        description: '"><script>alert(1)</script>\n[x](javascript:alert(1))',
        links: [{ url: 'https://a.example/<b>', title: '<b>' }],
      },
      CONTEXT,
    );
    expect(fields && toComponentEntity(fields).metadata).toMatchObject({
      title: '<img src=x onerror=alert(1)>',
      links: [{ url: 'https://a.example/<b>', title: '<b>' }],
    });
  });

  it('never throws, and what it takes is an entity the catalog takes', async () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 30 }),
      fc.constantFrom(
        'lane-net',
        'a/lanes-*',
        'https://a.example/xyz',
        'lanes',
      ),
    );
    const draft = fc.record(
      {
        name: text,
        owner: text,
        type: fc.constantFrom('model', 'other', 'nope'),
        title: text,
        description: text,
        offerings: fc.array(text, { maxLength: 3 }),
        jobs: fc.array(text, { maxLength: 3 }),
        repositories: fc.array(text, { maxLength: 3 }),
        links: fc.array(fc.record({ url: text, title: text }), {
          maxLength: 2,
        }),
      },
      { requiredKeys: [] },
    );
    const policy = new FieldFormatEntityPolicy();
    await fc.assert(
      fc.asyncProperty(fc.oneof(draft, fc.anything()), async input => {
        const { fields, faults } = validateRegistration(input, CONTEXT);
        expect(fields === undefined).toBe(faults.length > 0);
        if (fields) {
          await policy.enforce(
            toProvidedEntity(fields, { id: 'x', version: 1 }),
          );
        }
      }),
      { numRuns: 500 },
    );
  });
});
