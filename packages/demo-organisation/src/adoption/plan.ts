/**
 * Who uses what, and since when. Weeks are counted back from the week in which the data end: week 0 is that
 * week, `@14` is the Monday fourteen weeks before its Monday.
 *
 * - `always`    since before the first week
 * - `adopted`   `team@14`: from the Monday of week 14 on; one person tries it in the two weeks before
 * - `trial`     `team@12-10`: one person, from week 12 to week 10; `@4-0` is still trying
 * - `lapsed`    `team@10`: since before the first week, last seen in week 10
 * - `declining` `team@9`: since before the first week; from week 9 on only one person is left
 */
export const ADOPTION_PLAN: Readonly<Record<string, string>> = {
  'drive-lake': `
    always: lanes signs-and-lights camera-objects lidar-objects occupancy tracking radar-fusion backbones
      auto-labels agent-forecasting pedestrian-intent interaction prediction-evaluation behavior-planning
      motion-planning planner-learning parking map-building map-change localization road-semantics
      scenario-mining traffic-agents sensor-simulation data-triage
    adopted: comfort@17`,
  'scene-search': `
    always: scenario-mining
    adopted: camera-objects@18 lanes@12 data-triage@9 signs-and-lights@7
    trial: auto-labels@5-0 map-change@3-0 sensor-simulation@15-13`,
  'dataset-versions': `
    always: lanes camera-objects lidar-objects backbones tracking agent-forecasting planner-learning occupancy
      prediction-evaluation
    adopted: radar-fusion@22 signs-and-lights@20 map-building@20 behavior-planning@11 pedestrian-intent@6
    trial: parking@3-0`,
  'team-folders': `
    always: cabin-vision cabin-speech comfort road-semantics
    lapsed: radar-fusion@21 signs-and-lights@19 map-building@19 behavior-planning@10
    declining: localization@11`,
  'label-desk': `
    always: lanes signs-and-lights camera-objects lidar-objects occupancy tracking pedestrian-intent cabin-vision
      road-semantics map-building parking
    adopted: radar-fusion@16
    lapsed: localization@12`,
  'auto-label': `
    always: auto-labels
    adopted: occupancy@15 lidar-objects@9
    trial: lanes@4-0 tracking@20-19`,
  'label-audit': `
    always: signs-and-lights
    adopted: lanes@14
    trial: lidar-objects@9-9`,
  'feature-store': `
    always: agent-forecasting behavior-planning planner-learning interaction tracking
    adopted: motion-planning@17 scenario-mining@17 occupancy@13 pedestrian-intent@5
    trial: lidar-objects@3-0
    lapsed: localization@8`,
  'sql-feature-tables': `
    always: map-building comfort
    lapsed: motion-planning@16 pedestrian-intent@5
    declining: parking@10`,
  'feature-cache': `
    always: camera-objects
    adopted: lanes@14 tracking@13 pedestrian-intent@13 parking@12 planner-learning@12 traffic-agents@11
      road-semantics@10 signs-and-lights@9 data-triage@9 backbones@8 scenario-mining@7 agent-forecasting@6
    trial: motion-planning@16-15 auto-labels@7-6
    lapsed: cabin-vision@10`,
  trainer: `
    always: lanes signs-and-lights camera-objects lidar-objects occupancy tracking radar-fusion backbones
      auto-labels agent-forecasting pedestrian-intent interaction behavior-planning motion-planning parking
      map-building localization road-semantics scenario-mining traffic-agents prediction-evaluation
    adopted: data-triage@20 cabin-vision@19
    trial: planner-learning@18-16 sensor-simulation@4-0`,
  'elastic-queue': `
    always: backbones planner-learning
    adopted: agent-forecasting@14 camera-objects@14 lidar-objects@13 behavior-planning@12 occupancy@12
      localization@11 radar-fusion@10 sensor-simulation@10 interaction@9 motion-planning@8 map-building@7
      cabin-vision@6
    trial: signs-and-lights@12-10 road-semantics@9-8`,
  'spot-pool': `
    always: auto-labels
    adopted: traffic-agents@21 parking@3
    trial: scenario-mining@14-12 cabin-speech@2-0`,
  'dev-pods': `
    always: lanes signs-and-lights camera-objects lidar-objects occupancy tracking backbones auto-labels
      agent-forecasting pedestrian-intent interaction behavior-planning planner-learning motion-planning
      map-building localization scenario-mining traffic-agents sensor-simulation cabin-vision
    adopted: data-triage@20 road-semantics@19
    declining: radar-fusion@12`,
  'sweep-service': `
    always: planner-learning backbones
    adopted: agent-forecasting@21 camera-objects@4
    trial: tracking@10-9 lanes@2-0`,
  'step-profiler': `
    always: backbones camera-objects
    trial: lidar-objects@8-8 tracking@11-11`,
  'eval-suite': `
    always: backbones prediction-evaluation
    adopted: camera-objects@14 tracking@14 pedestrian-intent@13 occupancy@12 comfort@12 traffic-agents@11
      localization@11 signs-and-lights@10 planner-learning@9 map-change@8 cabin-speech@8 agent-forecasting@7
    trial: parking@9-8 lanes@1-0
    declining: data-triage@10`,
  'golden-sets': `
    always: camera-objects lanes signs-and-lights pedestrian-intent prediction-evaluation
    adopted: tracking@10
    trial: occupancy@6-6`,
  'regression-bisect': `
    trial: lanes@6-5 agent-forecasting@3-2 camera-objects@1-0`,
  'simulation-farm': `
    always: behavior-planning motion-planning planner-learning agent-forecasting scenario-mining traffic-agents
      sensor-simulation
    adopted: comfort@14 interaction@10 parking@8
    trial: lidar-objects@5-3 occupancy@2-0`,
  'log-replay': `
    always: camera-objects planner-learning
    adopted: tracking@16 lidar-objects@11
    trial: localization@9-8`,
  'scenario-bank': `
    always: behavior-planning motion-planning scenario-mining
    adopted: interaction@9
    trial: comfort@4-0`,
  'model-registry': `
    always: lanes signs-and-lights camera-objects lidar-objects occupancy tracking radar-fusion backbones
      agent-forecasting pedestrian-intent behavior-planning motion-planning map-building localization
      cabin-vision data-triage
    adopted: interaction@16 parking@12 road-semantics@9`,
  'onboard-compiler': `
    always: lanes signs-and-lights camera-objects lidar-objects occupancy tracking radar-fusion
    adopted: pedestrian-intent@9 cabin-vision@13
    trial: parking@7-5 data-triage@3-0`,
  'shadow-drive': `
    adopted: lanes@15 camera-objects@12
    trial: tracking@6-5 behavior-planning@2-0`,
  'model-ci': `
    always: lanes camera-objects backbones agent-forecasting planner-learning lidar-objects prediction-evaluation
    adopted: interaction@18 tracking@15 occupancy@10`,
};

