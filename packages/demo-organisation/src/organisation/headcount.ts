/** Somebody with a part in the story of examples/README.md. */
export interface NamedPerson {
  readonly first: string;
  readonly last: string;
  readonly role: string;
  /** Groups beside the one the person is listed under. */
  readonly also?: readonly string[];
}

export interface Headcount {
  readonly group: string;
  readonly size: number;
  readonly named?: readonly NamedPerson[];
}

function person(first: string, last: string, role: string): NamedPerson {
  return { first, last, role };
}

/** Provider teams: 121 engineers and the four people of the bridge. */
export const PROVIDER_HEADCOUNT: readonly Headcount[] = [
  {
    group: 'mli-leads',
    size: 4,
    named: [
      {
        ...person('Hana', 'Nakata', 'Heads Machine Learning Infrastructure'),
        also: ['mli'],
      },
      person('Bruno', 'Achebe', 'Staff engineer, bridge to Perception'),
      person('Ingrid', 'Solheim', 'Staff engineer, bridge to Planning'),
      person('Rafiq', 'Mansour', 'Product manager of the ML platform'),
    ],
  },
  { group: 'data-lake', size: 11 },
  { group: 'dataset-services', size: 9 },
  { group: 'labeling', size: 10 },
  {
    group: 'feature-platform',
    size: 11,
    named: [person('Pilar', 'Quintero', 'Owns Feature Cache')],
  },
  { group: 'trainer', size: 12 },
  {
    group: 'compute-platform',
    size: 13,
    named: [person('Rosa', 'Serrano', 'Owns Elastic Queue')],
  },
  { group: 'experiment-tools', size: 8 },
  { group: 'developer-experience', size: 7 },
  {
    group: 'eval-platform',
    size: 11,
    named: [person('Kwame', 'Darko', 'Owns Eval Suite')],
  },
  { group: 'simulation-platform', size: 12 },
  { group: 'model-delivery', size: 9 },
  { group: 'onboard-runtime', size: 8 },
];

/** Customer teams: 211 machine-learning engineers; four teams have 4 people and so stay below the floor of 5. */
export const CUSTOMER_HEADCOUNT: readonly Headcount[] = [
  {
    group: 'lanes',
    size: 9,
    named: [
      person('Maya', 'Lindqvist', 'Machine-learning engineer'),
      person('Olivier', 'Tremblay', 'Leads Lanes'),
    ],
  },
  { group: 'signs-and-lights', size: 7 },
  { group: 'camera-objects', size: 12 },
  { group: 'lidar-objects', size: 11 },
  { group: 'occupancy', size: 10 },
  {
    group: 'tracking',
    size: 8,
    named: [person('Tobias', 'Okafor', 'Leads Tracking')],
  },
  { group: 'radar-fusion', size: 6 },
  { group: 'backbones', size: 15 },
  { group: 'auto-labels', size: 5 },
  { group: 'agent-forecasting', size: 10 },
  { group: 'pedestrian-intent', size: 7 },
  { group: 'interaction', size: 6 },
  { group: 'prediction-evaluation', size: 4 },
  { group: 'behavior-planning', size: 9 },
  { group: 'motion-planning', size: 8 },
  {
    group: 'planner-learning',
    size: 12,
    named: [
      {
        ...person('Samira', 'Kovats', 'Works for two teams, half a week each'),
        also: ['motion-planning'],
      },
    ],
  },
  {
    group: 'comfort',
    size: 4,
    named: [person('Juno', 'Baptiste', 'Leads Comfort')],
  },
  { group: 'parking', size: 6 },
  { group: 'map-building', size: 8 },
  { group: 'map-change', size: 4 },
  { group: 'localization', size: 7 },
  { group: 'road-semantics', size: 6 },
  { group: 'scenario-mining', size: 7 },
  { group: 'traffic-agents', size: 6 },
  { group: 'sensor-simulation', size: 8 },
  { group: 'cabin-vision', size: 6 },
  { group: 'cabin-speech', size: 4 },
  { group: 'data-triage', size: 6 },
];

/** The line: direct members of departments and of the company. */
export const LINE: readonly Headcount[] = [
  {
    group: 'norrvik-drive',
    size: 1,
    named: [person('Elin', 'Holm', 'Head of autonomy')],
  },
  { group: 'mli-data', size: 1 },
  { group: 'mli-compute', size: 1 },
  { group: 'mli-validation', size: 1 },
  {
    group: 'perception',
    size: 1,
    named: [person('Daria', 'Petrova', 'Heads Perception')],
  },
  { group: 'perception-camera', size: 1 },
  { group: 'perception-3d', size: 1 },
  { group: 'perception-foundation', size: 1 },
  { group: 'prediction', size: 1 },
  { group: 'planning', size: 1 },
  { group: 'mapping', size: 1 },
  { group: 'simulation-products', size: 1 },
  { group: 'cabin', size: 1 },
  { group: 'fleet-learning', size: 1 },
];
