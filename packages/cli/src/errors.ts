/** The command line is wrong: exit status 2. */
export class UsageError extends Error {}

/** The portal, or a check, refused what was asked: exit status 1. */
export class RefusedError extends Error {}
