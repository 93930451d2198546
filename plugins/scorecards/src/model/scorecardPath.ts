import { parseEntityRef } from '@backstage/catalog-model';

/** The page of one scorecard within the portal. */
export function scorecardPath(ref: string): string {
  const { namespace, name } = parseEntityRef(ref, {
    defaultKind: 'scorecard',
    defaultNamespace: 'default',
  });
  return `/scorecards/${encodeURIComponent(namespace)}/${encodeURIComponent(name)}`;
}

export function scorecardRef(namespace: string, name: string): string {
  return `scorecard:${namespace}/${name}`.toLocaleLowerCase('en-US');
}
