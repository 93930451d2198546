import { ConfigReader } from '@backstage/config';
import { JsonObject } from '@backstage/types';
import { findConfigFaults } from './findConfigFaults';

const SECRET = 'aaaaaaaaaaaaaaaaaaaaaaaa';

const withTokens = (...externalAccess: JsonObject[]): JsonObject => ({
  backend: { auth: { externalAccess } },
});

const token = (subject: string, more: JsonObject = {}): JsonObject => ({
  type: 'static',
  options: { token: SECRET, subject },
  ...more,
});

const restricted = {
  accessRestrictions: [{ plugin: 'insights', permission: 'insights.ingest' }],
};

const faults = (
  data: JsonObject,
  environment: 'development' | 'production' = 'development',
) => findConfigFaults(new ConfigReader(data), environment);

describe('findConfigFaults', () => {
  it.each(['development', 'production'] as const)(
    'has nothing to say about a safe configuration in %s',
    environment => {
      expect(faults({}, environment)).toEqual([]);
      expect(
        faults(withTokens(token('trainer', restricted)), environment),
      ).toEqual([]);
    },
  );

  it.each([{}, { accessRestrictions: [] }])(
    'names a token without restrictions and not its secret: %j',
    more => {
      const found = faults(
        withTokens(token('trainer', restricted), token('slurm', more)),
      );
      expect(found).toEqual([
        expect.stringContaining(
          "'backend.auth.externalAccess[1]' (static, subject 'slurm') has no accessRestrictions",
        ),
      ]);
      expect(found[0]).not.toContain(SECRET);
    },
  );

  it('names an issuer of tokens without restrictions', () => {
    expect(
      faults(
        withTokens({ type: 'jwks', options: { url: 'https://a.example' } }),
      ),
    ).toEqual([
      expect.stringContaining("'backend.auth.externalAccess[0]' (jwks) has no"),
    ]);
  });

  it.each(['local', 'external:local'])(
    'lets the token of a local start (%s) in for development only',
    subject => {
      const config = withTokens(token(subject, restricted));
      expect(faults(config)).toEqual([]);
      expect(faults(config, 'production')).toEqual([
        expect.stringContaining('is the token of a local start'),
      ]);
    },
  );

  it('lets the demo sign-in in for development only', () => {
    const config = { auth: { providers: { demo: {} } } };
    expect(faults(config)).toEqual([]);
    expect(faults(config, 'production')).toEqual([
      expect.stringContaining("'auth.providers.demo' lets anybody sign in"),
    ]);
  });
});
