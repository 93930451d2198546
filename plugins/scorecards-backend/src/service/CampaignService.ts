import type { BackstageCredentials } from '@backstage/backend-plugin-api';
import {
  ConflictError,
  InputError,
  NotAllowedError,
  NotFoundError,
} from '@backstage/errors';
import {
  type Campaign,
  type CampaignDetail,
  type CampaignRequest,
  type CampaignState,
  compilePredicate,
  FaultList,
  isStorableText,
  type ScorecardItem,
} from '@mli/plugin-scorecards-common';
import type { Knex } from 'knex';
import {
  cancelCampaign,
  type CampaignGoal,
  type CampaignSelection,
  insertCampaign,
  selectCampaigns,
  selectProgress,
  selectStandings,
  type StoredCampaign,
} from '../store/CampaignStore';
import { type Notice } from '../store/NoticeStore';
import { readSubjects, type StoredSubject } from '../store/SubjectStore';
import { type Caller, type Callers, ownerGroup } from './Callers';
import { fullEntityRef } from './fullEntityRef';
import type { ReadScope } from './ReadScope';
import type { ResultService } from './ResultService';

const DAY_MS = 86_400_000;
/** Longest course of a campaign that is drawn day by day. */
const MOST_DAYS = 180;
const REMIND_DAYS = [7, 1] as const;

/** Sees everything: for what the portal itself does, each recipient being told about its own entities only. */
const EVERYTHING: Omit<ReadScope, 'openKinds'> = {
  entities: [],
  scorecards: 'all',
  speedTeams: 'all',
};

export interface CampaignServiceOptions {
  readonly database: Knex;
  readonly results: ResultService;
  readonly callers: Callers;
}

/** Campaigns: checks or a level that an audience is to reach by a deadline. */
export class CampaignService {
  readonly #options: CampaignServiceOptions;

  constructor(options: CampaignServiceOptions) {
    this.#options = options;
  }

  async list(
    credentials: BackstageCredentials,
    selection: CampaignSelection,
    now: Date,
  ): Promise<Campaign[]> {
    const { database, results, callers } = this.#options;
    const scope = await results.scope(credentials, undefined);
    const caller = await callers.callerOf(credentials);
    const items = new Map(
      (await results.scorecards(credentials)).map(item => [item.ref, item]),
    );
    const campaigns = await selectCampaigns(
      database,
      scope.scorecards,
      selection,
    );
    const subjects = await readSubjects(database);
    return Promise.all(
      campaigns.map(async campaign => {
        const item = items.get(campaign.scorecard);
        const goal = goalOf(campaign, item, subjects);
        const standings = await selectStandings(database, scope, goal);
        return toCampaign(campaign, { item, standings, caller, now });
      }),
    );
  }

  /** @throws NotFoundError */
  async get(
    credentials: BackstageCredentials,
    id: string,
    now: Date,
  ): Promise<CampaignDetail> {
    const { database, results, callers } = this.#options;
    const scope = await results.scope(credentials, undefined);
    const caller = await callers.callerOf(credentials);
    const [campaign] = await selectCampaigns(database, scope.scorecards, {
      id,
      limit: 1,
    });
    if (!campaign) {
      throw new NotFoundError(
        'There is no such campaign, or you may not see it.',
      );
    }
    const items = await results.scorecards(credentials);
    const item = items.find(({ ref }) => ref === campaign.scorecard);
    const goal = goalOf(campaign, item, await readSubjects(database));
    const standings = await selectStandings(database, scope, goal);
    const end = new Date(
      Math.min(
        now.getTime(),
        campaign.deadline.getTime(),
        campaign.cancelledAt?.getTime() ?? Infinity,
      ),
    );
    const from = new Date(
      Math.max(campaign.startsAt.getTime(), end.getTime() - MOST_DAYS * DAY_MS),
    );
    const progress =
      from <= end
        ? await selectProgress(database, scope, { goal, from, to: end })
        : [];
    return {
      ...toCampaign(campaign, { item, standings, caller, now }),
      progress,
      remaining: standings
        .filter(({ reached }) => !reached)
        .map(({ entity, team }) => ({ entity, team: team || undefined })),
    };
  }

  /** @throws InputError, NotAllowedError, NotFoundError */
  async create(
    credentials: BackstageCredentials,
    request: CampaignRequest,
    now: Date,
  ): Promise<CampaignDetail> {
    const { database, results, callers } = this.#options;
    const ref = fullEntityRef(request.scorecard, 'scorecard');
    if (!ref) {
      throw new InputError(
        `scorecard '${request.scorecard.slice(0, 100)}' is no entity ref`,
      );
    }
    const item = await results.scorecard(credentials, ref);
    checkGoal(request, item);
    const caller = await callers.callerOf(credentials);
    const scorecardOwner = ownerGroup(item.owner ?? '');
    const owner = request.owner ? ownerGroup(request.owner) : scorecardOwner;
    if (!caller.actsFor(scorecardOwner) || !caller.actsFor(owner)) {
      throw new NotAllowedError(
        `You cannot start a campaign on ${item.title}. Members of ${scorecardOwner}, who own it, can.`,
      );
    }
    const startsAt = request.startsAt ? new Date(request.startsAt) : now;
    const deadline = new Date(
      request.deadline.length === 10
        ? `${request.deadline}T23:59:59.999Z`
        : request.deadline,
    );
    if (deadline <= startsAt || deadline <= now) {
      throw new InputError('deadline must be in the future and after startsAt');
    }
    const id = await insertCampaign(database, {
      ...{ title: request.title, description: request.description },
      ...{ scorecard: ref, checks: request.checks, level: request.level },
      ...{ audience: request.audience, owner, startsAt, deadline },
      ...{ createdBy: caller.actor, createdAt: now },
    });
    return this.get(credentials, id, now);
  }

