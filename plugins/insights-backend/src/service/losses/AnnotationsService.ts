import {
  AuditorService,
  BackstageCredentials,
  BackstageUserPrincipal,
  LoggerService,
} from '@backstage/backend-plugin-api';
import {
  ConflictError,
  NotAllowedError,
  NotFoundError,
} from '@backstage/errors';
import { NotificationService } from '@backstage/plugin-notifications-node';
import {
  Annotation,
  AnnotationState,
  CONTEXT_REASONS,
  DISPUTE_REASONS,
  NewAnnotation,
} from '@mli/plugin-insights-common';
import { Organisation } from '../../core/release/Organisation';
import {
  DatabaseAnnotationStore,
  StoredAnnotation,
} from '../../store/losses/DatabaseAnnotationStore';
import { OrganisationReader } from '../../store/metrics/OrganisationReader';
import { LossesCaller } from './LossesService';

/** A person, with what they are members of and may see. */
export interface Annotator {
  readonly credentials: BackstageCredentials<BackstageUserPrincipal>;
  readonly caller: LossesCaller;
}

export interface AnnotationsFilter {
  readonly unit?: string;
  readonly from?: string;
  readonly to?: string;
  /** Only what waits for the caller's own groups. */
  readonly mine: boolean;
  readonly withdrawn: boolean;
}

const WORDS: Readonly<Record<string, string>> = {
  outage: 'an outage',
  holiday: 'a holiday',
  backbone: 'a new backbone',
  other: 'something that happened',
  'not-ours': 'runs that are not theirs',
  'wrong-stage': 'runs in the wrong stage',
  'missing-source': 'a source that is missing',
};

/**
 * What people say about a period or a number, and what became of it.
 *
 * Owns: who may say and answer what, whom it goes to. Does not own: who may see a team (LossesCaller).
 */
