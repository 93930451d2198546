import { NotAllowedError } from '@backstage/errors';
import { SignInResolver } from '@backstage/plugin-auth-node';
import { DemoAuthResult } from './demoAuthenticator';

export const signInAsChosenUser: SignInResolver<DemoAuthResult> = async (
  { result: { userRef } },
  ctx,
) => {
  try {
    return await ctx.signInWithCatalogUser({ entityRef: userRef });
  } catch (error) {
    if (error instanceof Error && error.name === 'NotFoundError') {
      throw new NotAllowedError(
        `The catalog has no ${userRef}. After a first start it takes some seconds to read the people: try again, or choose somebody else.`,
      );
    }
    throw error;
  }
};
