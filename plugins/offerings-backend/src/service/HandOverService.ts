import { ConflictError, InputError, NotFoundError } from '@backstage/errors';
import { parseEntityRef, stringifyEntityRef } from '@backstage/catalog-model';
import { LoggerService } from '@backstage/backend-plugin-api';
import { NotificationService } from '@backstage/plugin-notifications-node';
import { HandOver } from '@mli/plugin-offerings-common';
import {
  RegistrationStore,
  StoredHandOver,
  StoredRegistration,
} from '../store/RegistrationStore';
import { Viewer } from './Access';
import { CatalogLookups } from './CatalogLookups';
import { teamTitle, toApiHandOver, whoCan } from './convert';
import { RegistrationService, actOf } from './RegistrationService';
import { refuseTeam } from './refusals';

const TOPIC = 'Hand-over of components';

/** Giving a component to another team: one side asks, the other accepts or declines. */
export class HandOverService {
  readonly #options: {
    readonly logger: LoggerService;
    readonly lookups: CatalogLookups;
    readonly notifications: NotificationService;
    readonly registrations: RegistrationService;
    readonly store: RegistrationStore;
    readonly onWritten: (written: StoredRegistration) => void;
  };

  constructor(options: {
    logger: LoggerService;
    lookups: CatalogLookups;
    notifications: NotificationService;
    registrations: RegistrationService;
    store: RegistrationStore;
    onWritten: (written: StoredRegistration) => void;
  }) {
    this.#options = options;
  }

  async ask(
    viewer: Viewer,
    id: string,
    { to, message }: { to: string; message?: string },
  ): Promise<HandOver> {
    const { lookups, registrations, store } = this.#options;
    const registration = await registrations.get(viewer, id);
    const { owner, name } = registration.fields;
    const groups = await lookups.groups();
    if (!registration.canEdit) {
      throw refuseTeam(`hand ${name} over`, registration.whoCan);
    }
    if (registration.state !== 'active') {
      throw new ConflictError(
        `${name} is ${registration.state === 'retired' ? 'retired' : 'described by a file in Git'}, so it is not handed over here.`,
      );
    }
    const team = readTeam(to);
    if (!groups.has(team)) {
      throw new InputError(
        `${JSON.stringify(to)} is not a team of the catalog.`,
      );
    }
    if (team === owner) {
      throw new InputError(`${name} is ${teamTitle(team, groups)}'s already.`);
    }
    const asked = await store.write(async writer => {
      await writer.withdrawHandOvers(id, actOf(viewer));
      return await writer.askHandOver(
        {
          registrationId: id,
          from: owner,
          to: team,
          message: message?.trim() || undefined,
        },
        actOf(viewer),
      );
    });
    await this.#tell(team, viewer, {
      title: `${teamTitle(owner, groups)} would like to hand ${registration.fields.title ?? name} over to you`,
      id: asked.id,
    });
    return toApiHandOver(asked, viewer);
  }

  async list(viewer: Viewer): Promise<HandOver[]> {
    const { store } = this.#options;
    const found = await store.handOvers({
      teams: viewer.groups,
      pending: false,
    });
    return found.map(handOver => toApiHandOver(handOver, viewer));
  }

  async decide(
    viewer: Viewer,
    id: string,
    decision: { state: 'accepted' | 'declined' | 'withdrawn'; reason?: string },
  ): Promise<HandOver> {
    const { lookups, store, onWritten } = this.#options;
    const groups = await lookups.groups();
    const { handOver, registration } = await store.write(async writer => {
      const found = await writer.handOver(id);
      if (
        !found ||
        !(viewer.mayWriteFor(found.to) || viewer.mayWriteFor(found.from))
      ) {
        throw new NotFoundError(
          'There is no such hand-over that you can see. GET /hand-overs lists yours.',
        );
      }
      const decider = decision.state === 'withdrawn' ? found.from : found.to;
      if (!viewer.mayWriteFor(decider)) {
        throw refuseTeam(
          'decide about this hand-over',
          whoCan(decider, groups),
        );
      }
      if (found.state !== 'pending') {
        throw new ConflictError(`This hand-over was ${found.state} already.`);
      }
      await writer.decideHandOver(id, decision, actOf(viewer));
      const [before] = await writer.find({ ids: [found.registration.id] });
      const written =
        before && decision.state === 'accepted'
          ? await writer.change(
              before,
              {
                action: 'handed over',
                fields: { ...before.fields, owner: found.to },
              },
              actOf(viewer),
            )
          : undefined;
      return {
        handOver: (await writer.handOver(id)) ?? found,
        registration: written,
      };
    });
    if (registration) {
      onWritten(registration);
    }
    if (decision.state !== 'withdrawn') {
      await this.#tell(handOver.from, viewer, {
        title: `${teamTitle(handOver.to, groups)} ${decision.state} ${nameOf(handOver)}`,
        description: decision.reason,
        id,
      });
    }
    return toApiHandOver(handOver, viewer);
  }

  /** A hand-over stands without it being told; the page shows it anyway. */
  async #tell(
    team: string,
    viewer: Viewer,
    {
      title,
      description,
      id,
    }: { title: string; description?: string; id: string },
  ): Promise<void> {
    try {
      await this.#options.notifications.send({
        recipients: {
          type: 'entity',
          entityRef: team,
          ...(viewer.author.startsWith('user:')
            ? { excludeEntityRef: viewer.author }
            : {}),
        },
        payload: {
          title,
          description,
          link: '/register/mine',
          topic: TOPIC,
          scope: `hand-over-${id}`,
        },
      });
    } catch (error) {
      this.#options.logger.warn(
        'A team could not be told about a hand-over; it sees it on its page',
        error instanceof Error ? error : { error: String(error) },
      );
    }
  }
}

function nameOf({ registration }: StoredHandOver): string {
  return (
    registration.title ??
    registration.ref.slice(registration.ref.lastIndexOf('/') + 1)
  );
}

function readTeam(text: string): string {
  try {
    return stringifyEntityRef(
      parseEntityRef(text.trim(), {
        defaultKind: 'group',
        defaultNamespace: 'default',
      }),
    );
  } catch {
    throw new InputError(
      `${JSON.stringify(text.slice(0, 60))} is not a team. Write it like group:default/lanes.`,
    );
  }
}
