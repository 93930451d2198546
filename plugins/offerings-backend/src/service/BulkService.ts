import { createHash } from 'node:crypto';
import { NotAllowedError } from '@backstage/errors';
import {
  BULK_FATES,
  BulkFate,
  BulkRequest,
  BulkResponse,
  BulkRow,
  componentRefOf,
  RegistrationFields,
} from '@mli/plugin-offerings-common';
import { compareFields } from '../core/compareFields';
import { BulkInput, parseBulk } from '../core/parseBulk';
import {
  RegistrationStore,
  RegistrationWriter,
  StoredRegistration,
} from '../store/RegistrationStore';
import { Viewer } from './Access';
import { CatalogLookups } from './CatalogLookups';
import { whoCan } from './convert';
import { DraftReview } from './DraftReview';
import { ReviewSession } from './ReviewSession';
import { actOf } from './RegistrationService';
import { describeDuplicates } from './refusals';

interface Batch {
  readonly name: string;
  readonly request: BulkRequest;
  readonly session: ReviewSession;
  readonly viewer: Viewer;
  readonly done: ReadonlyMap<string, string>;
  readonly groups: Parameters<typeof whoCan>[1];
  /** Keys and refs of the rows before. */
  readonly seen: Set<string>;
}

/** What a row would do, decided without writing. */
type Plan = Pick<BulkRow, 'fate' | 'message'> &
  Partial<Pick<BulkRow, 'faults' | 'duplicates' | 'id'>> & {
    readonly fields?: RegistrationFields;
    readonly existing?: StoredRegistration;
  };

/**
 * Many registrations from one file. Each row is one transaction that also notes the row as done, so that a batch
 * cut short anywhere goes on where it was when it is sent again.
 */
export class BulkService {
  readonly #options: {
    readonly lookups: CatalogLookups;
    readonly review: DraftReview;
    readonly store: RegistrationStore;
    readonly onWritten: (written: StoredRegistration) => void;
  };

  constructor(options: {
    lookups: CatalogLookups;
    review: DraftReview;
    store: RegistrationStore;
    onWritten: (written: StoredRegistration) => void;
  }) {
    this.#options = options;
  }

  async run(viewer: Viewer, request: BulkRequest): Promise<BulkResponse> {
    const { lookups, review, store } = this.#options;
    const inputs = parseBulk(request.content, request.format, request.owner);
    const name = request.batch?.trim() || digestOf(request);
    const session = await review.begin(viewer);
    const batch: Batch = {
      name,
      request,
      session,
      viewer,
      done: await store.doneRows(viewer.author, name),
      groups: await lookups.groups(),
      seen: new Set(),
    };
    const checked = inputs.map(input => ({
      input,
      ...(input.fault ? { faults: [] } : session.validate(input.draft)),
    }));
    await session.learnNames(
      checked.flatMap(({ fields }) => fields?.name ?? []),
    );
    const existing = new Map(
      (
        await store.find({
          refs: checked.flatMap(({ fields }) =>
            fields ? [componentRefOf(fields.name)] : [],
          ),
          states: ['active', 'in-git'],
        })
      ).map(registration => [registration.ref, registration]),
    );
    const rows: BulkRow[] = [];
    for (const { input, fields, faults } of checked) {
      const plan = this.#plan(batch, {
        input,
        fields,
        faults,
        existing: fields && existing.get(componentRefOf(fields.name)),
      });
      rows.push(toRow(input, await this.#carryOut(batch, input, plan)));
    }
    return {
      batch: name,
      dryRun: request.dryRun === true,
      counts: countFates(rows),
      rows,
    };
  }

  #plan(
    batch: Batch,
    row: {
      input: BulkInput;
      fields?: RegistrationFields;
      faults: BulkRow['faults'] | readonly BulkRow['faults'][number][];
      existing?: StoredRegistration;
    },
  ): Plan {
    const { input, fields, existing } = row;
    const doneId = batch.done.get(input.key);
    if (doneId) {
      return {
        fate: 'done before',
        message: 'An earlier try did it',
        id: doneId,
      };
    }
    if (input.fault) {
      return refused(`${input.fault}.`);
    }
    if (!fields) {
      const faults = [...row.faults];
      return { ...refused(sentenceOf(faults)), faults };
    }
    const ref = componentRefOf(fields.name);
    const twice = [`key ${input.key}`, `ref ${ref}`].find(each =>
      batch.seen.has(each),
    );
    batch.seen.add(`key ${input.key}`).add(`ref ${ref}`);
    if (twice) {
      return refused(
        `A row before has the same ${twice.startsWith('key') ? `key ${input.key}` : `name ${fields.name}`}.`,
      );
    }
    if (!batch.viewer.mayWriteFor(fields.owner)) {
      return refused(
        `You cannot register for ${fields.owner}. ${whoCan(fields.owner, batch.groups)}`,
      );
    }
    if (existing) {
      const plan = this.#planExisting(batch, fields, existing);
      if (plan.fate !== 'changed') {
        return plan;
      }
    }
    const duplicates = batch.session.duplicatesOf(fields, existing?.ref);
    const stops = batch.request.acceptDuplicates
      ? duplicates.some(({ blocks }) => blocks)
      : duplicates.length > 0;
    if (stops) {
      return { ...refused(describeDuplicates(duplicates)), duplicates };
    }
    batch.session.add(fields);
    return {
      fate: existing ? 'changed' : 'registered',
      message: existing ? `Changes ${ref}` : `Registers ${ref}`,
      id: existing?.id,
      fields,
      existing,
      duplicates,
    };
  }

  #planExisting(
    batch: Batch,
    fields: RegistrationFields,
    existing: StoredRegistration,
  ): Plan {
    const { owner, name } = existing.fields;
    const differing = compareFields(existing.fields, fields).map(
      ({ field }) => field,
    );
    if (!batch.viewer.mayWriteFor(owner)) {
      return refused(
        `${name} is registered by ${owner} already. ${whoCan(owner, batch.groups)}`,
      );
    }
    if (existing.state === 'in-git') {
      return refused(
        `${name} is described by a file in Git: ${existing.git?.editUrl ?? existing.git?.location ?? ''}`,
      );
    }
    if (differing.length === 0) {
      return {
        fate: 'unchanged',
        message: `${name} is registered just so`,
        id: existing.id,
      };
    }
    if (differing.includes('owner')) {
      return refused(
        `${name} belongs to ${owner}; it gets another team by being handed over.`,
      );
    }
    return batch.request.onExisting === 'change'
      ? { fate: 'changed', message: '' }
      : refused(
          `${name} is registered already, and differs in: ${differing.join(', ')}. To change it, send the file with onExisting=change (mli register --change).`,
        );
  }

  async #carryOut(batch: Batch, input: BulkInput, plan: Plan): Promise<Plan> {
    const { fields } = plan;
    if (!fields || batch.request.dryRun) {
      return plan;
    }
    const act = actOf(batch.viewer);
    const outcome = await this.#options.store.write(async writer => {
      const doneId = await writer.rowDone(batch.name, input.key, act);
      if (doneId) {
        return { fate: 'done before' as const, id: doneId };
      }
      const written = await write(writer, { fields, plan, act });
      if (!written) {
        return undefined;
      }
      await writer.markRowDone(
        { batch: batch.name, key: input.key, registrationId: written.id },
        act,
      );
      return { fate: plan.fate, id: written.id, written };
    });
    if (!outcome) {
      return refused(
        `${fields.name} was changed by somebody else at this moment. Send the file again.`,
      );
    }
    if (outcome.written) {
      this.#options.onWritten(outcome.written);
    }
    return { ...plan, fate: outcome.fate, id: outcome.id };
  }
}

