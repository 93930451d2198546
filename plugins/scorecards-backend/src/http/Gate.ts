import type {
  AuditorService,
  BackstageCredentials,
  HttpAuthService,
  PermissionsService,
} from '@backstage/backend-plugin-api';
import type { BasicPermission } from '@backstage/plugin-permission-common';
import { requirePermission } from '@mli/plugin-ml-platform-node';
import { scorecardsResultReadPermission } from '@mli/plugin-scorecards-common';
import type { Request } from 'express';

export interface GateOptions {
  readonly auditor: AuditorService;
  readonly httpAuth: HttpAuthService;
  readonly permissions: PermissionsService;
}

export interface Mutation {
  readonly permission: BasicPermission;
  /** A sentence for the one who is refused. */
  readonly whoCan: string;
  readonly eventId: string;
  readonly meta?: Record<string, string | number>;
}

const EVERYBODY =
  'Everybody who is signed in usually has it; ask whoever runs the portal.';

/** Lets callers in: each route asks for one permission, and what changes something leaves an audit event. */
export class Gate {
  readonly #options: GateOptions;

  constructor(options: GateOptions) {
    this.#options = options;
  }

  async reader(
    req: Request,
    permission: BasicPermission = scorecardsResultReadPermission,
  ): Promise<BackstageCredentials> {
    const credentials = await this.#options.httpAuth.credentials(req, {
      allow: ['user', 'service'],
    });
    await requirePermission(
      this.#options.permissions,
      credentials,
      permission,
      EVERYBODY,
    );
    return credentials;
  }

  /** A reader whose cookie is enough: an image in a page sends no header. */
  async viewer(req: Request): Promise<BackstageCredentials> {
    const credentials = await this.#options.httpAuth.credentials(req, {
      allow: ['user', 'service'],
      allowLimitedAccess: true,
    });
    await requirePermission(
      this.#options.permissions,
      credentials,
      scorecardsResultReadPermission,
      EVERYBODY,
    );
    return credentials;
  }

  /** @throws what the work throws, after the audit event has failed */
  async change<T>(
    req: Request,
    { permission, whoCan, eventId, meta }: Mutation,
    work: (credentials: BackstageCredentials) => Promise<T>,
  ): Promise<T> {
    const { auditor, httpAuth, permissions } = this.#options;
    const credentials = await httpAuth.credentials(req, {
      allow: ['user', 'service'],
    });
    const event = await auditor.createEvent({
      eventId,
      severityLevel: 'medium',
      request: req,
      meta,
    });
    try {
      await requirePermission(permissions, credentials, permission, whoCan);
      const done = await work(credentials);
      await event.success();
      return done;
    } catch (error) {
      await event.fail({ error: error as Error }); // thrown by the code above: Errors only
      throw error;
    }
  }
}
