import { ConflictError, NotFoundError } from '@backstage/errors';
import {
  Declaration,
  DeclarationAnswer,
  DeclarationRequest,
  DECLINE_REASON_WORDS,
  DECLINE_REASONS,
  DeclineGroup,
  RelevanceRequest,
  VoidDecisionRequest,
} from '@mli/plugin-insights-common';
import {
  AdoptionStore,
  PairKey,
  StoredCatalogDeclaration,
  StoredPortalDeclaration,
} from '../../store/adoption/AdoptionStore';
import { DatabaseAdoptionLedger } from '../../store/adoption/DatabaseAdoptionLedger';
import { DatabaseDeclarationStore } from '../../store/adoption/DatabaseDeclarationStore';
import { AdoptionService } from '../AdoptionService';
import {
  AdoptionPerson,
  mayAnswerFor,
  mayDeclareFor,
  refuseUnless,
  titleIn,
  userOf,
} from './AdoptionAccess';
import { AdoptionNotifier } from './AdoptionNotifier';
import { AdoptionBoard, BoardPair } from './BoardComputer';

/** A pair that exists and that the caller sees, with what is around it. */
export interface FoundPair extends BoardPair {
  readonly board: AdoptionBoard;
  readonly owner?: string;
  readonly teamTitle: string;
  readonly offeringTitle: string;
}

