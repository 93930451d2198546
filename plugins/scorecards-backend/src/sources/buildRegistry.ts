import { ConflictError } from '@backstage/errors';
import { FactRegistry, type FactSchema } from '@mli/plugin-scorecards-common';
import type { FactSource } from '@mli/plugin-scorecards-node';

/**
 * What facts there are.
 *
 * @throws ConflictError, which stops the start, where two sources claim one id
 */
export function buildRegistry(
  sources: readonly FactSource[],
  pushed: readonly FactSchema[],
): FactRegistry {
  const owners = new Map<string, string>();
  const claim = (id: string, owner: string) => {
    const other = owners.get(id);
    if (other !== undefined) {
      throw new ConflictError(
        `The fact ${id} is described by ${other} and by ${owner}; give one of them another id`,
      );
    }
    owners.set(id, owner);
  };
  const ids = new Set<string>();
  for (const source of sources) {
    if (ids.has(source.id)) {
      throw new ConflictError(
        `There are two fact sources with the id ${source.id}`,
      );
    }
    ids.add(source.id);
    source.facts.forEach(fact => claim(fact.id, `the source ${source.id}`));
  }
  pushed.forEach(fact => claim(fact.id, 'scorecards.facts'));
  return new FactRegistry([
    ...sources.flatMap(source => source.facts),
    ...pushed,
  ]);
}
