import {
  PREDICTION_AND_PLANNING_COMPONENTS,
  MAP_SIMULATION_AND_CABIN_COMPONENTS,
} from './products';
import { PERCEPTION_COMPONENTS } from './perception';
import { PLATFORM_COMPONENTS } from './platform';

export const COMPONENT_TYPES = [
  'training-pipeline',
  'model',
  'dataset',
  'feature-set',
  'evaluation-suite',
  'simulation-suite',
  'notebook-project',
  'service',
] as const;
export type ComponentType = (typeof COMPONENT_TYPES)[number];

export interface ComponentPlan {
  readonly name: string;
  readonly team: string;
  readonly type: ComponentType;
  readonly description: string;
  readonly lifecycle: 'production' | 'experimental';
  /** Whether the service account runs it on a schedule. */
  readonly scheduled: boolean;
}

export function parseComponents(
  tables: Readonly<Record<string, string>>,
): ComponentPlan[] {
  return Object.entries(tables).flatMap(([team, table]) =>
    table
      .trim()
      .split('\n')
      .map(line => parseLine(team, line)),
  );
}

function parseLine(team: string, line: string): ComponentPlan {
  const [name, kind, description] = line.split(' | ').map(part => part.trim());
  const [type, mark] = (kind ?? '').split(' ');
  const known = COMPONENT_TYPES.find(candidate => candidate === type);
  if (!name || !description || !known) {
    throw new Error(`Cannot read the component "${line.trim()}" of ${team}`);
  }
  return {
    name,
    team,
    type: known,
    description,
    lifecycle: mark === '?' ? 'experimental' : 'production',
    scheduled: mark === '!',
  };
}

/** By the file they are written to. */
export const COMPONENT_FILES: Readonly<Record<string, ComponentPlan[]>> = {
  'perception.yaml': parseComponents(PERCEPTION_COMPONENTS),
  'prediction-and-planning.yaml': parseComponents(
    PREDICTION_AND_PLANNING_COMPONENTS,
  ),
  'map-simulation-and-cabin.yaml': parseComponents(
    MAP_SIMULATION_AND_CABIN_COMPONENTS,
  ),
  'platform.yaml': parseComponents(PLATFORM_COMPONENTS),
};
