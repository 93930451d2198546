import {
  AuditorServiceEventSeverityLevel,
  BackstageCredentials,
} from '@backstage/backend-plugin-api';
import { insightsSourcesManagePermission } from '@mli/plugin-insights-common';
import { requirePermission } from '@mli/plugin-ml-platform-node';
import express from 'express';
import { InsightsContext } from '../../context';

const WHO_MANAGES = 'MLI leads see the sources and what was refused.';

/** @throws NotAllowedError (403) for whoever may not look after sources */
export async function authoriseManager(
  req: express.Request,
  context: InsightsContext,
): Promise<BackstageCredentials> {
  const credentials = await context.httpAuth.credentials(req, {
    allow: ['user', 'service'],
  });
  await requirePermission(
    context.permissions,
    credentials,
    insightsSourcesManagePermission,
    WHO_MANAGES,
  );
  return credentials;
}

/** The ref of a person, or the subject of a service. */
export function authorOf(
  credentials: BackstageCredentials,
  { auth }: InsightsContext,
): string {
  if (auth.isPrincipal(credentials, 'user')) {
    return credentials.principal.userEntityRef;
  }
  return auth.isPrincipal(credentials, 'service')
    ? credentials.principal.subject
    : 'unknown';
}

export interface ManagedChange<T> {
  readonly eventId: string;
  readonly severityLevel: AuditorServiceEventSeverityLevel;
  readonly change: (credentials: BackstageCredentials) => Promise<T>;
  /** What the audit says of it; nothing that was sent in. */
  readonly describe: (result: T) => Record<string, string | number | boolean>;
}

/** Makes a change that needs the right to look after sources, and leaves one audit event, refusals included. */
export async function changeAudited<T>(
  req: express.Request,
  context: InsightsContext,
  { eventId, severityLevel, change, describe }: ManagedChange<T>,
): Promise<T> {
  const event = await context.auditor.createEvent({
    eventId,
    severityLevel,
    request: req,
  });
  try {
    const result = await change(await authoriseManager(req, context));
    await event.success({ meta: describe(result) });
    return result;
  } catch (error) {
    // What is thrown here is an Error: pg, zod and Backstage throw nothing else.
    await event.fail({ error: error as Error });
    throw error;
  }
}
