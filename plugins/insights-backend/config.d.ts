export interface Config {
  insights?: {
    /**
     * The key with which names of people are hashed before anything is stored. At least 32 characters.
     * Losing it means that people seen before and after cannot be told to be the same.
     * @visibility secret
     */
    actorKey: string;

    /**
     * Every key that was `actorKey` before, oldest first. They are needed for as long as the data: a name is hashed
     * with the oldest, that hash with the next, and so on. When `actorKey` changes, the next start brings all rows
     * along before it takes anything in; it refuses to start when the key the rows were made with is not listed.
     * @deepVisibility secret
     */
    previousActorKeys?: string[];

    /** Who may send what. Every producer writes only the sources bound to its subject. */
    sources?: Array<{
      /** Lower-case letters, digits and dashes; how the source is called everywhere. */
      name: string;
      /** openlineage, cloudevents, cdevents, mlflow, slurm or file. */
      kind: string;
      /** Subjects of `backend.auth.externalAccess` that may write this source. */
      subjects?: string[];
      /** Takes events of any age: a history that is read in once. */
      historical?: boolean;
      /** Anchored globs over the CloudEvents attribute `source` this source may carry; absent means any. */
      cloudEventSources?: string[];
      /** Groups whose offerings may recognise their use in this source by a telemetry matcher. */
      grantedTo?: string[];
    }>;

    /** Subjects that may import runs into a source of kind `file` by naming it. */
    importSubjects?: string[];

    /** The steps of the ML workflow, in order; replaces the default list. */
    stages?: string[];

    /** The class of runs that name none; from what is known at submission, never from how long a run took. */
    runClass?: {
      debug?: {
        /** A run with at most so many GPUs ... Default 1. */
        mostGpus?: number;
        /** ... and a time limit of at most so many minutes is class debug. Default 60; 0 switches it off. */
        longestMinutes?: number;
      };
      /** Anchored globs over `namespace/name` of jobs that evaluate: their runs are class evaluation. */
      evaluationJobs?: string[];
    };

    retention?: {
      /**
       * Days after which events of runs that are over are deleted; runs, cells and decisions stay. At least 90, because
       * an event that comes again is known by its row. Absent: events are kept.
       */
      eventsDays?: number;
      /**
       * Days after which runs that are over are deleted; their cells stay as they are, and days before that are not
       * computed again. At least 120. Absent: runs are kept.
       */
      runsDays?: number;
      /** The same for uses of offerings that are no runs. */
      usageDays?: number;
    };

    /** Says on every page that the data are simulated. */
    simulatedData?: boolean;

    organisation?: {
      /** How often the catalog is read, in seconds. Default 60. */
      refreshSeconds?: number;
      /**
       * The first organisation is taken when the catalog reads the same twice, this far apart. Default 3; a catalog
       * that is complete from the start (a test's) needs 0.
       */
      firstReadingPauseSeconds?: number;
    };

    /** When people work; only waiting within these hours is a loss. Default: Monday to Friday, 07:00 to 19:00, UTC. */
    workingHours?: {
      /** IANA name, such as Europe/Berlin. */
      timeZone?: string;
      /** mon, tue, ... */
      days?: string[];
      from?: string;
      to?: string;
      /** Teams and departments (and what is below them) that work otherwise. */
      teams?: Array<{
        team: string;
        timeZone?: string;
        days?: string[];
        from?: string;
        to?: string;
      }>;
    };

    windows?: {
      /** The Monday from which 4-week blocks are counted. Default 2024-01-01. */
      firstMonday?: string;
    };

    release?: {
      /** The fewest people behind a released number. Default and smallest allowed value: 5. */
      peopleFloor?: number;
      /**
       * For how many hours the first numbers of a metric follow what arrives; afterwards they stand until a week has
       * closed. Default 24.
       */
      settleHours?: number;
    };

    /** What counts as adopted, declining and lapsed (docs/metrics.md, section 5); shown beside every answer. */
    adoption?: {
      /** Days in which active members are counted. Default 28. */
      windowDays?: number;
      /** Not seen for so many days: lapsed. Default 28, and 62 where an offering looks at months. */
      lapsedAfterDays?: number;
      lapsedAfterDaysMonthly?: number;
      /** Members who ran anything in so many days are the size of a team. Default 84. */
      sizeDays?: number;
      /** Enough use in a week: so many members, and this share of the size. Defaults 2 and 0.2. */
      leastActive?: number;
      leastActiveShare?: number;
      /** Enough use in production: so many scheduled runs. Default 3. */
      productionRunsPerWeek?: number;
      /** Periods without any run of the team that may lie between those that count. Default 2. */
      skippablePeriods?: number;
      /** Weeks under the bar after which use is declining. Default 8. */
      decliningWeeks?: number;
      /** Days after the last period on which a date is decided. Default 7. */
      decidedAfterDays?: number;
      /** Onboarding takes too long after so many days, or so many times the expected ones. Defaults 28 and 3. */
      onboardingDays?: number;
      onboardingFactor?: number;
    };

    /**
     * What one producer (a subject) may send to one back end, over ten seconds; beyond it requests are answered 429
     * with Retry-After.
     */
    rateLimit?: {
      /** Default 5,000. */
      requestsPerSecond?: number;
      /** Default 50,000. */
      eventsPerSecond?: number;
      /** Rates of single producers. */
      subjects?: Array<{
        /** As in `insights.sources[].subjects`. */
        subject: string;
        requestsPerSecond?: number;
        eventsPerSecond?: number;
      }>;
    };

    quarantine?: {
      /** How long a refused item waits for a fix. Default 14. */
      days?: number;
    };

    ingest?: {
      /** Events that may wait for the database before a request is answered 429. Default 20,000. */
      queueEvents?: number;
      /** Transactions that write events at the same time in one back end. Default 2. */
      writers?: number;
    };
  };
}
