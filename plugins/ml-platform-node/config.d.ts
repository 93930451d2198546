export interface Config {
  /** What every plugin of the ML platform shares. */
  mliPlatform?: {
    /** Which `spec.type` of a Group means which side; other types are units such as departments. */
    teamTypes?: {
      /**
       * Teams that use offerings. Default: customer-team.
       * @deepVisibility frontend
       */
      customer?: string | string[];
      /**
       * Teams that provide offerings. Default: provider-team.
       * @deepVisibility frontend
       */
      provider?: string | string[];
    };
    /** Refs of Groups whose members bridge both sides: they see the speed of every team. */
    bridgeGroups?: string[];
    /** Refs of Groups whose members administer the portal. */
    adminGroups?: string[];
    /** Who sees how fast a team is: the team, its line and the bridge, or everybody. Default: own-line. */
    teamSpeed?: 'own-line' | 'open';
    /**
     * `production` refuses what is for development only: the demo sign-in and the local token. So does
     * NODE_ENV=production. Default: development.
     */
    environment?: 'development' | 'production';
  };
}
