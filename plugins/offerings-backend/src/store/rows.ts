import {
  ComponentLifecycle,
  RegistrationFields,
  RegistrationLink,
  RegistrationState,
} from '@mli/plugin-offerings-common';
import { StoredHandOver, StoredRegistration } from './RegistrationStore';

export interface DbRegistration {
  id: string;
  entity_ref: string;
  name: string;
  owner_ref: string;
  type: string;
  title: string | null;
  description: string | null;
  lifecycle: ComponentLifecycle;
  stage: string | null;
  offerings: string[];
  jobs: string[];
  repositories: string[];
  experiments: string[];
  links: RegistrationLink[];
  state: RegistrationState;
  version: number;
  git_location: string | null;
  git_edit_url: string | null;
  git_since: Date | null;
  created_at: Date;
  updated_at: Date;
}

export interface DbHandOver {
  id: string;
  registration_id: string;
  entity_ref: string;
  title: string | null;
  from_ref: string;
  to_ref: string;
  state: StoredHandOver['state'];
  message: string | null;
  reason: string | null;
  asked_at: Date;
  decided_at: Date | null;
}

export function fromDbRegistration(row: DbRegistration): StoredRegistration {
  return {
    id: row.id,
    ref: row.entity_ref,
    state: row.state,
    version: row.version,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    ...(row.git_location !== null && row.git_since !== null
      ? {
          git: {
            location: row.git_location,
            since: row.git_since,
            ...(row.git_edit_url ? { editUrl: row.git_edit_url } : {}),
          },
        }
      : {}),
    fields: {
      type: row.type,
      name: row.name,
      owner: row.owner_ref,
      ...(row.title === null ? {} : { title: row.title }),
      ...(row.description === null ? {} : { description: row.description }),
      lifecycle: row.lifecycle,
      ...(row.stage === null ? {} : { stage: row.stage }),
      offerings: row.offerings,
      jobs: row.jobs,
      repositories: row.repositories,
      experiments: row.experiments,
      links: row.links,
    },
  };
}

/** The columns that hold what a registration says. */
export function toDbFields(fields: RegistrationFields) {
  return {
    name: fields.name,
    owner_ref: fields.owner,
    type: fields.type,
    title: fields.title ?? null,
    description: fields.description ?? null,
    lifecycle: fields.lifecycle,
    stage: fields.stage ?? null,
    offerings: [...fields.offerings],
    jobs: [...fields.jobs],
    repositories: [...fields.repositories],
    experiments: [...fields.experiments],
    links: JSON.stringify(fields.links),
  };
}

export function fromDbHandOver(row: DbHandOver): StoredHandOver {
  return {
    id: row.id,
    registration: {
      id: row.registration_id,
      ref: row.entity_ref,
      ...(row.title === null ? {} : { title: row.title }),
    },
    from: row.from_ref,
    to: row.to_ref,
    state: row.state,
    askedAt: row.asked_at,
    ...(row.message === null ? {} : { message: row.message }),
    ...(row.reason === null ? {} : { reason: row.reason }),
    ...(row.decided_at === null ? {} : { decidedAt: row.decided_at }),
  };
}
