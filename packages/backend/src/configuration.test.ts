import path from 'node:path';
import { ConfigSources, loadConfigSchema } from '@backstage/config-loader';

const root = path.resolve(process.cwd(), '..', '..');

const ENVIRONMENT = {
  MLI_ROOT: root,
  MLI_ACTOR_KEY: 'a key of the tests that is long enough',
  MLI_LOCAL_TOKEN: 'a token of the tests that is long enough',
  MLI_BASE_URL: 'https://portal.example.com',
  MLI_SESSION_SECRET: 'secret',
  MLI_OIDC_METADATA_URL:
    'https://id.example.com/.well-known/openid-configuration',
  MLI_OIDC_CLIENT_ID: 'portal',
  MLI_OIDC_CLIENT_SECRET: 'secret',
  POSTGRES_HOST: '127.0.0.1',
  POSTGRES_PORT: '5432',
  POSTGRES_USER: 'portal',
  POSTGRES_PASSWORD: 'secret',
};

async function load(...files: string[]) {
  const config = await ConfigSources.toConfig(
    ConfigSources.merge(
      files.map(file =>
        ConfigSources.default({
          argv: ['--config', path.join(root, file)],
          rootDir: root,
          env: {},
          substitutionFunc: async name =>
            ENVIRONMENT[name as keyof typeof ENVIRONMENT],
        }),
      ),
    ),
  );
  const schema = await loadConfigSchema({
    dependencies: ['backend', 'app'],
    packagePaths: [path.join(root, 'package.json')],
  });
  schema.process([{ data: config.get(), context: files.join(' + ') }]);
  return config;
}

describe('the configuration files', () => {
  it.each([
    [['app-config.yaml', 'app-config.development.yaml']],
    [
      [
        'app-config.yaml',
        'app-config.development.yaml',
        'app-config.empty.yaml',
      ],
    ],
    [['app-config.yaml', 'app-config.production.yaml']],
  ])('%j fit the schemas of all plugins', async files => {
    const config = await load(...files);
    expect(config.getBoolean('permission.enabled')).toBe(true);
    expect(config.getString('backend.database.pluginDivisionMode')).toBe(
      'schema',
    );
  });

  it('production knows no people to choose from, no local token and no examples', async () => {
    const config = await load('app-config.yaml', 'app-config.production.yaml');
    expect(config.has('auth.providers.demo')).toBe(false);
    expect(config.has('backend.auth.externalAccess')).toBe(false);
    expect(JSON.stringify(config.get('catalog.locations'))).not.toContain(
      'examples',
    );
  });

  it('every service token of the development configuration is restricted', async () => {
    const config = await load('app-config.yaml', 'app-config.development.yaml');
    for (const token of config.getConfigArray('backend.auth.externalAccess')) {
      expect(token.getConfigArray('accessRestrictions').length).toBeGreaterThan(
        0,
      );
    }
  });
});
