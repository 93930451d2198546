import { ConflictError, InputError, NotFoundError } from '@backstage/errors';
import {
  HistoryEntry,
  RegisterScope,
  Registration,
  RegistrationFields,
  RegistrationState,
  COMPONENT_TYPES,
  componentRefOf,
  toComponentEntity,
  ValidateResponse,
} from '@mli/plugin-offerings-common';
import {
  TeamTypes,
  teamRole,
  VisibleEntities,
} from '@mli/plugin-ml-platform-node';
import { compareFields } from '../core/compareFields';
import { entityYaml } from '../core/entityYaml';
import {
  RegistrationStore,
  StoredRegistration,
} from '../store/RegistrationStore';
import { Viewer } from './Access';
import { CatalogLookups } from './CatalogLookups';
import { toApiHistory, toApiRegistration, whoCan } from './convert';
import { DraftReview } from './DraftReview';
import { GitTakeover } from './GitTakeover';
import {
  DuplicateError,
  FaultyDraftError,
  InGitError,
  OutdatedError,
  refuseTeam,
} from './refusals';

export interface RegistrationServiceOptions {
  readonly lookups: CatalogLookups;
  readonly review: DraftReview;
  readonly store: RegistrationStore;
  readonly takeover: GitTakeover;
  readonly stages: readonly string[];
  readonly teamTypes: TeamTypes;
  readonly visible: VisibleEntities;
  /** A registration was written; the catalog does not know yet. */
  readonly onWritten: (written: StoredRegistration) => void;
}

export interface RegistrationQuery {
  readonly mine?: boolean;
  readonly team?: string;
  readonly state?: RegistrationState;
  readonly text?: string;
  readonly after?: { name: string; id: string };
  readonly limit: number;
}

/** Registering components, and everything that happens to a registration afterwards except handing it over. */
export class RegistrationService {
  readonly #options: RegistrationServiceOptions;

  constructor(options: RegistrationServiceOptions) {
    this.#options = options;
  }

  async scope(viewer: Viewer): Promise<RegisterScope> {
    const { lookups, stages, teamTypes, visible } = this.#options;
    const [groups, offerings, seenGroups, seenOfferings] = await Promise.all([
      lookups.groups(),
      lookups.offerings(),
      visible.visibleRefs(viewer.credentials, 'Group'),
      visible.visibleRefs(viewer.credentials, 'Offering'),
    ]);
    const rank = ({ ref }: { ref: string }) =>
      viewer.groups.includes(ref) ? 0 : 1;
    const teams = [...groups.values()]
      .filter(
        ({ ref, type }) =>
          teamRole(teamTypes, type) !== undefined &&
          (seenGroups === 'all' || seenGroups.has(ref)),
      )
      .map(({ ref, title }) => ({ ref, title }))
      .sort((a, b) => a.title.localeCompare(b.title, 'en'));
    return {
      teams: teams
        .filter(({ ref }) => viewer.mayWriteFor(ref))
        .sort((a, b) => rank(a) - rank(b)),
      anyTeam: viewer.any,
      handOverTo: teams,
      types: COMPONENT_TYPES.map(type => ({ ...type })),
      stages: [...stages],
      offerings: [...offerings.values()]
        .filter(({ ref }) => seenOfferings === 'all' || seenOfferings.has(ref))
        .sort((a, b) => a.title.localeCompare(b.title, 'en')),
    };
  }

