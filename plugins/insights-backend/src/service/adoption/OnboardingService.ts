import { ConflictError, InputError, NotFoundError } from '@backstage/errors';
import {
  OnboardingChange,
  OnboardingRequest,
  OnboardingRequestBody,
} from '@mli/plugin-insights-common';
import { onboardingPatience } from '../../core/adoption/adoptionStatus';
import { dayOf, daysBetween } from '../../core/metrics/windows';
import { DatabaseDeclarationStore } from '../../store/adoption/DatabaseDeclarationStore';
import {
  DatabaseOnboardingStore,
  StoredOnboarding,
} from '../../store/adoption/DatabaseOnboardingStore';
import { AdoptionService } from '../AdoptionService';
import {
  AdoptionPerson,
  mayAnswerFor,
  mayDeclareFor,
  refuseUnless,
  titleIn,
  userOf,
} from './AdoptionAccess';
import { AdoptionNotifier, cellLink } from './AdoptionNotifier';
import { AdoptionBoard } from './BoardComputer';
import { DeclarationService, FoundPair } from './DeclarationService';

const SEEN = 'Seen in its runs.';
const OPEN: readonly string[] = ['asked', 'helped', 'first-success'];

/** Requests to start using an offering, from the first word to the first success. */
export class OnboardingService {
  readonly #options: {
    readonly adoption: AdoptionService;
    readonly declarations: DeclarationService;
    readonly declarationStore: DatabaseDeclarationStore;
    readonly store: DatabaseOnboardingStore;
    readonly notifier: AdoptionNotifier;
  };

  constructor(options: {
    adoption: AdoptionService;
    declarations: DeclarationService;
    declarationStore: DatabaseDeclarationStore;
    store: DatabaseOnboardingStore;
    notifier: AdoptionNotifier;
  }) {
    this.#options = options;
  }

  /** Asks, sets `evaluating` where nothing or a no was said, and tells the provider. */
  async ask(
    body: OnboardingRequestBody,
    person: AdoptionPerson,
    now: Date,
  ): Promise<OnboardingRequest> {
    const { declarations, declarationStore, store, notifier } = this.#options;
    const found = await declarations.find(body, person, now);
    refuseUnless(
      mayDeclareFor(person, body.team),
      `ask for ${found.teamTitle}`,
      `Members of ${found.teamTitle} and MLI leads`,
    );
    if (body.wantedOn !== undefined && body.wantedOn < dayOf(now)) {
      throw new InputError(
        `'wantedOn' is '${body.wantedOn}', which is over; name today or a later day, or leave it out.`,
      );
    }
    const by = userOf(person);
    const id = await store.add({ ...body, by, at: now });
    const { declared } = found.pair.said;
    if (declared === 'none' || declared === 'declined') {
      await declarationStore.add({
        team: body.team,
        offering: body.offering,
        state: 'evaluating',
        text: body.goal,
        by,
        at: now,
      });
      this.#options.adoption.expire();
    }
    if (found.owner) {
      await notifier.send({
        topic: 'onboarding',
        to: found.owner,
        title: `${found.teamTitle} wants to start using ${found.offeringTitle}${body.wantedOn ? ` by ${body.wantedOn}` : ''}`,
        description: body.goal,
        link: '/offerings/adoption?view=requests',
        scope: `adoption:onboarding:${id}`,
        except: by,
      });
    }
    return await this.#one(id, person, now);
  }

  async change(
    id: string,
    change: OnboardingChange,
    person: AdoptionPerson,
    now: Date,
  ): Promise<OnboardingRequest> {
    const request = await this.#one(id, person, now);
    const found = await this.#options.declarations.find(request, person, now);
    refuseUnless(
      request.mayChange,
      `change this request`,
      `Members of ${found.teamTitle}, of the provider of ${found.offeringTitle}, and MLI leads`,
    );
    if (!OPEN.includes(request.state)) {
      throw new ConflictError(
        `This request is ${request.state} and stays so. Ask again with a new one.`,
      );
    }
    if (change.state === 'stopped' && !change.text) {
      throw new InputError(
        `'text' is needed to stop a request: say why, so that the provider can learn from it.`,
      );
    }
    const by = userOf(person);
    await this.#options.store.change({ id, ...change, by, at: now });
    await this.#tell(found, id, change, by);
    return await this.#one(id, person, now);
  }

  /** Newest state first for what is open; then the closed ones. */
  async list(
    query: {
      team?: string;
      offering?: string;
      mine?: boolean;
      open?: boolean;
    },
    person: AdoptionPerson,
    now: Date,
  ): Promise<OnboardingRequest[]> {
    const { adoption, store } = this.#options;
    const board = await adoption.board(now);
    // Refuses a team or an offering that the caller cannot see.
    adoption.pairs(board, query, person);
    const owned = board.context.offerings
      .filter(
        ({ stored }) => stored.owner && person.groups.includes(stored.owner),
      )
      .map(({ ref }) => ref);
    const stored = await store.list({
      ...(query.team
        ? { teams: board.organisation.subtreeOf(query.team) }
        : {}),
      ...(query.offering ? { offerings: [query.offering] } : {}),
      open: query.open,
    });
    return stored
      .filter(
        each =>
          maySee(each, board, person) &&
          (!query.mine ||
            owned.includes(each.offering) ||
            person.groups.includes(each.team)),
      )
      .map(each => present(each, { board, person, now }));
  }

  /** Where the team had asked, its request is now one that is helped. */
  async helpIfAsked(
    found: FoundPair,
    help: { by: string; text?: string },
    now: Date,
  ): Promise<void> {
    const [open] = await this.#options.store.list({
      teams: [found.pair.team],
      offerings: [found.pair.offering],
      open: true,
    });
    if (open?.state === 'asked') {
      await this.#options.store.change({
        id: open.id,
        version: open.version,
        state: 'helped',
        ...help,
        at: now,
      });
    }
  }

  /**
   * Moves open requests on where the runs show it, and tells both sides. Of hidden teams nothing is told, so theirs are
   * moved by people.
   */
  async follow(now: Date): Promise<number> {
    const { adoption, store } = this.#options;
    const open = await store.list({ open: true });
    if (open.length === 0) {
      return 0;
    }
    const board = await adoption.board(now);
    const pairs = new Map(
      board.pairs.map(({ pair }) => [`${pair.team}|${pair.offering}`, pair]),
    );
    const succeeded = await store.succeededSince(
      open.map(({ team, offering, askedAt }) => ({
        team,
        offering,
        day: dayOf(askedAt),
      })),
    );
    let moved = 0;
    for (const request of open) {
      const key = `${request.team}|${request.offering}`;
      const pair = pairs.get(key);
      if (!pair?.observed) {
        continue;
      }
      const next = nextState(request, {
        isAdopted: pair.state === 'adopted',
        hasSucceeded: succeeded.has(key),
      });
      if (next) {
        moved += 1;
        await store.change({
          id: request.id,
          version: request.version,
          state: next,
          text: SEEN,
          at: now,
        });
        await this.#tell(sidesOf(request, board), request.id, {
          state: next,
          text: SEEN,
        });
      }
    }
    return moved;
  }

  async #one(
    id: string,
    person: AdoptionPerson,
    now: Date,
  ): Promise<OnboardingRequest> {
    const { adoption, store } = this.#options;
    const [stored] = /^\d{1,18}$/.test(id) ? await store.list({ id }) : [];
    const board = await adoption.board(now);
    if (!stored || !maySee(stored, board, person)) {
      throw new NotFoundError(
        `There is no onboarding request '${id.slice(0, 20)}' that you can see.`,
      );
    }
    return present(stored, { board, person, now });
  }

  async #tell(
    { pair, owner, teamTitle, offeringTitle }: Sides,
    id: string,
    change: Pick<OnboardingChange, 'state' | 'text'>,
    by?: string,
  ): Promise<void> {
    const words = {
      helped: 'is being helped',
      'first-success': 'had its first success',
      adopted: 'has adopted it',
      stopped: 'stopped',
    }[change.state];
    const to = [pair.team, ...(owner ? [owner] : [])];
    for (const group of to) {
      await this.#options.notifier.send({
        topic: 'onboarding',
        to: group,
        title: `${offeringTitle}: ${teamTitle} ${words}`,
        description: change.text,
        link: cellLink(pair.team, pair.offering),
        scope: `adoption:onboarding:${id}`,
        except: by,
      });
    }
  }
}

