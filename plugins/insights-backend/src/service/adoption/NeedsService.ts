import { ConflictError } from '@backstage/errors';
import {
  AdoptionNeed,
  AdoptionRow,
  NeedActionRequest,
} from '@mli/plugin-insights-common';
import { AdoptionPair } from '../../core/adoption/adoptionPair';
import { likenessTo, TeamTraits } from '../../core/adoption/likeness';
import { FoundNeed, needOf, rankNeeds } from '../../core/adoption/needs';
import { DatabaseLossTraitStore } from '../../store/adoption/DatabaseLossTraitStore';
import { DatabaseNoticeStore } from '../../store/adoption/DatabaseNoticeStore';
import { LOSS_DEFINITION_VERSION } from '../losses/StoredLosses';
import { AdoptionQuery, AdoptionService, rowFor } from '../AdoptionService';
import {
  AdoptionPerson,
  mayAnswerFor,
  refuseUnless,
  titleIn,
  userOf,
} from './AdoptionAccess';
import { AdoptionNotifier } from './AdoptionNotifier';
import { AdoptionBoard, BoardPair } from './BoardComputer';
import { DeclarationService } from './DeclarationService';
import { OnboardingService } from './OnboardingService';

const PHASED_OUT: readonly string[] = ['deprecated', 'retired'];
/** Of teams that could start, the likeliest ones of each offering. */
const MOST_LIKE_ADOPTERS = 3;

/** What section 6 calls a loss worth naming, and the runs it takes to show one. */
const LEAST_LOSS = {
  hours: 2,
  runs: 20,
  definitionVersion: LOSS_DEFINITION_VERSION,
};

