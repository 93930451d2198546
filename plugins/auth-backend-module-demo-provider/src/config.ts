import { Config } from '@backstage/config';
import { InputError } from '@backstage/errors';
import { readEnvironment } from '@mli/plugin-ml-platform-node';

const PROVIDER = 'auth.providers.demo';

/** Stops a start that would let anybody in as anybody, or offer people that cannot be chosen. */
export function checkDemoConfig(
  config: Config,
  nodeEnvironment = process.env.NODE_ENV,
): void {
  if (readEnvironment(config, nodeEnvironment) === 'production') {
    throw new Error(
      `The demo sign-in lets anybody sign in as anybody and does not start in production ` +
        `(mliPlatform.environment or NODE_ENV is 'production'). Do not load app-config.development.yaml; configure auth.providers.oidc.`,
    );
  }
  const people = config.getOptionalConfigArray(`${PROVIDER}.people`) ?? [];
  people.forEach((person, index) => {
    for (const field of ['user', 'title']) {
      if (!person.getOptionalString(field)) {
        throw new InputError(
          `Configuration '${PROVIDER}.people[${index}].${field}' is missing. ` +
            `A person to choose is written like { user: user:default/jane, title: Jane, note: leads the lanes team }.`,
        );
      }
    }
  });
}