/** A request is between a team and a provider. */
type Sides = Pick<FoundPair, 'owner' | 'teamTitle' | 'offeringTitle'> & {
  readonly pair: { readonly team: string; readonly offering: string };
};

function sidesOf(
  { team, offering }: StoredOnboarding,
  board: AdoptionBoard,
): Sides {
  const stored = board.context.offerings.find(
    ({ ref }) => ref === offering,
  )?.stored;
  return {
    pair: { team, offering },
    owner: stored?.owner,
    teamTitle: titleIn(board.organisation, team),
    offeringTitle: stored?.title ?? offering,
  };
}

function nextState(
  { state }: StoredOnboarding,
  seen: { isAdopted: boolean; hasSucceeded: boolean },
): 'adopted' | 'first-success' | undefined {
  if (seen.isAdopted) {
    return 'adopted';
  }
  return seen.hasSucceeded && state !== 'first-success'
    ? 'first-success'
    : undefined;
}

function maySee(
  { team, offering }: StoredOnboarding,
  board: AdoptionBoard,
  person: AdoptionPerson,
): boolean {
  const owner = ownerOf(board, offering);
  const isVisible =
    (person.visibleUnits === 'all' || person.visibleUnits.has(team)) &&
    (person.visibleOfferings === 'all' ||
      person.visibleOfferings.has(offering));
  return (
    isVisible && (mayDeclareFor(person, team) || mayAnswerFor(person, owner))
  );
}

