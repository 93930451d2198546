/** Channel on which pages hear that results have changed. */
export const SCORECARDS_SIGNAL = 'scorecards';
