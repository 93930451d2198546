import { ActorDirectory } from '../actors/ActorDirectory';
import { JsonValue } from './canonicalJson';
import { sealActor } from './sealedActors';

/** Keys under which producers put names of people, lower case, without separators. */
const ACTOR_KEYS = new Set([
  'actor',
  'assignees',
  'author',
  'creator',
  'email',
  'launchedby',
  'login',
  'mlflowuser',
  'owner',
  'owners',
  'reporter',
  'reviewers',
  'startedby',
  'submittedby',
  'user',
  'userid',
  'username',
]);

export function isActorKey(key: string): boolean {
  return ACTOR_KEYS.has(key.toLowerCase().replace(/[^a-z]/g, ''));
}

/**
 * A copy in which every text under a key that names people is replaced by its keyed hash: what may be kept of an
 * item that waits in quarantine. Tags (`{key, value}`) count by their key.
 */
export function redactActors(
  value: JsonValue,
  actors: ActorDirectory,
): JsonValue {
  return redact(value, false, actors);
}

function redact(
  value: JsonValue,
  named: boolean,
  actors: ActorDirectory,
): JsonValue {
  if (typeof value === 'string') {
    return named ? hashed(value, actors) : value;
  }
  if (value === null || typeof value !== 'object') {
    return value;
  }
  if (Array.isArray(value)) {
    return value.map(item => redact(item, named, actors));
  }
  const tagged = typeof value.key === 'string' && isActorKey(value.key);
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [
      key,
      redact(
        item,
        isActorKey(key) ||
          (tagged && key === 'value') ||
          (named && key === 'name'),
        actors,
      ),
    ]),
  );
}

/** Owners are teams as often as people; what names a team is kept, or nobody could be told whose the run is. */
const TEAM = /^(team|group|component):[^@]+$/i;

function hashed(raw: string, actors: ActorDirectory): string {
  return TEAM.test(raw) ? raw : sealActor(raw, actors);
}
