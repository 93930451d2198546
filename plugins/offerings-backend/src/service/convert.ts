import {
  HandOver,
  HistoryEntry,
  Registration,
} from '@mli/plugin-offerings-common';
import { compareFields } from '../core/compareFields';
import {
  StoredChange,
  StoredHandOver,
  StoredRegistration,
} from '../store/RegistrationStore';
import { Viewer } from './Access';
import { CatalogGroup } from './CatalogLookups';

export function toApiRegistration(
  stored: StoredRegistration,
  context: {
    viewer: Viewer;
    groups: ReadonlyMap<string, CatalogGroup>;
    handOver?: StoredHandOver;
  },
): Registration {
  const { viewer, groups, handOver } = context;
  const { git, fields } = stored;
  return {
    id: stored.id,
    ref: stored.ref,
    state: stored.state,
    version: stored.version,
    fields: {
      ...fields,
      offerings: [...fields.offerings],
      jobs: [...fields.jobs],
      repositories: [...fields.repositories],
      experiments: [...fields.experiments],
      links: fields.links.map(link => ({ ...link })),
    },
    createdAt: stored.createdAt.toISOString(),
    updatedAt: stored.updatedAt.toISOString(),
    ...(git ? { git: { ...git, since: git.since.toISOString() } } : {}),
    canEdit: viewer.mayWriteFor(fields.owner),
    whoCan: whoCan(fields.owner, groups),
    ...(handOver ? { handOver: toApiHandOver(handOver, viewer) } : {}),
  };
}

export function toApiHandOver(
  stored: StoredHandOver,
  viewer: Viewer,
): HandOver {
  const { askedAt, decidedAt, ...rest } = stored;
  const pending = stored.state === 'pending';
  return {
    ...rest,
    askedAt: askedAt.toISOString(),
    ...(decidedAt ? { decidedAt: decidedAt.toISOString() } : {}),
    youMay: [
      ...(pending && viewer.mayWriteFor(stored.to)
        ? (['accept', 'decline'] as const)
        : []),
      ...(pending && viewer.mayWriteFor(stored.from)
        ? (['withdraw'] as const)
        : []),
    ],
  };
}

/** Newest first. */
export function toApiHistory(changes: readonly StoredChange[]): HistoryEntry[] {
  return changes.map((change, index) => ({
    version: change.version,
    at: change.at.toISOString(),
    author: change.author,
    action: change.action,
    changed: compareFields(changes[index + 1]?.fields, change.fields),
  }));
}

/** A sentence that follows a refusal. */
export function whoCan(
  team: string,
  groups: ReadonlyMap<string, CatalogGroup>,
): string {
  return `Members of ${teamTitle(team, groups)} and MLI leads can.`;
}

export function teamTitle(
  team: string,
  groups: ReadonlyMap<string, CatalogGroup>,
): string {
  return groups.get(team)?.title ?? team.slice(team.lastIndexOf('/') + 1);
}