/** Nothing where the registration is not any more what the plan was made for. */
async function write(
  writer: RegistrationWriter,
  row: {
    fields: RegistrationFields;
    plan: Plan;
    act: { author: string; at: Date };
  },
): Promise<StoredRegistration | undefined> {
  const { fields, plan, act } = row;
  const [now] = await writer.find({
    refs: [componentRefOf(fields.name)],
    states: ['active', 'in-git'],
  });
  if (now?.version !== plan.existing?.version) {
    return undefined;
  }
  return now
    ? await writer.change(now, { action: 'edited', fields }, act)
    : await writer.insert(fields, act);
}

/** @throws NotAllowedError for who could not register anything */
export function requireAnyTeam(viewer: Viewer): void {
  if (!viewer.any && !viewer.groups.some(group => viewer.mayWriteFor(group))) {
    throw new NotAllowedError(
      'You cannot register components: you are in no team. Members of a team register for it, MLI leads for every team.',
    );
  }
}

function refused(message: string): Plan {
  return { fate: 'refused', message };
}

function sentenceOf(
  faults: readonly { message: string; why: string; example: string }[],
): string {
  return faults
    .map(({ message, example }) => `${message} (example: ${example})`)
    .join('; ');
}

function toRow(input: BulkInput, plan: Plan): BulkRow {
  const named: unknown =
    typeof input.draft === 'object' && input.draft !== null
      ? Reflect.get(input.draft, 'name')
      : undefined;
  return {
    row: input.row,
    ...(input.line === undefined ? {} : { line: input.line }),
    key: input.key,
    ...(typeof named === 'string' ? { name: named.slice(0, 100) } : {}),
    fate: plan.fate,
    message: plan.message,
    ...(plan.id ? { id: plan.id } : {}),
    faults: plan.faults ?? [],
    duplicates: plan.duplicates ?? [],
  };
}

function countFates(rows: readonly BulkRow[]): Record<BulkFate, number> {
  const counts = Object.fromEntries(
    BULK_FATES.map(fate => [
      fate,
      rows.filter(row => row.fate === fate).length,
    ]),
  );
  return counts as Record<BulkFate, number>; // made of all the fates
}

function digestOf({ content, format, owner }: BulkRequest): string {
  return createHash('sha256')
    .update(JSON.stringify([content, format, owner ?? '']))
    .digest('hex')
    .slice(0, 32);
}
