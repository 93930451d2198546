export interface Config {
  auth?: {
    providers?: {
      /**
       * Choose a person to sign in as. For development only: a production start refuses it.
       * @visibility frontend
       */
      demo?: {
        /** Who is offered on the sign-in page; anybody in the catalog can be asked for by name. */
        people?: Array<{
          /**
           * Ref of a User.
           * @visibility frontend
           */
          user: string;
          /**
           * What the page calls this person.
           * @visibility frontend
           */
          title: string;
          /**
           * Who this person is, in half a sentence.
           * @visibility frontend
           */
          note?: string;
        }>;
      };
    };
  };
}
