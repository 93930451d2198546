import { DatedAspect, RunState } from '../runs/fold';
import {
  AspectName,
  ObservedActor,
  RunAttributes,
  RunObservation,
} from '../runs/observation';

/** What an actor becomes; undefined: nobody. The same object: it stays. */
export type ActorMap = (actor: ObservedActor) => ObservedActor | undefined;

/** An observation with other actors; the same object where nothing changes. */
export function mapObservation(
  observation: RunObservation,
  map: ActorMap,
): RunObservation {
  const { aspects, usage } = observation;
  const mappedAspects =
    aspects && mapValues(aspects, value => mapAttributes(value, map));
  const mappedUsage = usage && mapAttributes(usage, map);
  return mappedAspects === aspects && mappedUsage === usage
    ? observation
    : {
        ...observation,
        ...(mappedAspects && { aspects: mappedAspects }),
        ...(mappedUsage && { usage: mappedUsage }),
      };
}

/** The state of a run with other actors; the same object where nothing changes. */
export function mapState(state: RunState, map: ActorMap): RunState {
  const aspects = mapValues(state.aspects, (dated: DatedAspect) => {
    const value: RunAttributes = mapAttributes(dated.value, map);
    return value === dated.value ? dated : { ...dated, value };
  });
  return aspects === state.aspects ? state : { ...state, aspects };
}

function mapAttributes<A extends { readonly actor?: ObservedActor }>(
  attributes: A,
  map: ActorMap,
): A {
  if (!attributes.actor) {
    return attributes;
  }
  const actor = map(attributes.actor);
  if (actor === attributes.actor) {
    return attributes;
  }
  const { actor: gone, ...others } = attributes;
  // without an actor the others are all there is of A
  return (actor ? { ...attributes, actor } : others) as A;
}

function mapValues<V>(
  aspects: Partial<Record<AspectName, V>>,
  map: (value: V) => V,
): Partial<Record<AspectName, V>> {
  let changed = false;
  const mapped = Object.fromEntries(
    Object.entries(aspects).map(([name, value]) => {
      const next = map(value);
      changed ||= next !== value;
      return [name, next];
    }),
  );
  return changed ? mapped : aspects;
}
