import type { BackstageCredentials } from '@backstage/backend-plugin-api';
import { parseEntityRef } from '@backstage/catalog-model';
import {
  ConflictError,
  InputError,
  NotAllowedError,
  NotFoundError,
} from '@backstage/errors';
import {
  type ExemptionDecisionRequest,
  type ExemptionRequest,
  type ExemptionRow,
  isStorableText,
  MAX_EXEMPTION_DAYS,
  type ScorecardItem,
} from '@mli/plugin-scorecards-common';
import type { Knex } from 'knex';
import {
  decideExemption,
  type ExemptionSelection,
  insertExemption,
  selectExemptions,
  type StoredExemption,
} from '../store/ExemptionStore';
import { type Notice, storeNotices } from '../store/NoticeStore';
import { selectVisibility } from '../store/ResultQueries';
import { type Caller, type Callers, ownerGroup } from './Callers';
import { fullEntityRef } from './fullEntityRef';
import { linkToEntity } from './noticesOfLevels';
import type { ReadScopes } from './ReadScope';
import type { ResultService } from './ResultService';

const DAY_MS = 86_400_000;

export interface ExemptionServiceOptions {
  readonly database: Knex;
  readonly scopes: ReadScopes;
  readonly results: ResultService;
  readonly callers: Callers;
  /** Facts have not changed, but results will. */
  readonly onChanged: (entities: readonly string[]) => void;
}

const nameOf = (ref: string): string =>
  ref ? parseEntityRef(ref).name : 'A team';

const dayOf = (time: Date): string => time.toISOString().slice(0, 10);

/** Exemptions: asked for by the owning team, decided by the owner of the check, ending by themselves. */
export class ExemptionService {
  readonly #options: ExemptionServiceOptions;

  constructor(options: ExemptionServiceOptions) {
    this.#options = options;
  }

  async list(
    credentials: BackstageCredentials,
    selection: ExemptionSelection,
  ): Promise<ExemptionRow[]> {
    const caller = await this.#options.callers.callerOf(credentials);
    const rows = await this.#select(credentials, selection);
    return rows.map(row => forCaller(row, caller));
  }

  /** @throws InputError, NotAllowedError, NotFoundError, ConflictError */
  async request(
    credentials: BackstageCredentials,
    request: ExemptionRequest,
    now: Date,
  ): Promise<ExemptionRow> {
    const entity = readRef('entity', request.entity);
    const scorecard = readRef('scorecard', request.scorecard, 'scorecard');
    const until = readEnd(request.until, now);
    if (!isStorableText(request.reason)) {
      throw new InputError('reason has characters that cannot be stored');
    }
    const item = await this.#options.results.scorecard(credentials, scorecard);
    const check = item.checks.find(({ id }) => id === request.check);
    const [result] = await this.#options.results.results(credentials, {
      entities: [entity],
      scorecards: [scorecard],
      checks: [request.check],
      limit: 1,
    });
    if (!check || !result) {
      throw new NotFoundError(
        `There is no result of the check ${request.check} of ${scorecard} for ${entity}, or you may not see it.`,
      );
    }
    if (!check.exemptable) {
      throw new InputError(
        `The check ${check.id} takes no exemptions; its owner has said so in the definition.`,
      );
    }
    const team = result.team ?? '';
    const owner = ownerOf(item, request.check);
    const caller = await this.#options.callers.callerOf(credentials);
    if (!caller.actsFor(team) && !caller.actsFor(owner)) {
      throw new NotAllowedError(
        `You cannot ask for an exemption of ${entity}. Members of ${team || 'its owning team'} can.`,
      );
    }
    const { database } = this.#options;
    const visibility = await selectVisibility(database, {
      scorecard,
      entity,
      check: request.check,
    });
    const id = await database.transaction(async trx => {
      const stored = await insertExemption(trx, {
        ...{
          scorecard,
          check: check.id,
          entity,
          team,
          owner,
          until,
          visibility,
        },
        kind: entity.slice(0, entity.indexOf(':')),
        reason: request.reason,
        actor: caller.actor,
        at: now,
      });
      if (stored === undefined) {
        throw new ConflictError(
          `An exemption of ${entity} from ${check.id} has been asked for already and is not decided yet.`,
        );
      }
      await storeNotices(
        trx,
        [
          {
            key: `exemption-requested ${stored}`,
            topic: 'exemption-requested',
            recipient: owner,
            text: `${nameOf(team)} asks to exempt ${nameOf(entity)} from "${check.title}" until ${dayOf(until)}: ${request.reason.slice(0, 200)}`,
            link: '/scorecards/exemptions',
          },
        ],
        now,
      );
      return stored;
    });
    return this.#one(credentials, id, caller);
  }

  /** @throws NotFoundError, NotAllowedError, ConflictError */
  async decide(
    credentials: BackstageCredentials,
    id: string,
    { request, now }: { request: ExemptionDecisionRequest; now: Date },
  ): Promise<ExemptionRow> {
    const caller = await this.#options.callers.callerOf(credentials);
    const [row] = await this.#select(credentials, { id, limit: 1 });
    if (!row) {
      throw new NotFoundError(
        'There is no such exemption, or you may not see it.',
      );
    }
    const { decision: action, note } = request;
    if (note !== undefined && !isStorableText(note)) {
      throw new InputError('note has characters that cannot be stored');
    }
    checkDecision(row, action, { caller, now });
    await this.#options.database.transaction(async trx => {
      const done = await decideExemption(trx, row, {
        ...{ action, note, at: now, actor: caller.actor },
      });
      if (!done) {
        throw new ConflictError(
          'Somebody else has decided on it in the meantime.',
        );
      }
      await storeNotices(trx, noticesOfDecision(row, action, note), now);
    });
    this.#options.onChanged([row.entity]);
    return this.#one(credentials, id, caller);
  }

  async #one(
    credentials: BackstageCredentials,
    id: string,
    caller: Caller,
  ): Promise<ExemptionRow> {
    const [row] = await this.#select(credentials, { id, limit: 1 });
    if (!row) {
      throw new NotFoundError('The exemption is no longer to be seen.');
    }
    return forCaller(row, caller);
  }

  async #select(
    credentials: BackstageCredentials,
    selection: ExemptionSelection,
  ): Promise<StoredExemption[]> {
    const scope = await this.#options.results.scope(
      credentials,
      selection.entities,
    );
    return selectExemptions(this.#options.database, scope, selection);
  }
}

