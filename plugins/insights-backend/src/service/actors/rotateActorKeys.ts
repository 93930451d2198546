import { LoggerService } from '@backstage/backend-plugin-api';
import { Knex } from 'knex';
import { ActorKeys, fingerprintOf, hashOn } from '../../core/actors/ActorKeys';
import { ActorMap } from '../../core/actors/mapActors';
import { planRotation } from '../../core/actors/planRotation';
import { lockAttributionExclusive } from '../../store/ingest/marks';
import {
  beginTarget,
  hasActors,
  KeyState,
  lockKeys,
  readKeyState,
  writeKeys,
  writeProgress,
} from '../../store/actors/keyState';
import {
  findHashes,
  REKEYED_TABLES,
  rekeyPages,
  replaceRekeys,
} from '../../store/actors/rekeyTables';
import { REKEYED_DOCUMENTS } from './rekeyDocuments';

export interface RotationOptions {
  readonly knex: Knex;
  /** Oldest first. */
  readonly keys: ActorKeys;
  readonly logger: LoggerService;
  /** Pages of a table, and rows of documents, in one transaction. */
  readonly pages?: number;
  readonly rows?: number;
}

const STEPS = [
  ...REKEYED_TABLES.map(({ name }) => name),
  ...REKEYED_DOCUMENTS.map(({ name }) => name),
];

/**
 * Brings every hash of a person in the database to the configured keys, before anything is taken in. Nothing happens
 * where the keys are those the rows were made with.
 *
 * Transaction by transaction, each under the same lock and each noting how far it got: a back end that is killed, or a
 * second one that starts, goes on from there. Back ends that still have the keys of before are refused by
 * `ActorKeyGuard` from the first of these transactions on.
 *
 * @throws Error with a sentence where a key that is needed is not configured
 * @returns whether rows were brought along
 */
export async function rotateActorKeys(
  options: RotationOptions,
): Promise<boolean> {
  const { knex, logger } = options;
  let announced: string | undefined;
  for (;;) {
    const step = await knex.transaction(async tx => {
      await lockKeys(tx);
      return await advance(tx, options);
    });
    if (step === undefined) {
      if (announced !== undefined) {
        logger.info('All hashes of people are made with the new actor key');
      }
      return announced !== undefined;
    }
    if (step !== announced) {
      logger.info('Bringing hashes of people to the new actor key', { step });
      announced = step;
    }
  }
}

/** Does the next piece of work; answers its step, undefined when there is none. */
async function advance(
  tx: Knex,
  options: RotationOptions,
): Promise<string | undefined> {
  const { keys } = options;
  const state = await stateOf(tx, keys);
  const plan = planRotation(state, keys);
  if (plan.kind === 'none') {
    return undefined;
  }
  const target = keys.slice(0, plan.to);
  const further = keys.slice(plan.from, plan.to);
  if (!state.progress) {
    return await begin(tx, target, further);
  }
  const { step, cursor } = state.progress;
  const next = await workOn(step, cursor, { tx, further, target, options });
  if (next !== undefined) {
    await writeProgress(tx, { step, cursor: next });
    return step;
  }
  const following = STEPS[STEPS.indexOf(step) + 1];
  if (following !== undefined) {
    await writeProgress(tx, { step: following, cursor: '' });
    return step;
  }
  await replaceRekeys(tx, []);
  await writeKeys(tx, {
    fingerprint: fingerprintOf(target),
    keys: target.length,
  });
  return step;
}

/** What the database says of its keys; one that never did is asked whether it has people. */
async function stateOf(tx: Knex, keys: ActorKeys): Promise<KeyState> {
  const known = await readKeyState(tx);
  if (known) {
    return known;
  }
  if (keys.length > 1 && (await hasActors(tx))) {
    throw new Error(
      'insights.previousActorKeys is set, and the database does not say yet which key its people were hashed with. Start once with the key they were hashed with as insights.actorKey and without insights.previousActorKeys; then change the key.',
    );
  }
  const fingerprint = fingerprintOf(keys);
  await writeKeys(tx, { fingerprint, keys: keys.length });
  return { fingerprint };
}

/** Waits for what is being taken in; what comes after is refused where it has the keys of before. */
async function begin(
  tx: Knex,
  target: ActorKeys,
  further: ActorKeys,
): Promise<string> {
  await lockAttributionExclusive(tx);
  const hashes = await findHashes(tx);
  await replaceRekeys(
    tx,
    hashes.map(from => ({ from, to: hashOn(further, from) })),
  );
  const [step = ''] = STEPS;
  await beginTarget(tx, {
    target: fingerprintOf(target),
    keys: target.length,
    step,
  });
  return step;
}

async function workOn(
  step: string,
  cursor: string,
  work: {
    tx: Knex;
    further: ActorKeys;
    target: ActorKeys;
    options: RotationOptions;
  },
): Promise<string | undefined> {
  const { tx, further, target, options } = work;
  const table = REKEYED_TABLES.find(({ name }) => name === step);
  if (table) {
    const next = await rekeyPages(tx, table, {
      from: Number(cursor || 0),
      pages: options.pages ?? 2_000,
    });
    return next === undefined ? undefined : String(next);
  }
  const documents = REKEYED_DOCUMENTS.find(({ name }) => name === step);
  if (!documents) {
    throw new Error(
      `The change of insights.actorKey stopped at '${step}', which this version does not know; start the version that began it.`,
    );
  }
  const map: ActorMap = ({ hash, kind }) => ({
    hash: hashOn(further, Buffer.from(hash, 'hex')).toString('hex'),
    kind,
  });
  return await documents.rekey(tx, {
    map,
    keys: options.keys,
    target,
    page: { after: cursor, limit: options.rows ?? 5_000 },
  });
}
