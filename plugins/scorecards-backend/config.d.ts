import type { HumanDuration } from '@backstage/types';

export interface Config {
  scorecards?: {
    /** When definitions, entities and facts are read and everything is evaluated. Default: every minute. */
    schedule?: {
      frequency: { cron: string } | string | HumanDuration;
      timeout: string | HumanDuration;
      initialDelay?: string | HumanDuration;
    };
    /** When teams are told what concerns them. Default: every 15 minutes. */
    notifications?: {
      frequency: { cron: string } | string | HumanDuration;
      timeout: string | HumanDuration;
      initialDelay?: string | HumanDuration;
    };
    /** Who may push which facts. */
    factSubjects?: Array<{
      /** Subject of a service token, such as `external:ci`, or the ref of a user. */
      subject: string;
      /** Ids of facts, `*` for any characters. */
      facts: string[];
    }>;
    /** Facts that are pushed, so that they have a title, a type and a freshness. */
    facts?: Array<{
      id: string;
      type: 'number' | 'boolean' | 'string' | 'set' | 'time';
      /** Subject of a sentence, such as `open incidents`. */
      title?: string;
      description?: string;
      unit?: string;
      /** Kinds of entity; default any. */
      kinds?: string[];
      /** Such as `7d`; an older value is stale. */
      freshness?: string;
      /** `team-speed`: seen only by those who may see how fast the team is. Default `catalog`. */
      visibility?: 'catalog' | 'team-speed';
    }>;
  };
}
