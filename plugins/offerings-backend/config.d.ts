/** Configuration of this package. */
export interface Config {
  offerings?: {
    registration?: {
      /**
       * How often to look whether Git has taken over what was registered in the portal, in seconds; pages look at
       * what they show anyway. Default 60.
       */
      takeoverCheckSeconds?: number;
    };
  };
}
