/** Group -> Offering: the team says in its YAML that it uses the offering. */
export const RELATION_ADOPTS = 'adopts';
/** Offering -> Group, the other end of `adopts`. */
export const RELATION_ADOPTED_BY = 'adoptedBy';

/** Offering -> Offering: this one takes the place of the other. */
export const RELATION_REPLACES = 'replaces';
/** Offering -> Offering, the other end of `replaces`. */
export const RELATION_REPLACED_BY = 'replacedBy';
