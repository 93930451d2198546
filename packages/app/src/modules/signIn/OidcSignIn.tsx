import { useCallback, useEffect, useState } from 'react';
import { UserIdentity } from '@backstage/core-components';
import { useApi, type IdentityApi } from '@backstage/frontend-plugin-api';
import { Button } from '@backstage/ui';
import { RiBuilding2Line } from '@remixicon/react';
import { ErrorState, LoadingState } from '@mli/plugin-ml-platform-react';
import { oidcAuthApiRef } from './oidcAuthApi';
import { SignInFrame } from './SignInFrame';

export interface OidcSignInProps {
  readonly onSignInSuccess: (identityApi: IdentityApi) => void;
}

type Progress =
  | { step: 'looking' }
  | { step: 'waiting' }
  | { step: 'failed'; error: unknown };

/** Signs in silently with a session that is still good, else by a button. */
export function OidcSignIn({ onSignInSuccess }: OidcSignInProps) {
  const authApi = useApi(oidcAuthApiRef);
  const [progress, setProgress] = useState<Progress>({ step: 'looking' });

  const signIn = useCallback(
    async (options: { optional?: boolean; instantPopup?: boolean }) => {
      try {
        const identity = await authApi.getBackstageIdentity(options);
        if (!identity) {
          setProgress({ step: 'waiting' });
          return;
        }
        const profile = await authApi.getProfile();
        onSignInSuccess(
          UserIdentity.create({
            identity: identity.identity,
            authApi,
            profile,
          }),
        );
      } catch (error) {
        setProgress({ step: 'failed', error });
      }
    },
    [authApi, onSignInSuccess],
  );

  useEffect(() => {
    signIn({ optional: true });
  }, [signIn]);

  if (progress.step === 'looking') {
    return (
      <SignInFrame>
        <LoadingState label="Looking for your session" rows={2} />
      </SignInFrame>
    );
  }
  return (
    <SignInFrame>
      {progress.step === 'failed' && (
        <ErrorState title="You could not be signed in" error={progress.error} />
      )}
      <Button
        size="medium"
        iconStart={<RiBuilding2Line />}
        onPress={() => signIn({ instantPopup: true })}
      >
        Sign in with your company account
      </Button>
    </SignInFrame>
  );
}
