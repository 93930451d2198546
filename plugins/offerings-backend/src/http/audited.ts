import { AuditorService } from '@backstage/backend-plugin-api';
import { Request } from 'express';

/** Does something that changes the portal, and leaves one audit event about how it went. */
export async function audited<T>(
  auditor: AuditorService,
  event: { id: string; request?: Request; meta?: Record<string, string> },
  work: () => Promise<T>,
  describe?: (done: T) => Record<string, string | number>,
): Promise<T> {
  const audit = await auditor.createEvent({
    eventId: event.id,
    severityLevel: 'medium',
    ...(event.request ? { request: event.request } : {}),
    meta: event.meta,
  });
  try {
    const done = await work();
    await audit.success({ meta: describe?.(done) });
    return done;
  } catch (error) {
    await audit.fail({
      error: error instanceof Error ? error : new Error(String(error)),
    });
    throw error;
  }
}
