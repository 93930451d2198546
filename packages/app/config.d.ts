export interface Config {
  app?: {
    /**
     * How people sign in: `oidc`, a company account through the provider `oidc`; `demo`, a choice among the people of
     * the demonstration organisation, development only. Without it: `demo` when such people are configured.
     * @visibility frontend
     */
    signIn?: 'oidc' | 'demo';
  };

  auth?: {
    providers?: {
      demo?: {
        /**
         * The people one may look through the eyes of.
         * @deepVisibility frontend
         */
        people?: Array<{
          /** Entity ref of a User. */
          user: string;
          /** What to call them: a name or a role. */
          title: string;
          /** What this person comes for, in a sentence. */
          note?: string;
        }>;
      };
    };
  };
}
