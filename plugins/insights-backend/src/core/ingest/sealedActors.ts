import { ACTOR_KINDS } from '@mli/plugin-insights-common';
import { ActorDirectory } from '../actors/ActorDirectory';
import { ActorMap } from '../actors/mapActors';

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

/** A body that waits in quarantine, with other actors; undefined: nobody. The same text where nothing changes. */
export function mapSealedActors(body: string, map: ActorMap): string {
  return body.replace(
    /actor:([0-9a-f]{64}):([a-z]+)/g,
    (sealed: string, hash: string, said: string) => {
      const kind = ACTOR_KINDS.find(item => item === said);
      const actor = kind && map({ hash, kind });
      if (!kind) {
        return sealed;
      }
      return actor ? `actor:${actor.hash}:${actor.kind}` : '';
    },
  );
}
