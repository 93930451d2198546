export * from './PullSource';
export * from './insightsPullSourceExtensionPoint';
