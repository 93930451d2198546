import { Config } from '@backstage/config';
import { PlatformConfig } from '@mli/plugin-ml-platform-node';

const EXTERNAL_ACCESS = 'backend.auth.externalAccess';
const DEMO_PROVIDER = 'auth.providers.demo';

/** The subject of the token that `npm start` makes for the machine it runs on. */
const LOCAL_SUBJECT = 'local';

/** A sentence for everything in the configuration that must not be let in; none of them holds a secret. */
export function findConfigFaults(
  config: Config,
  environment: PlatformConfig['environment'],
): string[] {
  const faults: string[] = [];
  const entries = config.getOptionalConfigArray(EXTERNAL_ACCESS) ?? [];
  entries.forEach((entry, index) => {
    const subject = entry.getOptionalString('options.subject');
    const name = describeEntry(entry, index, subject);
    if (!entry.getOptionalConfigArray('accessRestrictions')?.length) {
      faults.push(
        `${name} has no accessRestrictions, so its holder may do anything: permissions are not asked about such a token. ` +
          `List the plugins and permissions it needs, for example accessRestrictions: [{ plugin: insights, permission: [insights.ingest] }].`,
      );
    }
    if (environment === 'production' && isLocalSubject(subject)) {
      faults.push(
        `${name} is the token of a local start and must not be used in production. ` +
          `It comes from app-config.development.yaml: do not load that file, and give each producer a token of its own.`,
      );
    }
  });
  if (environment === 'production' && config.has(DEMO_PROVIDER)) {
    faults.push(
      `'${DEMO_PROVIDER}' lets anybody sign in as anybody and must not be configured in production. ` +
        `It comes from app-config.development.yaml: do not load that file, and configure auth.providers.oidc.`,
    );
  }
  return faults;
}

function describeEntry(
  entry: Config,
  index: number,
  subject: string | undefined,
): string {
  const type = entry.getOptionalString('type') ?? 'without type';
  const of = subject ? `, subject '${subject}'` : '';
  return `'${EXTERNAL_ACCESS}[${index}]' (${type}${of})`;
}

function isLocalSubject(subject: string | undefined): boolean {
  return subject?.replace(/^external:/, '') === LOCAL_SUBJECT;
}
