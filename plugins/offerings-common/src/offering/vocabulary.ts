export const OFFERING_TYPES = [
  'platform',
  'service',
  'library',
  'dataset',
  'tool',
  'support',
] as const;
export type OfferingType = (typeof OFFERING_TYPES)[number];

export const OFFERING_LIFECYCLES = [
  'experimental',
  'beta',
  'ga',
  'deprecated',
  'retired',
] as const;
export type OfferingLifecycle = (typeof OFFERING_LIFECYCLES)[number];

/** Who may provide an offering, and what it may need. */
export const OFFERING_OWNER_KINDS = ['Group'] as const;
export const OFFERING_DEPENDENCY_KINDS = [
  'Resource',
  'Component',
  'API',
  'Offering',
  'System',
] as const;