/** The ranked list of teams somebody should do something for, and doing it. */
export class NeedsService {
  readonly #options: {
    readonly adoption: AdoptionService;
    readonly declarations: DeclarationService;
    readonly onboarding: OnboardingService;
    readonly losses: DatabaseLossTraitStore;
    readonly notices: DatabaseNoticeStore;
    readonly notifier: AdoptionNotifier;
  };

  constructor(options: {
    adoption: AdoptionService;
    declarations: DeclarationService;
    onboarding: OnboardingService;
    losses: DatabaseLossTraitStore;
    notices: DatabaseNoticeStore;
    notifier: AdoptionNotifier;
  }) {
    this.#options = options;
  }

  /**
   * Those of what is asked for and the caller sees; with `mine`, of offerings and teams of the caller's groups.
   */
  async needs(
    query: Pick<AdoptionQuery, 'team' | 'offering'> & { mine?: boolean },
    person: AdoptionPerson,
    now: Date,
  ): Promise<AdoptionNeed[]> {
    const { adoption, notices } = this.#options;
    const board = await adoption.board(now);
    const visible = adoption.pairs(board, query, person);
    const offerings = new Map(
      board.context.offerings.map(each => [each.ref, each.stored]),
    );
    const own = (offering: string) => {
      const owner = offerings.get(offering)?.owner;
      return owner !== undefined && person.groups.includes(owner);
    };
    const inScope = query.mine
      ? visible.filter(
          ({ pair }) => own(pair.offering) || person.groups.includes(pair.team),
        )
      : visible;
    const traits = this.#traits(
      board,
      adoption.pairs(board, {}, person),
      await this.#losses(board, person),
    );
    const found = inScope.flatMap(each => {
      const need = this.#needOf(each, { board, person, traits });
      return need
        ? [
            {
              ...need.found,
              team: each.pair.team,
              offering: each.pair.offering,
              status: each.pair.status,
              likeness: need.likeness,
            },
          ]
        : [];
    });
    const done = await notices.newest('need');
    return keepLikeliest(rankNeeds(found)).map((need, index) => ({
      kind: need.kind,
      rank: index + 1,
      team: need.team,
      offering: need.offering,
      status: need.status,
      sentence: `${need.sentence}.`,
      action: need.action,
      ...(need.likeness
        ? {
            likeness: {
              adopters: [...need.likeness.adopters],
              stages: [...need.likeness.stages],
              ...(need.likeness.losses.length > 0
                ? { losses: [...need.likeness.losses] }
                : {}),
              ...(need.likeness.peerGroup
                ? { peerGroup: need.likeness.peerGroup }
                : {}),
            },
          }
        : {}),
      mayAct: mayAnswerFor(person, offerings.get(need.offering)?.owner),
      ...doneAt(done.get(noticeKey(need))),
    }));
  }

  /** @throws ConflictError where the team does not need that any more */
  async act(
    request: NeedActionRequest,
    person: AdoptionPerson,
    now: Date,
  ): Promise<void> {
    const { declarations, notices, notifier, onboarding } = this.#options;
    const found = await declarations.find(request, person, now);
    refuseUnless(
      mayAnswerFor(person, found.owner),
      `speak for ${found.offeringTitle}`,
      'Members of its provider and MLI leads',
    );
    const by = userOf(person);
    const need = (
      await this.needs(
        { team: request.team, offering: request.offering },
        person,
        now,
      )
    ).find(each => each.team === request.team && each.kind === request.kind);
    if (!need) {
      throw new ConflictError(
        `${found.teamTitle} does not need that any more: where it stands with ${found.offeringTitle} has changed. Look again.`,
      );
    }
    if (need.action === 'help') {
      await onboarding.helpIfAsked(found, { by, text: request.text }, now);
    }
    await notifier.offer(found, need.action, {
      text: request.text,
      by,
      from: found.owner
        ? titleIn(found.board.organisation, found.owner)
        : found.offeringTitle,
    });
    await notices.add({
      kind: 'need',
      key: noticeKey(request),
      team: request.team,
      offering: request.offering,
      by,
      at: now,
    });
  }

  #needOf(
    each: BoardPair,
    options: {
      board: AdoptionBoard;
      person: AdoptionPerson;
      traits: Traits;
    },
  ) {
    const { board, person, traits } = options;
    const { pair } = each;
    const offering = board.context.offerings.find(
      ({ ref }) => ref === pair.offering,
    )?.stored;
    const own = traits.of(pair.team);
    const likeness =
      pair.status === 'not-started' && own
        ? likenessTo(
            own,
            traits.adopters(pair.offering),
            offering?.stages ?? [],
          )
        : undefined;
    const title = (ref: string) => titleIn(board.organisation, ref);
    const row: AdoptionRow = rowFor(each, board, person);
    const found = needOf({
      pair,
      teamTitle: title(pair.team),
      sentence: row.evidence.sentence,
      thresholds: board.context.thresholds,
      isPhasedOut: PHASED_OUT.includes(offering?.lifecycle ?? ''),
      likeness: likeness && {
        ...likeness,
        adopterTitles: likeness.adopters.map(title),
        ...(likeness.peerGroup
          ? { peerGroupTitle: title(likeness.peerGroup) }
          : {}),
      },
    });
    return found && { found, likeness };
  }

  /** Where teams lose time, of those whose speed the caller may read: a provider sees adoption, not losses. */
  async #losses(
    { organisation }: AdoptionBoard,
    person: AdoptionPerson,
  ): Promise<Map<string, Set<string>>> {
    const speed = await person.speedIn(organisation);
    if (!speed.any) {
      return new Map();
    }
    const losses = new Map<string, Set<string>>();
    for (const each of await this.#options.losses.traits(LEAST_LOSS)) {
      if (speed.maySee(each.team)) {
        const known = losses.get(each.team) ?? new Set();
        losses.set(each.team, known.add(`${each.stage} ${each.phase}`));
      }
    }
    return losses;
  }

  /** Of teams that may be told about, and that the caller sees. */
  #traits(
    board: AdoptionBoard,
    visible: readonly BoardPair[],
    lossesOf: ReadonlyMap<string, ReadonlySet<string>>,
  ): Traits {
    const known = new Map<string, TeamTraits>();
    for (const { pair } of visible) {
      if (!pair.isHidden && !known.has(pair.team)) {
        known.set(pair.team, {
          team: pair.team,
          stages: board.stagesOf.get(pair.team) ?? new Set(),
          losses: lossesOf.get(pair.team) ?? new Set(),
          peerGroup: board.organisation.unit(pair.team)?.parent,
        });
      }
    }
    const inUse = Map.groupBy(
      visible.filter(({ pair }) => isAdopter(pair)),
      ({ pair }) => pair.offering,
    );
    return {
      of: team => known.get(team),
      adopters: offering =>
        (inUse.get(offering) ?? []).flatMap(
          ({ pair }) => known.get(pair.team) ?? [],
        ),
    };
  }
}

interface Traits {
  of(team: string): TeamTraits | undefined;
  adopters(offering: string): TeamTraits[];
}

function isAdopter({ state }: AdoptionPair): boolean {
  return state === 'adopted';
}

function keepLikeliest<T extends FoundNeed & { offering: string }>(
  ranked: readonly T[],
): T[] {
  const counts = new Map<string, number>();
  return ranked.filter(({ kind, offering }) => {
    if (kind !== 'like-adopters') {
      return true;
    }
    const count = counts.get(offering) ?? 0;
    counts.set(offering, count + 1);
    return count < MOST_LIKE_ADOPTERS;
  });
}

function noticeKey(need: { kind: string; team: string; offering: string }) {
  return `${need.kind}|${need.team}|${need.offering}`;
}

function doneAt(at: Date | undefined) {
  return at ? { doneAt: at.toISOString() } : {};
}