/** What teams say in the portal, and what providers answer to it. */
export class DeclarationService {
  readonly #options: {
    readonly adoption: AdoptionService;
    readonly store: AdoptionStore;
    readonly declarations: DatabaseDeclarationStore;
    readonly ledger: DatabaseAdoptionLedger;
    readonly notifier: AdoptionNotifier;
  };

  constructor(options: {
    adoption: AdoptionService;
    store: AdoptionStore;
    declarations: DatabaseDeclarationStore;
    ledger: DatabaseAdoptionLedger;
    notifier: AdoptionNotifier;
  }) {
    this.#options = options;
  }

  /** @throws NotFoundError for what the caller cannot see, or what is no pair */
  async find(
    pair: { team: string; offering: string },
    person: AdoptionPerson,
    now: Date,
  ): Promise<FoundPair> {
    const { adoption } = this.#options;
    const board = await adoption.board(now);
    const found = adoption
      .pairs(board, pair, person)
      .find(each => each.pair.team === pair.team);
    if (!found) {
      throw new NotFoundError(
        `'${pair.team}' is no team that can use '${pair.offering}': it is neither a customer team nor in the offering's audience.`,
      );
    }
    const offering = board.context.offerings.find(
      ({ ref }) => ref === pair.offering,
    )?.stored;
    return {
      ...found,
      board,
      ...(offering?.owner ? { owner: offering.owner } : {}),
      teamTitle: titleIn(board.organisation, pair.team),
      offeringTitle: offering?.title ?? pair.offering,
    };
  }

  /** @throws NotAllowedError where the caller is neither a member of the team nor an MLI lead */
  async declare(
    request: DeclarationRequest,
    person: AdoptionPerson,
    now: Date,
  ): Promise<DeclarationAnswer> {
    const found = await this.find(request, person, now);
    refuseUnless(
      mayDeclareFor(person, request.team),
      `declare for ${found.teamTitle}`,
      `Members of ${found.teamTitle} and MLI leads`,
    );
    const by = userOf(person);
    await this.#options.declarations.add({ ...request, by, at: now });
    this.#options.adoption.expire();
    if (request.state === 'declined') {
      await this.#options.notifier.declined(found, request, by);
    }
    const catalog = (await this.#options.store.catalogDeclarations(request))
      .filter(each => each.to === undefined)
      .at(-1);
    return {
      declaration: {
        ...request,
        from: 'portal',
        at: now.toISOString(),
        by,
      },
      holds: catalog?.state ?? request.state,
      holdsFrom: catalog ? 'catalog' : 'portal',
      ...(catalog && catalog.state !== request.state
        ? {
            note: `The catalog file of ${found.teamTitle} says '${catalog.state}' (mli.internal/adopts), and it wins. What you say here holds as soon as the file no longer names ${found.offeringTitle}.`,
          }
        : {}),
    };
  }

  /** Everything ever said of a pair, newest first; only the team and the provider see it. */
  async history(
    pair: { team: string; offering: string },
    person: AdoptionPerson,
    now: Date,
  ): Promise<Declaration[]> {
    const found = await this.find(pair, person, now);
    refuseUnless(
      this.maySeeHistory(found, person),
      `see what ${found.teamTitle} said about ${found.offeringTitle}`,
      `Members of ${found.teamTitle}, of its provider, and MLI leads`,
    );
    return await this.historyOf(pair);
  }

  /** Everything a team said, newest first: to its members of all offerings, to others of those they provide. */
  async historyOfTeam(
    team: string,
    person: AdoptionPerson,
    now: Date,
  ): Promise<Declaration[]> {
    const { adoption } = this.#options;
    const board = await adoption.board(now);
    const owners = new Map(
      board.context.offerings.map(({ ref, stored }) => [ref, stored.owner]),
    );
    const isOwn = mayDeclareFor(person, team);
    const told = new Set(
      adoption
        .pairs(board, { team }, person)
        .filter(
          ({ pair }) =>
            pair.team === team &&
            (isOwn || mayAnswerFor(person, owners.get(pair.offering))),
        )
        .map(({ pair }) => pair.offering),
    );
    const teamTitle = titleIn(board.organisation, team);
    refuseUnless(
      isOwn || told.size > 0,
      `see what ${teamTitle} said about offerings`,
      `Members of ${teamTitle}, of a provider whose offering it can use, and MLI leads`,
    );
    const said = await this.historyOf({ team });
    return said.filter(({ offering }) => told.has(offering));
  }

  maySeeHistory(found: FoundPair, person: AdoptionPerson): boolean {
    return (
      mayDeclareFor(person, found.pair.team) ||
      mayAnswerFor(person, found.owner)
    );
  }

  async historyOf(pair: PairKey): Promise<Declaration[]> {
    const { store } = this.#options;
    const [catalog, portal] = await Promise.all([
      store.catalogDeclarations(pair),
      store.portalDeclarations(pair),
    ]);
    return [...catalog.map(fromCatalog), ...portal.map(fromPortal)].sort(
      (a, b) => (a.at < b.at ? 1 : -1),
    );
  }

  /** What teams decline an offering for, grouped; for its provider and MLI leads. */
  async declines(
    offering: string,
    person: AdoptionPerson,
    now: Date,
  ): Promise<DeclineGroup[]> {
    const { adoption, store } = this.#options;
    const board = await adoption.board(now);
    const pairs = adoption.pairs(board, { offering }, person);
    const stored = board.context.offerings.find(({ ref }) => ref === offering);
    refuseUnless(
      mayAnswerFor(person, stored?.stored.owner),
      `see why teams decline ${stored?.stored.title ?? offering}`,
      'Members of its provider and MLI leads',
    );
    const declining = new Set(
      pairs
        .filter(({ pair }) => pair.said.declared === 'declined')
        .map(({ pair }) => pair.team),
    );
    const newest = new Map(
      (await store.portalDeclarations({ offering })).map(each => [
        each.team,
        each,
      ]),
    );
    const declines = [...newest.values()].filter(
      each => declining.has(each.team) && each.state === 'declined',
    );
    return DECLINE_REASONS.flatMap(reason => {
      const ofReason = declines.filter(
        each => (each.reason ?? 'other') === reason,
      );
      return ofReason.length === 0
        ? []
        : [
            {
              reason,
              words: DECLINE_REASON_WORDS[reason],
              count: ofReason.length,
              declines: ofReason.map(fromPortal),
            },
          ];
    }).sort((a, b) => b.count - a.count);
  }

  /** @throws ConflictError where the team does not say that it is not relevant */
  async answerRelevance(
    request: RelevanceRequest,
    person: AdoptionPerson,
    now: Date,
  ): Promise<void> {
    const found = await this.find(request, person, now);
    refuseUnless(
      mayAnswerFor(person, found.owner),
      `answer for ${found.offeringTitle}`,
      'Members of its provider and MLI leads',
    );
    const newest = (await this.#options.store.portalDeclarations(request)).at(
      -1,
    );
    if (newest?.state !== 'declined' || newest.reason !== 'not-relevant') {
      throw new ConflictError(
        `${found.teamTitle} does not say that ${found.offeringTitle} is not relevant to it; there is nothing to confirm.`,
      );
    }
    await this.#options.declarations.addRelevance({
      ...request,
      declarationId: newest.id,
      by: userOf(person),
      at: now,
    });
    this.#options.adoption.expire();
  }

  async voidDecision(
    request: VoidDecisionRequest,
    person: AdoptionPerson,
    now: Date,
  ): Promise<void> {
    const found = await this.find(request, person, now);
    refuseUnless(
      mayDeclareFor(person, request.team) || mayAnswerFor(person, found.owner),
      `void an adoption date of ${found.teamTitle}`,
      `Members of ${found.teamTitle}, of the provider, and MLI leads`,
    );
    await this.#options.ledger.voidDecision({
      ...request,
      by: userOf(person),
      now,
    });
    this.#options.adoption.expire();
  }
}

function fromCatalog(each: StoredCatalogDeclaration): Declaration {
  return {
    team: each.team,
    offering: each.offering,
    state: each.state,
    from: 'catalog',
    at: each.from.toISOString(),
    ...(each.to ? { until: each.to.toISOString() } : {}),
  };
}

function fromPortal(each: StoredPortalDeclaration): Declaration {
  const answer = each.relevance.at(-1);
  return {
    team: each.team,
    offering: each.offering,
    state: each.state,
    from: 'portal',
    at: each.at.toISOString(),
    by: each.by,
    ...(each.reason ? { reason: each.reason } : {}),
    ...(each.text ? { text: each.text } : {}),
    ...(answer
      ? {
          relevance: {
            confirmed: answer.confirmed,
            by: answer.by,
            at: answer.at.toISOString(),
            ...(answer.text ? { text: answer.text } : {}),
          },
        }
      : {}),
  };
}