/** Where a team's YAML and its runs disagree, on purpose. */
export const DECLARATION_DIFFERENCES = {
  /** In use, and the team has not said so. */
  notDeclared: [
    ['interaction', 'elastic-queue'],
    ['occupancy', 'eval-suite'],
    ['parking', 'feature-cache'],
    ['lidar-objects', 'auto-label'],
    ['scenario-mining', 'feature-store'],
    ['tracking', 'dataset-versions'],
    ['radar-fusion', 'onboard-compiler'],
  ],
  /** The team says yes, and no run shows it. */
  notSeen: [
    ['map-change', 'label-desk'],
    ['comfort', 'dataset-versions'],
    ['pedestrian-intent', 'simulation-farm'],
    ['road-semantics', 'shadow-drive'],
  ],
  /** Stopped, and the team's YAML still says yes. */
  stillDeclared: [
    ['cabin-vision', 'feature-cache'],
    ['localization', 'feature-store'],
    ['localization', 'label-desk'],
    ['data-triage', 'eval-suite'],
    ['radar-fusion', 'dev-pods'],
  ],
} as const satisfies Record<string, readonly (readonly [string, string])[]>;

/** Offerings that no run can show: what is known of them is what teams say. */
export const ONLY_DECLARED: Readonly<Record<string, readonly string[]>> = {
  'checkpoint-kit': [
    'lanes',
    'camera-objects',
    'lidar-objects',
    'occupancy',
    'backbones',
    'agent-forecasting',
    'planner-learning',
    'sensor-simulation',
    'tracking',
  ],
  'metric-catalog': [
    'prediction-evaluation',
    'agent-forecasting',
    'camera-objects',
    'lanes',
    'tracking',
    'motion-planning',
  ],
  'experiment-tracker': [
    'lanes',
    'signs-and-lights',
    'camera-objects',
    'lidar-objects',
    'occupancy',
    'tracking',
    'backbones',
    'agent-forecasting',
    'pedestrian-intent',
    'planner-learning',
    'map-building',
    'localization',
    'scenario-mining',
    'cabin-speech',
  ],
};
