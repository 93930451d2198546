/** Group or Component: offerings it uses, a comma list of Offering refs. A Component's counts for its team. */
export const ANNOTATION_ADOPTS = 'mli.internal/adopts';

/** Group: its leads, a comma list of Users. It grants nothing: Home begins with the team for them. */
export const ANNOTATION_LEADS = 'mli.internal/leads';

/** User: further names by which producers know this person, a comma list. */
export const ANNOTATION_LOGINS = 'mli.internal/logins';
/** User that is not a person: `shared` or `service`. */
export const ANNOTATION_ACTOR_KIND = 'mli.internal/actor-kind';

/** Component: jobs that are its own, a comma list of `namespace/name` globs. */
export const ANNOTATION_JOBS = 'mli.internal/jobs';
/** Component: repositories whose runs are its own, a comma list of globs. */
export const ANNOTATION_REPOSITORIES = 'mli.internal/repositories';
/** Component: experiments that are its own, a comma list of globs. */
export const ANNOTATION_EXPERIMENTS = 'mli.internal/experiments';
/** Component: the stage of its runs, where its type does not say it. */
export const ANNOTATION_STAGE = 'mli.internal/stage';
