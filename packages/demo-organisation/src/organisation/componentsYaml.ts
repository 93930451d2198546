import { toYamlDocuments } from './toYamlDocuments';
import {
  COMPONENT_FILES,
  ComponentPlan,
  ComponentType,
} from './components/components';

const HEADER = `# Written by packages/demo-organisation (npm run write-examples); a test checks that it is up to date.
# \`mli.internal/jobs\` says which jobs are the component's own: \`namespace/name\`, where * stands for anything.
`;

/** Customer teams are grouped into the systems of examples/platform.yaml; provider teams work on ml-platform. */
const SYSTEM_OF_TEAM: Readonly<Record<string, string>> = {
  ...systemOf('prediction-stack', [
    'agent-forecasting',
    'pedestrian-intent',
    'interaction',
    'prediction-evaluation',
  ]),
  ...systemOf('planning-stack', [
    'behavior-planning',
    'motion-planning',
    'planner-learning',
    'comfort',
    'parking',
  ]),
  ...systemOf('map-stack', [
    'map-building',
    'map-change',
    'localization',
    'road-semantics',
  ]),
  ...systemOf('simulated-world', [
    'scenario-mining',
    'traffic-agents',
    'sensor-simulation',
  ]),
  ...systemOf('cabin-stack', ['cabin-vision', 'cabin-speech']),
  ...systemOf('fleet-loop', ['data-triage']),
};

/** Who builds on whom across teams. */
const BUILDS_ON: Readonly<Record<string, readonly string[]>> = {
  'lane-net-training': ['camera-backbone'],
  'light-training': ['camera-backbone'],
  'sign-training': ['camera-backbone'],
  'ring-training': ['camera-backbone'],
  'pillar-training': ['lidar-backbone'],
  'voxel-training': ['lidar-backbone', 'camera-backbone'],
  'intent-training': ['camera-backbone'],
  'dock-training': ['camera-backbone'],
  'rules-training': ['camera-backbone'],
  'objects-main': ['offline-perception'],
  'occupancy-city': ['offline-perception'],
  'lidar-main': ['offline-perception'],
  'choice-training': ['forecast-net'],
  'cost-training': ['forecast-net'],
  'forecast-core': ['forecast-benchmark'],
  'yield-core': ['forecast-benchmark'],
  'city-suite': ['agent-policy'],
  'planner-closed-loop': ['agent-policy', 'render-service'],
  'merge-loop': ['agent-policy'],
  'lidar-loop': ['lidar-renderer'],
  'change-feed': ['map-publisher'],
  'loc-training': ['map-tiles'],
};

/** Offerings that a team declares where it uses them: on the component instead of on the team. */
export const COMPONENT_DECLARATIONS: Readonly<
  Record<string, readonly string[]>
> = {
  'ring-training': ['feature-cache', 'elastic-queue'],
  'ring-finetune': ['sweep-service'],
  'camera-pretrain': ['elastic-queue'],
  'voxel-training': ['elastic-queue'],
  'forecast-training': ['elastic-queue', 'feature-cache'],
  'tracks-core': ['eval-suite', 'golden-sets'],
  'lane-net': ['onboard-compiler', 'shadow-drive', 'model-registry'],
  'dock-suite': ['simulation-farm'],
  'agent-features': ['feature-store'],
  'mined-scenarios': ['scene-search'],
};

/** File name to content for everything under examples/components. */
export function componentsYaml(): Map<string, string> {
  const files = Object.entries(COMPONENT_FILES).map(
    ([file, plans]): [string, string] => [
      file,
      HEADER + toYamlDocuments(plans.map(plan => toEntity(plan, plans))),
    ],
  );
  return new Map(files);
}

function toEntity(plan: ComponentPlan, siblings: ComponentPlan[]): object {
  const { name, team, type } = plan;
  const declared = COMPONENT_DECLARATIONS[name];
  const dependsOn = dependenciesOf(plan, siblings);
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Component',
    metadata: {
      name,
      title: titleOf(name),
      description: plan.description,
      annotations: {
        'mli.internal/jobs': `*.${team}/${name}.*`,
        'mli.internal/repositories': `https://git.norrvik.example/${team}/${name}`,
        ...(declared ? { 'mli.internal/adopts': declared.join(', ') } : {}),
      },
    },
    spec: {
      type,
      lifecycle: plan.lifecycle,
      owner: `group:${team}`,
      system: systemOfPlan(plan),
      ...(dependsOn.length
        ? { dependsOn: dependsOn.map(other => `component:${other}`) }
        : {}),
    },
  };
}

/** Pipelines read the team's first dataset and feature set, models come from its first pipeline. */
function dependenciesOf(plan: ComponentPlan, siblings: ComponentPlan[]) {
  const needs: Partial<Record<ComponentType, ComponentType[]>> = {
    'training-pipeline': ['dataset', 'feature-set'],
    model: ['training-pipeline'],
    'evaluation-suite': ['dataset'],
    'simulation-suite': ['model'],
    'notebook-project': ['dataset'],
  };
  const own = (needs[plan.type] ?? []).flatMap(type =>
    siblings
      .filter(other => other.team === plan.team && other.type === type)
      .slice(0, 1)
      .map(other => other.name),
  );
  return [...own, ...(BUILDS_ON[plan.name] ?? [])];
}

function systemOfPlan({ team }: ComponentPlan): string {
  const platform = COMPONENT_FILES['platform.yaml'] ?? [];
  return platform.some(plan => plan.team === team)
    ? 'ml-platform'
    : (SYSTEM_OF_TEAM[team] ?? 'perception-stack');
}

function titleOf(name: string): string {
  const words = name.split('-').map(word => (word === 'eu' ? 'EU' : word));
  const text = words.join(' ');
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function systemOf(system: string, teams: readonly string[]) {
  return Object.fromEntries(teams.map(team => [team, system]));
}
