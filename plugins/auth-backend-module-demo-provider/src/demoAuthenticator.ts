import {
  DEFAULT_NAMESPACE,
  parseEntityRef,
  stringifyEntityRef,
} from '@backstage/catalog-model';
import { AuthenticationError, InputError } from '@backstage/errors';
import { createProxyAuthenticator } from '@backstage/plugin-auth-node';

/**
 * Names the chosen person: a User ref or a name. A header of its own, because a browser sends it to another
 * origin only after asking for leave, which the portal gives to its own front end alone.
 */
export const DEMO_USER_HEADER = 'x-mli-demo-user';

export interface DemoAuthResult {
  /** Full ref of a User that need not exist. */
  readonly userRef: string;
}

export const demoAuthenticator = createProxyAuthenticator({
  defaultProfileTransform: async () => ({ profile: {} }),
  initialize() {},
  async authenticate({ req }): Promise<{ result: DemoAuthResult }> {
    const chosen = req.header(DEMO_USER_HEADER)?.trim();
    if (!chosen) {
      throw new AuthenticationError(
        `Nobody was chosen. Send the header ${DEMO_USER_HEADER} with the ref of a User, for example user:default/jane.`,
      );
    }
    return { result: { userRef: readUserRef(chosen) } };
  },
});

function readUserRef(chosen: string): string {
  let ref;
  try {
    ref = parseEntityRef(chosen, {
      defaultKind: 'user',
      defaultNamespace: DEFAULT_NAMESPACE,
    });
  } catch {
    ref = undefined;
  }
  if (ref?.kind.toLocaleLowerCase('en-US') !== 'user') {
    throw new InputError(
      `The header ${DEMO_USER_HEADER} is not the ref of a User. Write it like user:default/jane.`,
    );
  }
  return stringifyEntityRef(ref);
}
