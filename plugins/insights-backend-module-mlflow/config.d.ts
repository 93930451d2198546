export interface Config {
  insights?: {
    /** Tracking servers to pull runs from. */
    mlflow?: Array<{
      /** How the source is called everywhere: lower-case letters, digits and dashes. */
      name: string;
      /** Where the server's pages are; https, or http to localhost. The path of its API is added. */
      baseUrl: string;
      /** One of the two. */
      auth?: {
        basic?: {
          username: string;
          /** @visibility secret */
          password: string;
        };
        /**
         * A token.
         * @visibility secret
         */
        bearer?: string;
      };
      /** Anchored glob over names of experiments; absent: all. */
      experiments?: string;
      /** Runs that started before this time are left out. */
      since?: string;
      /** The server is a closed history: nothing new is expected of it, and its open runs are not called lost. */
      historical?: boolean;
      /** Asks for the time of the first metric of runs that ended; one request a run. Default true. */
      firstMetric?: boolean;
      /** How often; default every 5 minutes. */
      schedule?: {
        frequencySeconds?: number;
        /** The longest a pull may take; the next goes on where it was. Default 1800. */
        timeoutSeconds?: number;
        initialDelaySeconds?: number;
      };
    }>;
  };
}
