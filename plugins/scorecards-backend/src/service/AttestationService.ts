import type { BackstageCredentials } from '@backstage/backend-plugin-api';
import { InputError, NotAllowedError, NotFoundError } from '@backstage/errors';
import {
  type AttestationList,
  type AttestationTopic,
  type AttestRequest,
  type FactRegistry,
  isStorableText,
  ML_TESTS,
} from '@mli/plugin-scorecards-common';
import type { Knex } from 'knex';
import { readAttestations, storeAttestations } from '../store/AttestationStore';
import { readSubjects, type StoredSubject } from '../store/SubjectStore';
import type { Caller, Callers } from './Callers';
import { readEnd } from './ExemptionService';
import { fullEntityRef } from './fullEntityRef';
import { mayRead, type ReadScopes } from './ReadScope';

export interface AttestationServiceOptions {
  readonly database: Knex;
  readonly registry: FactRegistry;
  readonly scopes: ReadScopes;
  readonly callers: Callers;
  /** Makes facts of what is stored, and results of the facts. */
  readonly onAttested: (entity: string) => Promise<void>;
}

/** What people say about an entity of their team, with evidence and an end. */
export class AttestationService {
  readonly #options: AttestationServiceOptions;

  constructor(options: AttestationServiceOptions) {
    this.#options = options;
  }

  /** @throws InputError, NotFoundError */
  async list(
    credentials: BackstageCredentials,
    text: string,
    now: Date,
  ): Promise<AttestationList> {
    const subject = await this.#subject(credentials, text);
    const caller = await this.#options.callers.callerOf(credentials);
    const known = new Map(
      (await readAttestations(this.#options.database, [subject.ref])).map(
        attestation => [attestation.topic, attestation],
      ),
    );
    const topics = [
      ...(subject.kind === 'component' ? ML_TESTS.map(test => test.topic) : []),
      ...known.keys(),
    ];
    const items = [...new Set(topics)].map((topic): AttestationTopic => {
      const test = ML_TESTS.find(one => one.topic === topic);
      const said = known.get(topic);
      return {
        topic,
        section: test?.section,
        title: test?.title ?? this.#options.registry.titleOf(topic),
        points: said?.points,
        evidence: said?.evidence,
        attestedBy: said?.attestedBy,
        attestedAt: said?.attestedAt.toISOString(),
        until: said?.until.toISOString(),
        ended: said !== undefined && said.until <= now,
      };
    });
    return {
      entity: subject.ref,
      mayAttest: caller.actsFor(subject.team),
      items,
    };
  }

  /** @throws InputError, NotAllowedError, NotFoundError */
  async attest(
    credentials: BackstageCredentials,
    request: AttestRequest,
    now: Date,
  ): Promise<AttestationList> {
    const subject = await this.#subject(credentials, request.entity);
    const caller: Caller = await this.#options.callers.callerOf(credentials);
    if (!caller.actsFor(subject.team)) {
      throw new NotAllowedError(
        `You cannot attest anything about ${subject.ref}. Members of ${subject.team || 'its owning team'} can.`,
      );
    }
    const topics = request.items.map(({ topic }) => topic);
    if (new Set(topics).size !== topics.length) {
      throw new InputError('A topic stands twice in the request.');
    }
    const unknown = topics.find(
      topic =>
        topic.startsWith('attested.ml_test.') &&
        !ML_TESTS.some(test => test.topic === topic),
    );
    if (unknown) {
      throw new InputError(
        `${unknown} is no test of the ML test score; GET /attestations lists them`,
      );
    }
    if (!request.items.every(({ evidence }) => isStorableText(evidence))) {
      throw new InputError('evidence has characters that cannot be stored');
    }
    await this.#options.database.transaction(trx =>
      storeAttestations(
        trx,
        request.items.map(item => ({
          ...item,
          entity: subject.ref,
          attestedBy: caller.actor,
          attestedAt: now,
          until: readEnd(item.until, now),
        })),
      ),
    );
    await this.#options.onAttested(subject.ref);
    return this.list(credentials, subject.ref, now);
  }

  async #subject(
    credentials: BackstageCredentials,
    text: string,
  ): Promise<StoredSubject> {
    const ref = fullEntityRef(text);
    if (ref === undefined) {
      throw new InputError(
        `entity '${text.slice(0, 100)}' is no entity ref; write it like component:default/lane-net`,
      );
    }
    const [subject] = await readSubjects(this.#options.database, [ref]);
    const scope = await this.#options.scopes.scopeOf(credentials, {
      kinds: [ref.slice(0, ref.indexOf(':'))],
      teams: async () => [],
    });
    if (!subject || !mayRead(scope, { kind: subject.kind, entity: ref })) {
      throw new NotFoundError(`There is no ${ref}, or you may not see it.`);
    }
    return subject;
  }
}
