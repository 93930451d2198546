export * from './catalog/streamCatalog';
export * from './organisation/platformConfig';
export * from './permissions/requirePermission';
export * from './visible-entities/VisibleEntities';
export * from './visible-entities/DefaultVisibleEntities';
export * from './visible-entities/visibleEntitiesServiceRef';
