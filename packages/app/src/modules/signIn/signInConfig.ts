import type { ConfigApi } from '@backstage/frontend-plugin-api';

export interface DemoPerson {
  readonly user: string;
  readonly title: string;
  readonly note?: string;
}

export type SignInConfig =
  | { readonly mode: 'oidc' }
  | { readonly mode: 'demo'; readonly people: readonly DemoPerson[] };

/** How people sign in here; what is configured wrongly is said in a sentence instead of an empty page. */
export function readSignInConfig(config: ConfigApi): SignInConfig {
  const people = (
    config.getOptionalConfigArray('auth.providers.demo.people') ?? []
  ).map(person => ({
    user: person.getString('user'),
    title: person.getString('title'),
    note: person.getOptionalString('note'),
  }));
  const mode =
    config.getOptionalString('app.signIn') ??
    (people.length > 0 ? 'demo' : 'oidc');
  if (mode === 'oidc') return { mode };
  if (mode !== 'demo') {
    throw new Error(`app.signIn is '${mode}'; it must be 'oidc' or 'demo'`);
  }
  if (people.length === 0) {
    throw new Error(
      "app.signIn is 'demo', but auth.providers.demo.people names nobody; list people there, or use 'oidc'",
    );
  }
  return { mode, people };
}
