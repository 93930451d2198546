/** The group and version of the portal's own kinds, Offering and Scorecard. */
export const MLI_API_GROUP = 'mli.internal';
export const MLI_API_VERSION = `${MLI_API_GROUP}/v1alpha1`;

export const OFFERING_KIND = 'Offering';
export const SCORECARD_KIND = 'Scorecard';