  /** @throws NotAllowedError, NotFoundError, ConflictError */
  async cancel(
    credentials: BackstageCredentials,
    id: string,
    now: Date,
  ): Promise<CampaignDetail> {
    const campaign = await this.get(credentials, id, now);
    if (!campaign.mayManage) {
      throw new NotAllowedError(
        `You cannot cancel this campaign. Members of ${campaign.owner} can.`,
      );
    }
    if (campaign.state === 'ended' || campaign.state === 'cancelled') {
      throw new ConflictError(`The campaign is ${campaign.state} already.`);
    }
    const caller = await this.#options.callers.callerOf(credentials);
    await cancelCampaign(this.#options.database, {
      id,
      actor: caller.actor,
      at: now,
    });
    return this.get(credentials, id, now);
  }

  /** What teams are to be reminded of now, each reminder once. */
  async reminders(now: Date): Promise<Notice[]> {
    const { database } = this.#options;
    const campaigns = await selectCampaigns(database, 'all', { limit: 1_000 });
    const due = campaigns.flatMap(campaign => {
      const days = REMIND_DAYS.find((limit, index) => {
        const left = (campaign.deadline.getTime() - now.getTime()) / DAY_MS;
        return left <= limit && left > (REMIND_DAYS[index + 1] ?? 0);
      });
      return stateOf(campaign, now) === 'running' && days
        ? [{ campaign, days }]
        : [];
    });
    if (due.length === 0) {
      return [];
    }
    const subjects = await readSubjects(database);
    const items = new Map(
      (await this.#options.results.allScorecards()).map(item => [
        item.ref,
        item,
      ]),
    );
    const openKinds = [...new Set(subjects.map(({ kind }) => kind))];
    const notices: Notice[] = [];
    for (const { campaign, days } of due) {
      const goal = goalOf(campaign, items.get(campaign.scorecard), subjects);
      const standings = await selectStandings(
        database,
        { ...EVERYTHING, openKinds },
        goal,
      );
      const open = Map.groupBy(
        standings.filter(({ reached, team }) => !reached && team !== ''),
        ({ team }) => team,
      );
      for (const [team, left] of open) {
        notices.push({
          key: `campaign ${campaign.id} ${days} ${team}`,
          topic: 'campaign-reminder',
          recipient: team,
          text: `"${campaign.title}" ends on ${campaign.deadline.toISOString().slice(0, 10)}: ${left.length} of yours ${left.length === 1 ? 'has' : 'have'} not reached it`,
          link: `/scorecards/campaigns/${campaign.id}`,
        });
      }
    }
    return notices;
  }
}

function checkGoal(request: CampaignRequest, item: ScorecardItem): void {
  if ((request.checks === undefined) === (request.level === undefined)) {
    throw new InputError('Say either checks or a level.');
  }
  const unknown = request.checks?.find(
    id => !item.checks.some(check => check.id === id),
  );
  if (unknown) {
    throw new InputError(
      `${item.title} has no check ${unknown}; it has ${item.checks.map(({ id }) => id).join(', ')}`,
    );
  }
  if (
    request.level &&
    !item.levels.some(({ name }) => name === request.level)
  ) {
    throw new InputError(
      `${item.title} has no level ${request.level}; it has ${item.levels.map(({ name }) => name).join(', ')}`,
    );
  }
  if (!isStorableText(request.title) || !isStorableText(request.description)) {
    throw new InputError(
      'title or description has characters that cannot be stored',
    );
  }
  if (request.audience) {
    const faults = new FaultList();
    compilePredicate(request.audience, ['audience'], faults);
    const [fault] = faults.toArray();
    if (fault) {
      throw new InputError(`${fault.path}: ${fault.message}`);
    }
  }
}

function goalOf(
  { scorecard, checks, level, audience }: StoredCampaign,
  item: ScorecardItem | undefined,
  subjects: readonly StoredSubject[],
): CampaignGoal {
  const matches =
    audience === undefined
      ? undefined
      : compilePredicate(audience, ['audience'], new FaultList())?.matches;
  const entities = subjects
    .filter(({ entity }) => matches?.(entity) ?? true)
    .map(({ ref }) => ref);
  // a level that is gone from the definition is reached by nobody
  const rank =
    item?.levels.find(({ name }) => name === level)?.rank ??
    Number.MAX_SAFE_INTEGER;
  return { scorecard, checks, rank, entities };
}

export function stateOf(
  { startsAt, deadline, cancelledAt }: StoredCampaign,
  now: Date,
): CampaignState {
  if (cancelledAt) {
    return 'cancelled';
  }
  if (now >= deadline) {
    return 'ended';
  }
  return now < startsAt ? 'scheduled' : 'running';
}

function toCampaign(
  campaign: StoredCampaign,
  {
    standings,
    caller,
    now,
  }: {
    item?: ScorecardItem;
    standings: readonly { reached: boolean }[];
    caller: Caller;
    now: Date;
  },
): Campaign {
  const {
    checks,
    startsAt,
    deadline,
    createdAt,
    cancelledAt: _,
    ...rest
  } = campaign;
  return {
    ...rest,
    checks: checks && [...checks],
    startsAt: startsAt.toISOString(),
    deadline: deadline.toISOString(),
    createdAt: createdAt.toISOString(),
    state: stateOf(campaign, now),
    total: standings.length,
    reached: standings.filter(({ reached }) => reached).length,
    mayManage: caller.actsFor(campaign.owner),
  };
}
