import { Config } from '@backstage/config';

export interface MlflowServer {
  readonly name: string;
  /** Without a slash at its end. */
  readonly baseUrl: string;
  /** The header `Authorization`. */
  readonly authorization?: string;
  /** Anchored glob over names of experiments. */
  readonly experiments?: string;
  readonly sinceMs: number;
  readonly historical: boolean;
  readonly firstMetric: boolean;
  readonly frequencySeconds: number;
  readonly timeoutSeconds: number;
  readonly initialDelaySeconds: number;
}

const LOCAL_HOSTS = new Set(['localhost', '127.0.0.1', '[::1]']);

/** @throws Error with a sentence for every wrong key: a wrong value stops the start */
export function readMlflowConfig(root: Config): MlflowServer[] {
  const problems: string[] = [];
  const servers = (root.getOptionalConfigArray('insights.mlflow') ?? []).map(
    (config, index) =>
      readServer(config, `insights.mlflow[${index}]`, problems),
  );
  if (problems.length > 0) {
    throw new Error(
      `The MLflow module cannot start: ${problems.join(' Also: ')}`,
    );
  }
  return servers;
}

function readServer(
  config: Config,
  key: string,
  problems: string[],
): MlflowServer {
  const seconds = (name: string, fallback: number, smallest: number) => {
    const value = config.getOptionalNumber(`schedule.${name}`) ?? fallback;
    if (!Number.isInteger(value) || value < smallest) {
      problems.push(
        `${key}.schedule.${name} is ${value}; it must be a whole number of at least ${smallest}.`,
      );
    }
    return value;
  };
  const since = config.getOptionalString('since');
  const sinceMs = since === undefined ? 0 : Date.parse(since);
  if (!Number.isFinite(sinceMs)) {
    problems.push(`${key}.since is not a time such as 2026-01-01T00:00:00Z.`);
  }
  return {
    name: config.getString('name'),
    baseUrl: readBaseUrl(config.getString('baseUrl'), key, problems),
    authorization: readAuthorization(config, key, problems),
    experiments: config.getOptionalString('experiments'),
    sinceMs,
    historical: config.getOptionalBoolean('historical') ?? false,
    firstMetric: config.getOptionalBoolean('firstMetric') ?? true,
    frequencySeconds: seconds('frequencySeconds', 300, 10),
    timeoutSeconds: seconds('timeoutSeconds', 1800, 10),
    initialDelaySeconds: seconds('initialDelaySeconds', 15, 0),
  };
}

function readBaseUrl(text: string, key: string, problems: string[]): string {
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    problems.push(
      `${key}.baseUrl is not a URL such as https://mlflow.example.com.`,
    );
    return text;
  }
  const isSafe =
    url.protocol === 'https:' ||
    (url.protocol === 'http:' && LOCAL_HOSTS.has(url.hostname));
  if (!isSafe) {
    problems.push(
      `${key}.baseUrl must be https, or http to localhost: credentials and names would travel readable.`,
    );
  }
  if (url.username !== '' || url.password !== '') {
    problems.push(
      `${key}.baseUrl holds credentials, which would be logged; put them under ${key}.auth.`,
    );
  }
  return `${url.origin}${url.pathname}`.replace(/\/+$/, '');
}

function readAuthorization(
  config: Config,
  key: string,
  problems: string[],
): string | undefined {
  const basic = config.getOptionalConfig('auth.basic');
  const bearer = config.getOptionalString('auth.bearer');
  if (basic && bearer !== undefined) {
    problems.push(`${key}.auth has basic and bearer; keep one.`);
  }
  if (basic) {
    const pair = `${basic.getString('username')}:${basic.getString('password')}`;
    return `Basic ${Buffer.from(pair).toString('base64')}`;
  }
  return bearer === undefined ? undefined : `Bearer ${bearer}`;
}
