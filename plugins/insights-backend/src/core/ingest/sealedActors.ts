import { ACTOR_KINDS } from '@mli/plugin-insights-common';
import { ActorDirectory } from '../actors/ActorDirectory';

const SEALED = /^actor:([0-9a-f]{64}):([a-z]+)$/;

/** How a name of a person is written in a body that waits in quarantine. */
export function sealActor(raw: string, actors: ActorDirectory): string {
  const actor = actors.resolve(raw);
  return actor ? `actor:${actor.hash.toString('hex')}:${actor.kind}` : '';
}

/** Understands what `sealActor` wrote. For re-drives only: from a producer it would be a way to be somebody else. */
export function createSealedActors(actors: ActorDirectory): ActorDirectory {
  return {
    resolve(raw) {
      const [, hash, said] = SEALED.exec(raw) ?? [];
      const kind = ACTOR_KINDS.find(item => item === said);
      return hash !== undefined && kind !== undefined
        ? { hash: Buffer.from(hash, 'hex'), kind }
        : actors.resolve(raw);
    },
  };
}