export class AnnotationsService {
  readonly #options: {
    readonly store: DatabaseAnnotationStore;
    readonly organisations: OrganisationReader;
    readonly notifications: NotificationService;
    readonly auditor: AuditorService;
    readonly logger: LoggerService;
    readonly bridgeGroups: readonly string[];
  };

  constructor(options: {
    store: DatabaseAnnotationStore;
    organisations: OrganisationReader;
    notifications: NotificationService;
    auditor: AuditorService;
    logger: LoggerService;
    bridgeGroups: readonly string[];
  }) {
    this.#options = options;
  }

  async list(
    filter: AnnotationsFilter,
    caller: LossesCaller,
  ): Promise<Annotation[]> {
    const organisation = await this.#organisation();
    const { unit } = filter;
    const found = await this.#options.store.list({
      // what is said of a unit above or below concerns the unit as well
      units: unit
        ? [...organisation.lineOf(unit), ...organisation.subtreeOf(unit)]
        : undefined,
      from: filter.from,
      to: filter.to,
      owners: filter.mine ? caller.groups : undefined,
      withWithdrawn: filter.withdrawn,
    });
    const visible = await this.#visibleTo(caller, organisation);
    return found
      .filter(visible)
      .map(one => this.#toApi(one, caller, organisation));
  }

  async add(draft: NewAnnotation, by: Annotator): Promise<Annotation> {
    const organisation = await this.#organisation();
    const { caller, credentials } = by;
    const unit = draft.unit;
    if (unit !== undefined && !organisation.unit(unit)) {
      throw new NotFoundError(
        `There is no unit '${unit}' in the organisation. GET /api/insights/scope lists the units.`,
      );
    }
    if (!this.#speaksFor(unit, caller, organisation)) {
      throw new NotAllowedError(
        unit === undefined
          ? 'Only the MLI bridging role says what concerns the whole company. Choose your own team.'
          : `Members of ${organisation.unit(unit)?.title ?? unit}, its line and the MLI bridging role can say what happened there.`,
      );
    }
    const kind = CONTEXT_REASONS.some(reason => reason === draft.reason)
      ? 'context'
      : 'dispute';
    const owner =
      kind === 'context'
        ? (unit ?? this.#bridge())
        : await this.#ownerOf(draft);
    const me = credentials.principal.userEntityRef;
    const event = await this.#options.auditor.createEvent({
      eventId: 'annotation-create',
      severityLevel: 'medium',
      meta: { kind, reason: draft.reason, unit: unit ?? 'company', owner },
    });
    const id = await this.#options.store.add({
      ...draft,
      kind,
      owner,
      unit,
      state: kind === 'context' ? 'accepted' : 'open',
      createdBy: me,
    });
    await event.success({ meta: { id } });
    if (kind === 'dispute') {
      await this.#notify(owner, {
        title: `${unit ? (organisation.unit(unit)?.title ?? unit) : 'The company'} says a number is wrong: ${WORDS[draft.reason] ?? draft.reason}`,
        description: draft.text,
        id,
        except: me,
      });
    }
    return await this.#one(id, caller, organisation);
  }

  async answer(
    change: { id: string; state: AnnotationState; answer?: string },
    by: Annotator,
  ): Promise<Annotation> {
    const organisation = await this.#organisation();
    const found = await this.#find(change.id, by.caller, organisation);
    if (!this.#mayAnswer(found, by.caller)) {
      throw new NotAllowedError(
        `This goes to ${found.owner}; its members and the MLI bridging role can answer it.`,
      );
    }
    if (found.withdrawnAt) {
      throw new ConflictError(
        'This was withdrawn; it has to be restored before it can be answered.',
      );
    }
    const me = by.credentials.principal.userEntityRef;
    const event = await this.#options.auditor.createEvent({
      eventId: 'annotation-answer',
      severityLevel: 'medium',
      meta: { id: change.id, from: found.state, to: change.state },
    });
    await this.#options.store.change({
      id: change.id,
      action: change.state,
      answer: change.answer,
      by: me,
    });
    await event.success();
    await this.#notify(found.createdBy, {
      title: `What you said about ${WORDS[found.reason] ?? 'a number'} is ${change.state}`,
      description: change.answer,
      id: found.id,
      except: me,
    });
    return await this.#one(change.id, by.caller, organisation);
  }

  /** Takes back what was said, or undoes that. It stays in the list of those who look for it. */
  async withdraw(
    change: { id: string; withdrawn: boolean },
    by: Annotator,
  ): Promise<Annotation> {
    const organisation = await this.#organisation();
    const found = await this.#find(change.id, by.caller, organisation);
    if (!this.#mayWithdraw(found, by.caller, organisation)) {
      throw new NotAllowedError(
        'The unit it is about and the MLI bridging role can take this back.',
      );
    }
    const event = await this.#options.auditor.createEvent({
      eventId: 'annotation-withdraw',
      severityLevel: 'medium',
      meta: { id: change.id, withdrawn: change.withdrawn },
    });
    if (change.withdrawn !== (found.withdrawnAt !== undefined)) {
      await this.#options.store.change({
        id: change.id,
        action: change.withdrawn ? 'withdrawn' : 'restored',
        by: by.credentials.principal.userEntityRef,
      });
    }
    await event.success();
    return await this.#one(change.id, by.caller, organisation);
  }

  async #organisation(): Promise<Organisation> {
    const { units } = await this.#options.organisations.organisation();
    return new Organisation(units);
  }

  async #visibleTo(
    caller: LossesCaller,
    organisation: Organisation,
  ): Promise<(one: StoredAnnotation) => boolean> {
    const speed = await caller.speedIn(organisation);
    return ({ unit, owner }) =>
      unit === undefined ||
      caller.groups.includes(owner) ||
      (speed.maySee(unit) &&
        (caller.visibleUnits === 'all' || caller.visibleUnits.has(unit)));
  }

  async #find(
    id: string,
    caller: LossesCaller,
    organisation: Organisation,
  ): Promise<StoredAnnotation> {
    const [found] = await this.#options.store.list({
      id,
      withWithdrawn: true,
    });
    const visible = await this.#visibleTo(caller, organisation);
    if (!found || !visible(found)) {
      throw new NotFoundError(`There is no annotation '${id}' you can see.`);
    }
    return found;
  }

  async #one(
    id: string,
    caller: LossesCaller,
    organisation: Organisation,
  ): Promise<Annotation> {
    const found = await this.#find(id, caller, organisation);
    return this.#toApi(found, caller, organisation);
  }

  /** A dispute goes to who can put it right: the offering's provider, else whoever keeps sources and attribution. */
  async #ownerOf({ offering }: NewAnnotation): Promise<string> {
    if (offering !== undefined) {
      const offerings = await this.#options.organisations.offerings();
      const known = offerings.find(({ ref }) => ref === offering);
      if (!known) {
        throw new NotFoundError(
          `There is no offering '${offering}' in the catalog.`,
        );
      }
      return known.owner ?? this.#bridge();
    }
    return this.#bridge();
  }

  #bridge(): string {
    const [bridge] = this.#options.bridgeGroups;
    if (bridge === undefined) {
      throw new ConflictError(
        'Nobody is there to answer: configuration mliPlatform.bridgeGroups names no group.',
      );
    }
    return bridge;
  }

  #isBridge(caller: LossesCaller): boolean {
    return caller.groups.some(group =>
      this.#options.bridgeGroups.includes(group),
    );
  }

  #speaksFor(
    unit: string | undefined,
    caller: LossesCaller,
    organisation: Organisation,
  ): boolean {
    return (
      this.#isBridge(caller) ||
      (unit !== undefined &&
        organisation.lineOf(unit).some(above => caller.groups.includes(above)))
    );
  }

  #mayAnswer({ owner }: StoredAnnotation, caller: LossesCaller): boolean {
    return caller.groups.includes(owner) || this.#isBridge(caller);
  }

  #mayWithdraw(
    { unit }: StoredAnnotation,
    caller: LossesCaller,
    organisation: Organisation,
  ): boolean {
    return this.#speaksFor(unit, caller, organisation);
  }

  async #notify(
    to: string,
    message: {
      title: string;
      description?: string;
      id: string;
      except: string;
    },
  ): Promise<void> {
    if (to === message.except) {
      return;
    }
    try {
      await this.#options.notifications.send({
        recipients: {
          type: 'entity',
          entityRef: to,
          excludeEntityRef: message.except,
        },
        payload: {
          title: message.title,
          ...(message.description ? { description: message.description } : {}),
          link: `/teams/annotations?open=${message.id}`,
          topic: 'insights-disputes',
          scope: `insights-annotation-${message.id}`,
        },
      });
    } catch (error) {
      // What was said is stored; that somebody could not be told must not undo it.
      this.#options.logger.warn('A notification could not be sent', {
        topic: 'insights-disputes',
        reason: String(error),
      });
    }
  }

  #toApi(
    one: StoredAnnotation,
    caller: LossesCaller,
    organisation: Organisation,
  ): Annotation {
    const last = [...one.history].reverse().find(({ answer }) => answer !== '');
    const mayAnswer = one.kind === 'dispute' && this.#mayAnswer(one, caller);
    return {
      id: one.id,
      kind: one.kind,
      reason: reasonOf(one.reason),
      text: one.text,
      unit: one.unit,
      metric: one.metric,
      stage: one.stage,
      offering: one.offering,
      from: one.from,
      to: one.to,
      owner: one.owner,
      state: one.state,
      ...(last ? { answer: last.answer } : {}),
      createdBy: one.createdBy,
      createdAt: one.createdAt.toISOString(),
      ...(one.withdrawnAt
        ? { withdrawnAt: one.withdrawnAt.toISOString() }
        : {}),
      mayAnswer,
      mayWithdraw: this.#mayWithdraw(one, caller, organisation),
      history: one.history.map(({ action, answer, by, at }) => ({
        action,
        ...(answer ? { answer } : {}),
        by,
        at: new Date(at).toISOString(),
      })),
    };
  }
}

function reasonOf(reason: string): Annotation['reason'] {
  return (
    [...CONTEXT_REASONS, ...DISPUTE_REASONS].find(one => one === reason) ??
    'other'
  );
}
