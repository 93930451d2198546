import { configApiRef, useApi } from '@backstage/frontend-plugin-api';
import type { SignInPageProps } from '@backstage/plugin-app-react';
import { ErrorState } from '@mli/plugin-ml-platform-react';
import { DemoSignIn } from './DemoSignIn';
import { OidcSignIn } from './OidcSignIn';
import { readSignInConfig, type SignInConfig } from './signInConfig';
import { SignInFrame } from './SignInFrame';

export function SignInPage({ onSignInSuccess }: SignInPageProps) {
  const configApi = useApi(configApiRef);
  let config: SignInConfig;
  try {
    config = readSignInConfig(configApi);
  } catch (error) {
    return (
      <SignInFrame>
        <ErrorState title="Sign-in is not set up" error={error} />
      </SignInFrame>
    );
  }
  return config.mode === 'demo' ? (
    <DemoSignIn people={config.people} onSignInSuccess={onSignInSuccess} />
  ) : (
    <OidcSignIn onSignInSuccess={onSignInSuccess} />
  );
}