function ownerOf(board: AdoptionBoard, offering: string): string | undefined {
  return board.context.offerings.find(({ ref }) => ref === offering)?.stored
    .owner;
}

function present(
  each: StoredOnboarding,
  options: { board: AdoptionBoard; person: AdoptionPerson; now: Date },
): OnboardingRequest {
  const { board, person, now } = options;
  const expectedDays = board.context.offerings.find(
    ({ ref }) => ref === each.offering,
  )?.expectedDays;
  const today = dayOf(now);
  const isOpen = OPEN.includes(each.state);
  return {
    id: each.id,
    team: each.team,
    offering: each.offering,
    ...(each.component ? { component: each.component } : {}),
    goal: each.goal,
    ...(each.wantedOn ? { wantedOn: each.wantedOn } : {}),
    askedBy: each.askedBy,
    askedAt: each.askedAt.toISOString(),
    state: each.state,
    ...(each.stopReason ? { stopReason: each.stopReason } : {}),
    changedAt: each.changedAt.toISOString(),
    version: each.version,
    ...(expectedDays === undefined ? {} : { expectedDays }),
    isLate:
      isOpen &&
      ((each.wantedOn !== undefined && each.wantedOn < today) ||
        daysBetween(dayOf(each.askedAt), today) >=
          onboardingPatience(expectedDays, board.context.thresholds)),
    mayChange:
      mayDeclareFor(person, each.team) ||
      mayAnswerFor(person, ownerOf(board, each.offering)),
    history: each.history.map(({ state, at, by, text }) => ({
      state,
      at: at.toISOString(),
      ...(by ? { by } : {}),
      ...(text ? { text } : {}),
    })),
  };
}