/** Who decides on exemptions from a check. */
export function ownerOf(item: ScorecardItem, check: string): string {
  const own = item.checks.find(({ id }) => id === check)?.owner;
  return ownerGroup(own ?? item.owner ?? '');
}

function forCaller(row: StoredExemption, caller: Caller): ExemptionRow {
  const decides = caller.actsFor(row.owner) && row.requestedBy !== caller.actor;
  return {
    ...row,
    mayDecide:
      decides &&
      (row.state === 'requested' || (row.state === 'approved' && !row.ended)),
    mayWithdraw:
      (row.state === 'requested' || (row.state === 'approved' && !row.ended)) &&
      (row.requestedBy === caller.actor || caller.actsFor(row.team ?? '')),
  };
}

function checkDecision(
  row: StoredExemption,
  action: ExemptionDecisionRequest['decision'],
  { caller, now }: { caller: Caller; now: Date },
): void {
  const open = row.state === 'requested';
  const inForce = row.state === 'approved' && !row.ended;
  const fits = {
    approved: open,
    denied: open,
    withdrawn: open || inForce,
    revoked: inForce,
  }[action];
  if (!fits) {
    throw new ConflictError(
      `The exemption is ${row.ended ? 'over' : row.state}, so it cannot be ${action}.`,
    );
  }
  if (action === 'withdrawn') {
    if (row.requestedBy !== caller.actor && !caller.actsFor(row.team ?? '')) {
      throw new NotAllowedError(
        `You cannot withdraw this. Members of ${row.team ?? 'the owning team'} can.`,
      );
    }
    return;
  }
  if (!caller.actsFor(row.owner)) {
    throw new NotAllowedError(
      `You cannot decide on this. Members of ${row.owner}, who own the check, can.`,
    );
  }
  if (row.requestedBy === caller.actor && action !== 'revoked') {
    throw new NotAllowedError(
      `You have asked for this yourself. Another member of ${row.owner} decides.`,
    );
  }
  if (action === 'approved' && new Date(row.until) <= now) {
    throw new ConflictError('Its end has passed; it has to be asked for anew.');
  }
}

function noticesOfDecision(
  row: StoredExemption,
  action: string,
  note: string | undefined,
): Notice[] {
  const recipient = action === 'withdrawn' ? row.owner : row.team;
  return recipient
    ? [
        {
          key: `exemption-${action} ${row.id}`,
          topic: 'exemption-decided',
          recipient,
          text: `The exemption of ${nameOf(row.entity)} from ${row.check} was ${action}${note ? `: ${note.slice(0, 200)}` : ''}`,
          link: linkToEntity(row.entity),
        },
      ]
    : [];
}

function readRef(name: string, text: string, kind?: string): string {
  const ref = fullEntityRef(text, kind);
  if (ref === undefined) {
    throw new InputError(
      `${name} '${text.slice(0, 100)}' is no entity ref; write it like component:default/lane-net`,
    );
  }
  return ref;
}

/** A day means its end, in UTC. */
export function readEnd(text: string, now: Date): Date {
  const until = new Date(text.length === 10 ? `${text}T23:59:59.999Z` : text);
  if (Number.isNaN(until.getTime()) || until <= now) {
    throw new InputError(`until must be in the future; it is ${text}`);
  }
  if (until.getTime() > now.getTime() + MAX_EXEMPTION_DAYS * DAY_MS) {
    throw new InputError(
      `until must be within ${MAX_EXEMPTION_DAYS} days; it can be asked for anew before it ends`,
    );
  }
  return until;
}
