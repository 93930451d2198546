export interface Config {
  insights?: {
    /** Accounting of Slurm clusters, by a command or from a folder. */
    slurm?: Array<{
      /** How the source is called everywhere: lower-case letters, digits and dashes. */
      name: string;
      /**
       * The command, word by word, run without a shell: `[sacct]`, or `[ssh, login-node, sacct]`. What is asked for is
       * added as further words. Either this or `folder`.
       */
      command?: string[];
      /** A folder into which outputs of `sacct --parsable2` are dropped; files stay where they are. */
      folder?: string;
      /** Name of the cluster where there are several: job ids become `<cluster>/<id>`. */
      cluster?: string;
      /** Zone of the times that sacct prints, such as Europe/Berlin. Default UTC. */
      timeZone?: string;
      /** The account a job is billed to is the name of a team. */
      accountIsTeam?: boolean;
      /** How many days back the first pull by command looks. Default 30. */
      firstDays?: number;
      /** Files of a folder are a history that is read in once: nothing new is expected. */
      historical?: boolean;
      /** The longest a command may take. Default 300. */
      commandTimeoutSeconds?: number;
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
