export interface Config {
  auth?: {
    providers?: {
      /** Choose a person to sign in as. For development only: a production start refuses it. */
      demo?: {
        /**
         * Who is offered on the sign-in page; anybody in the catalog can be asked for by name.
         * @deepVisibility frontend
         */
        people?: Array<{
          /** Ref of a User. */
          user: string;
          /** What the page calls this person. */
          title: string;
          /** Who this person is, in half a sentence. */
          note?: string;
        }>;
      };
    };
  };
}
