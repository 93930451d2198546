import { InputError } from '@backstage/errors';
import { parseEntityRef, stringifyEntityRef } from '@backstage/catalog-model';
import { parseBody } from '@mli/plugin-ml-platform-node';
import { REGISTRATION_STATES } from '@mli/plugin-offerings-common';
import { z } from 'zod';

/** A text that PostgreSQL can look for. */
export const printable = z
  .string()
  .max(300)
  // eslint-disable-next-line no-control-regex -- control characters are what this refuses
  .regex(/^[^\u0000-\u001f]*$/, 'must be printable characters');

export const MAX_LIMIT = 200;

export const listQueryShape = {
  mine: z.enum(['true', 'false']).optional(),
  team: printable.optional(),
  state: z.enum(REGISTRATION_STATES).optional(),
  q: printable.optional(),
  limit: z.coerce.number().int().min(1).max(MAX_LIMIT).optional(),
  cursor: printable.optional(),
  format: z.enum(['json', 'csv']).optional(),
} as const;

const listQuerySchema = z.strictObject(listQueryShape);

export function parseListQuery(raw: unknown) {
  const { mine, team, state, q, limit, cursor, format } = parseBody(
    listQuerySchema,
    raw,
  );
  return {
    mine: mine === 'true',
    team: team ? groupRef(team) : undefined,
    state,
    text: q?.trim() || undefined,
    limit: limit ?? 100,
    after: cursor ? decodeCursor(cursor) : undefined,
    format: format ?? 'json',
  };
}

export function groupRef(text: string): string {
  let ref;
  try {
    ref = parseEntityRef(text.trim(), {
      defaultKind: 'group',
      defaultNamespace: 'default',
    });
  } catch {
    ref = undefined;
  }
  if (ref?.kind.toLocaleLowerCase('en-US') !== 'group') {
    throw new InputError(
      `team is ${JSON.stringify(text.slice(0, 60))}, which is no team. Write it like lanes or group:default/lanes.`,
    );
  }
  return stringifyEntityRef(ref);
}

const cursorSchema = z.tuple([z.string().max(100), z.uuid()]);

export function encodeCursor(last: { name: string; id: string }): string {
  return Buffer.from(JSON.stringify([last.name, last.id])).toString(
    'base64url',
  );
}

function decodeCursor(cursor: string): { name: string; id: string } {
  try {
    const [name, id] = cursorSchema.parse(
      JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')),
    );
    if (!name.includes('\u0000')) {
      return { name, id };
    }
  } catch {
    // answered below
  }
  throw new InputError(
    'cursor is not one this route has answered; leave it out to start with the first page',
  );
}

/** The version in `If-Match`, which is the ETag the caller was given, or in the body. */
export function seenVersion(
  ifMatch: string | undefined,
  inBody: number | undefined,
): number {
  const match = ifMatch?.trim().match(/^(?:W\/)?"?(\d{1,9})"?$/);
  if (ifMatch !== undefined && !match) {
    throw new InputError(
      `If-Match is ${JSON.stringify(ifMatch.slice(0, 40))}; send the ETag that came with the registration, for example "3".`,
    );
  }
  const version = match ? Number(match[1]) : inBody;
  if (version === undefined) {
    throw new InputError(
      'Say which version you saw, in If-Match or as "version" in the body, so that no change of somebody else is undone.',
    );
  }
  return version;
}
