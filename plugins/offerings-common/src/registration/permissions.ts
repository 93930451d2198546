import { createPermission } from '@backstage/plugin-permission-common';

/** See what was registered, of the components the catalog shows. */
export const offeringsRegistrationReadPermission = createPermission({
  name: 'offerings.registration.read',
  attributes: { action: 'read' },
});

/** Register components and change registrations, for the teams one is a member of. */
export const offeringsRegistrationWritePermission = createPermission({
  name: 'offerings.registration.write',
  attributes: { action: 'update' },
});

/** The same for every team. */
export const offeringsRegistrationWriteAnyPermission = createPermission({
  name: 'offerings.registration.write-any',
  attributes: { action: 'update' },
});

export const offeringsPermissions = [
  offeringsRegistrationReadPermission,
  offeringsRegistrationWritePermission,
  offeringsRegistrationWriteAnyPermission,
];
