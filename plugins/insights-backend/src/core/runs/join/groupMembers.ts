import { beginOf, byKey, JoinMember } from './JoinMember';
import { ExternalId, ownIdsOf } from './externalIds';

/** An id that more rows than this go by names no run: a constant in somebody's configuration. */
export const MOST_HOLDERS = 64;

/**
 * Which rows tell of the same run: the connected components over external ids, own ids included.
 *
 * A function of the rows alone, in whatever order they are given. Each component is sorted by key.
 */
export function groupMembers(members: readonly JoinMember[]): JoinMember[][] {
  const sorted = [...members].sort(byKey);
  const parent = new Map<JoinMember, JoinMember>();
  const rootOf = (member: JoinMember): JoinMember => {
    let root = member;
    for (let up = parent.get(root); up; up = parent.get(root)) {
      root = up;
    }
    return root;
  };
  for (const holders of holdersOfIds(sorted).values()) {
    const [first, ...others] =
      holders.length > MOST_HOLDERS ? [] : named(holders);
    for (const other of others) {
      const [a, b] = [rootOf(first!), rootOf(other)];
      if (a !== b) {
        parent.set(b, a);
      }
    }
  }
  return [...Map.groupBy(sorted, rootOf).values()];
}

function holdersOfIds(
  members: readonly JoinMember[],
): Map<ExternalId, JoinMember[]> {
  const holders = new Map<ExternalId, JoinMember[]>();
  for (const member of members) {
    if (member.isSplit) {
      continue;
    }
    const ids = new Set([
      ...ownIdsOf(member.source, member.runKey),
      ...member.state.externalIds,
    ]);
    for (const id of ids) {
      const known = holders.get(id);
      if (known) {
        known.push(member);
      } else {
        holders.set(id, [member]);
      }
    }
  }
  return holders;
}

/** Those of the rows that go by an id which it really names. */
function named(holders: readonly JoinMember[]): JoinMember[] {
  return [
    ...Map.groupBy(holders, member => member.source.name).values(),
  ].flatMap(namedInSource);
}

/**
 * Of several rows of one source under one id: children inherit the id of the job they run in, which names the
 * parent. Of the others, what begins after one of them had succeeded is something new in the same place (runs of one
 * notebook in one allocation); what begins while none has succeeded is the same run or another attempt at it.
 */
function namedInSource(rows: readonly JoinMember[]): JoinMember[] {
  const top = rows.filter(({ summary }) => summary.said.parent === undefined);
  const candidates = [...(top.length > 0 ? top : rows)].sort(
    (a, b) => beginOf(a) - beginOf(b) || byKey(a, b),
  );
  const kept: JoinMember[] = [];
  for (const candidate of candidates) {
    const isNew = kept.some(({ summary: { end } }) => {
      const { outcome, endedAt } = end?.value ?? {};
      return (
        outcome === 'succeeded' &&
        endedAt !== undefined &&
        endedAt <= beginOf(candidate)
      );
    });
    if (!isNew) {
      kept.push(candidate);
    }
  }
  return kept;
}