  /** What would become of a draft; writes nothing. */
  async preview(
    viewer: Viewer,
    draft: unknown,
    id?: string,
  ): Promise<ValidateResponse> {
    const session = await this.#options.review.begin(viewer);
    const { fields, faults } = session.validate(draft);
    if (!fields) {
      return { ok: false, faults: [...faults], duplicates: [] };
    }
    await session.learnNames([fields.name]);
    const edited = id
      ? (await this.#options.store.find({ ids: [id] }))[0]
      : undefined;
    const duplicates = session.duplicatesOf(fields, edited?.ref);
    const entity = toComponentEntity(fields);
    return {
      ok: !duplicates.some(({ blocks }) => blocks),
      faults: [],
      duplicates,
      entity: { ...entity },
      yaml: entityYaml(entity),
    };
  }

  async register(
    viewer: Viewer,
    draft: unknown,
    options: { acceptDuplicates?: boolean },
  ): Promise<Registration> {
    const fields = await this.#checked(viewer, draft, options);
    const groups = await this.#options.lookups.groups();
    if (!viewer.mayWriteFor(fields.owner)) {
      throw refuseTeam(
        `register for ${fields.owner}`,
        whoCan(fields.owner, groups),
      );
    }
    const written = await this.#options.store.write(async writer => {
      const [other] = await writer.find({
        refs: [componentRefOf(fields.name)],
        states: ['active', 'in-git'],
      });
      if (other) {
        throw new DuplicateError([nameTaken(fields, other)]);
      }
      return await writer.insert(fields, actOf(viewer));
    });
    this.#options.onWritten(written);
    return toApiRegistration(written, { viewer, groups });
  }

  async edit(
    viewer: Viewer,
    id: string,
    change: { draft: unknown; version: number; acceptDuplicates?: boolean },
  ): Promise<Registration> {
    const seen = await this.#mustEdit(viewer, id);
    const groups = await this.#options.lookups.groups();
    const convert = (stored: StoredRegistration) =>
      toApiRegistration(stored, { viewer, groups });
    if (seen.state === 'in-git') {
      throw new InGitError(convert(seen));
    }
    if (seen.state === 'retired') {
      throw new ConflictError(
        `${seen.fields.name} is retired. Restore it, then change it.`,
      );
    }
    const fields = await this.#checked(viewer, change.draft, change, seen.ref);
    if (fields.name.toLowerCase() !== seen.fields.name.toLowerCase()) {
      throw new InputError(
        `The name of a registration stays ${seen.fields.name}: other files refer to it. Register the new name, then retire this one.`,
      );
    }
    if (fields.owner !== seen.fields.owner) {
      throw new InputError(
        `The team is changed by handing ${seen.fields.name} over, so that the other side can accept.`,
      );
    }
    const written = await this.#options.store.write(async writer => {
      const [now] = await writer.find({ ids: [id] });
      if (!now || now.state !== 'active' || now.version !== change.version) {
        return now;
      }
      return compareFields(now.fields, fields).length === 0
        ? now
        : await writer.change(now, { action: 'edited', fields }, actOf(viewer));
    });
    if (!written || compareFields(written.fields, fields).length > 0) {
      throw await this.#outdated(id, change.version, convert);
    }
    this.#options.onWritten(written);
    return convert(written);
  }

  async retire(viewer: Viewer, id: string): Promise<Registration> {
    return await this.#setState(viewer, id, 'retired');
  }

  async restore(viewer: Viewer, id: string): Promise<Registration> {
    return await this.#setState(viewer, id, 'active');
  }

  async get(viewer: Viewer, id: string): Promise<Registration> {
    const { lookups, store } = this.#options;
    const stored = await this.#mustSee(viewer, id);
    const [groups, [handOver]] = await Promise.all([
      lookups.groups(),
      store.handOvers({ registrationIds: [id], pending: true }),
    ]);
    return toApiRegistration(stored, { viewer, groups, handOver });
  }

  /** One more than asked for, where there are more. */
  async list(
    viewer: Viewer,
    query: RegistrationQuery,
  ): Promise<Registration[]> {
    const { lookups, store, takeover, visible } = this.#options;
    const refs = await visible.visibleRefs(viewer.credentials, 'Component');
    const owners = query.mine ? [...viewer.groups] : undefined;
    const found = await store.find({
      owners: query.team ? [query.team] : owners,
      ...(query.team && query.mine
        ? { owners: viewer.groups.filter(group => group === query.team) }
        : {}),
      states: query.state ? [query.state] : undefined,
      text: query.text,
      visible: viewer.any
        ? undefined
        : {
            owners: viewer.groups,
            refs: refs === 'all' ? 'all' : [...refs],
          },
      after: query.after,
      limit: query.limit,
    });
    const settled = await takeover.settle(found);
    const [groups, handOvers] = await Promise.all([
      lookups.groups(),
      store.handOvers({
        registrationIds: settled.map(({ id }) => id),
        pending: true,
      }),
    ]);
    const waiting = new Map(
      handOvers.map(handOver => [handOver.registration.id, handOver]),
    );
    return settled.map(stored =>
      toApiRegistration(stored, {
        viewer,
        groups,
        handOver: waiting.get(stored.id),
      }),
    );
  }

  /** With authors, so for the team and MLI leads only. */
  async history(viewer: Viewer, id: string): Promise<HistoryEntry[]> {
    const stored = await this.#mustSee(viewer, id);
    if (!viewer.mayWriteFor(stored.fields.owner)) {
      throw refuseTeam(
        `see who changed ${stored.fields.name}`,
        whoCan(stored.fields.owner, await this.#options.lookups.groups()),
      );
    }
    return toApiHistory(await this.#options.store.changes(id));
  }

  async exportYaml(
    viewer: Viewer,
    id: string,
  ): Promise<{ name: string; yaml: string }> {
    const { fields } = await this.#mustSee(viewer, id);
    return { name: fields.name, yaml: entityYaml(toComponentEntity(fields)) };
  }

  /** @throws FaultyDraftError, DuplicateError */
  async #checked(
    viewer: Viewer,
    draft: unknown,
    options: { acceptDuplicates?: boolean },
    ownRef?: string,
  ): Promise<RegistrationFields> {
    const session = await this.#options.review.begin(viewer);
    const { fields, faults } = session.validate(draft);
    if (!fields) {
      throw new FaultyDraftError(faults);
    }
    await session.learnNames([fields.name]);
    const duplicates = session.duplicatesOf(fields, ownRef);
    if (
      duplicates.some(({ blocks }) => blocks) ||
      (duplicates.length > 0 && !options.acceptDuplicates)
    ) {
      throw new DuplicateError(duplicates);
    }
    return fields;
  }

  async #setState(
    viewer: Viewer,
    id: string,
    state: 'active' | 'retired',
  ): Promise<Registration> {
    const { lookups, onWritten, store } = this.#options;
    const seen = await this.#mustEdit(viewer, id);
    const groups = await lookups.groups();
    if (state === 'active' && seen.state === 'in-git') {
      await this.#requireGoneFromGit(seen, viewer);
    }
    const written = await store.write(async writer => {
      const [now] = await writer.find({ ids: [id] });
      if (!now || now.state === state) {
        return now;
      }
      if (state === 'active') {
        const others = await writer.find({
          refs: [now.ref],
          states: ['active', 'in-git'],
        });
        const other = others.find(each => each.id !== id);
        if (other) {
          throw new DuplicateError([nameTaken(now.fields, other)]);
        }
      }
      await writer.withdrawHandOvers(id, actOf(viewer));
      const action = state === 'active' ? 'restored' : 'retired';
      return await writer.change(now, { action, state }, actOf(viewer));
    });
    if (!written) {
      throw notFound(id);
    }
    onWritten(written);
    return toApiRegistration(written, { viewer, groups });
  }

  /** The portal provides a component again only when no file does any more. */
  async #requireGoneFromGit(
    registration: StoredRegistration,
    viewer: Viewer,
  ): Promise<void> {
    const { lookups } = this.#options;
    const components = await lookups.componentsByRef([registration.ref]);
    if (components.has(registration.ref)) {
      throw new InGitError(
        toApiRegistration(registration, {
          viewer,
          groups: await lookups.groups(),
        }),
      );
    }
  }

  async #outdated(
    id: string,
    version: number,
    convert: (stored: StoredRegistration) => Registration,
  ): Promise<Error> {
    const { store } = this.#options;
    const [[current], changes] = await Promise.all([
      store.find({ ids: [id] }),
      store.changes(id),
    ]);
    if (!current) {
      return notFound(id);
    }
    const before = changes.find(change => change.version === version);
    return new OutdatedError(convert(current), {
      version,
      changed: compareFields(before?.fields, current.fields),
    });
  }

  async #mustSee(viewer: Viewer, id: string): Promise<StoredRegistration> {
    const { store, takeover, visible } = this.#options;
    const [stored] = await takeover.settle(await store.find({ ids: [id] }));
    const refs = await visible.visibleRefs(viewer.credentials, 'Component');
    const maySee =
      stored &&
      (refs === 'all' ||
        refs.has(stored.ref) ||
        viewer.mayWriteFor(stored.fields.owner));
    if (!maySee) {
      throw notFound(id);
    }
    return stored;
  }

  async #mustEdit(viewer: Viewer, id: string): Promise<StoredRegistration> {
    const stored = await this.#mustSee(viewer, id);
    if (!viewer.mayWriteFor(stored.fields.owner)) {
      throw refuseTeam(
        `change ${stored.fields.name}`,
        whoCan(stored.fields.owner, await this.#options.lookups.groups()),
      );
    }
    return stored;
  }
}

export function actOf(viewer: Viewer) {
  return { author: viewer.author, at: new Date() };
}

export function notFound(id: string): NotFoundError {
  return new NotFoundError(
    `There is no registration ${JSON.stringify(id.slice(0, 60))} that you can see. GET /registrations lists them.`,
  );
}

function nameTaken(fields: RegistrationFields, other: StoredRegistration) {
  return {
    kind: 'name' as const,
    ref: other.ref,
    title: other.fields.title,
    owner: other.fields.owner,
    yours: fields.name,
    theirs: other.fields.name,
    blocks: true,
  };
}
