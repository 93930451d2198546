export * from './FactSource';
export * from './scorecardsFactSourceExtensionPoint';
