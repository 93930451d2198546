/** Prediction, planning and fleet; the same notation as in perception.ts. */
export const PREDICTION_AND_PLANNING_COMPONENTS: Readonly<
  Record<string, string>
> = {
  'agent-forecasting': `
    forecast-net | model | Six futures for each of 64 agents, with honest probabilities
    forecast-training | training-pipeline ! | Trains on what happened eight seconds later
    forecast-long-tail | training-pipeline | Re-weighted towards U-turns, reversing and people in costumes
    cyclist-forecasts | training-pipeline ? | A model of its own for those who ignore lanes
    forecast-drives | dataset ! | 5.2 million agent tracks with map context
    forecast-rare | dataset | 31,000 tracks the released model gave less than one percent
    agent-features | feature-set ! | Histories, headings and lane relations, at 10 Hz
    forecast-core | evaluation-suite ! | Miss rate and calibration by road type
    forecast-closed-loop | simulation-suite ! | Does a better forecast make a better drive
    forecast-lab | notebook-project | Plots of futures
  `,
  'pedestrian-intent': `
    intent-net | model | Crossing, waiting or unaware, from pose and gaze
    intent-training | training-pipeline ! | Trains on two seconds of pose
    pose-training | training-pipeline | The pose model below it
    crossings | dataset ! | 74,000 people at the kerb, and what they did
    school-gates | dataset | Children only, reviewed by two people
    pose-features | feature-set ! | Body angles and gaze, smoothed
    intent-core | evaluation-suite ! | Surprised crossings per thousand; false alarms beside it
    intent-loop | simulation-suite | Occluded crossings with and without intent
    intent-lab | notebook-project | Clips with arrows
  `,
  interaction: `
    yield-net | model | Joint forecasts for pairs and triples of agents
    yield-training | training-pipeline ! | Trains on merges, roundabouts and unprotected turns
    game-heads | training-pipeline ? | A small game on top of the forecast
    merges | dataset ! | 44,000 merges with who went first
    interaction-graph | feature-set ! | Who could be in whose way, per second
    yield-core | evaluation-suite ! | Inconsistent pairs: both go, or both wait for ever
    merge-loop | simulation-suite ! | 900 merges against reactive agents
    interaction-lab | notebook-project | Replays with arrows of influence
  `,
  'prediction-evaluation': `
    forecast-benchmark | evaluation-suite ! | The benchmark every forecast is judged by, since 2023
    calibration-benchmark | evaluation-suite ! | Is 30 percent really 30 percent
    benchmark-drives | dataset ! | The drives behind it, frozen each quarter
    metric-studies | notebook-project | Which metric predicts disengagements, and which only pretends
    noise-floor | training-pipeline | Trains the same model with 20 seeds, to know what a difference means
  `,
  'behavior-planning': `
    choice-net | model | Yield, follow, pass or stop, with reasons
    choice-training | training-pipeline ! | Trains on decisions of safety drivers
    courtesy | training-pipeline ? | Learns when not to insist
    decisions | dataset ! | 210,000 decisions with the alternatives
    takeovers | dataset | Every takeover and what the driver said
    scene-features | feature-set ! | Gaps, priorities and sight lines
    choice-core | evaluation-suite ! | Agreement with drivers where they agree with each other
    city-suite | simulation-suite ! | 3,000 urban scenarios before each merge to main
    roundabouts | simulation-suite | Small, large and the one in the harbour
    behavior-lab | notebook-project | Decision reviews
  `,
  'motion-planning': `
    path-prior | model | Proposes 32 trajectories to the optimiser
    path-training | training-pipeline ! | Trains on the optimiser's own answers, found overnight
    expert-paths | dataset ! | A million kilometres of good driving
    dynamics-features | feature-set | Load, tyre and slope corrections
    path-core | evaluation-suite ! | How often the optimiser had to save the proposal
    obstacle-course | simulation-suite ! | Cones, doors, cargo bikes
    emergency-suite | simulation-suite | Full braking, full swerve, both
    motion-lab | notebook-project | Trajectory plots
  `,
  'planner-learning': `
    cost-net | model | Learned costs on top of the hand-written ones
    imitation-training | training-pipeline ! | Behaviour cloning with corrections from simulation
    cost-training | training-pipeline ! | Preferences of reviewers turned into a cost
    offline-rl | training-pipeline ? | Reinforcement learning from logs; three good weeks so far
    world-model | training-pipeline ? | A latent simulator that is cheap and almost right
    expert-drives | dataset ! | Drives by the twelve best safety drivers
    preferences | dataset | 18,000 pairs of trajectories, the better one marked
    planner-features | feature-set ! | The scene as the planner sees it
    planner-core | evaluation-suite ! | Open-loop agreement, a necessary condition and no more
    planner-closed-loop | simulation-suite ! | The sufficient one
    planner-long | simulation-suite | 500 km virtual drives
    planner-lab | notebook-project | Ideas, most of them wrong
  `,
  comfort: `
    ride-model | model | Predicts how a passenger would rate a kilometre
    ride-training | training-pipeline | Trains on ratings of 140 volunteers
    ride-ratings | dataset | 9,000 rated kilometres
    jerk-features | feature-set ! | Jerk and sway by frequency band
    ride-core | evaluation-suite | Rank agreement with the volunteers
    comfort-suite | simulation-suite ! | The same 60 km, before and after
  `,
  parking: `
    dock-net | model | Finds the dock, its edges and the person guiding us in
    dock-training | training-pipeline ! | Trains on rear and side cameras
    docks | dataset ! | 1,300 docks at 210 sites
    hand-signals | dataset | What people wave, by region
    dock-core | evaluation-suite ! | Centimetres at the buffer
    dock-suite | simulation-suite ! | Tight yards, other trucks, rain
    parking-lab | notebook-project | Overlays
  `,
  'data-triage': `
    trigger-net | model | Runs in the vehicle and decides in 2 ms whether a second is worth its upload
    trigger-training | training-pipeline ! | Trains on what engineers later looked at
    novelty-training | training-pipeline ? | Distance to everything we have
    triggers | dataset ! | Every trigger of the fleet and what became of it
    trigger-features | feature-set ! | Cheap scene statistics, computable on the vehicle
    trigger-core | evaluation-suite ! | Useful seconds per uploaded hour
    triage-service | service ! | Sorts the night's uploads by who will want them
  `,
};

/** Mapping, simulation products and cabin. */
export const MAP_SIMULATION_AND_CABIN_COMPONENTS: Readonly<
  Record<string, string>
> = {
  'map-building': `
    map-net | model | Vector map elements from aligned drives
    map-training | training-pipeline ! | Trains against the surveyed city centre
    map-tiles | dataset ! | 14,000 tiles with survey truth
    map-drives | dataset | Drives aligned to two centimetres
    tile-features | feature-set ! | Evidence per tile, accumulated over drives
    map-core | evaluation-suite ! | Missing and invented elements per kilometre
    map-publisher | service ! | Writes the nightly map
    map-lab | notebook-project | Tile reviews
  `,
  'map-change': `
    change-net | model | Says which part of the map is no longer true, and since when
    change-training | training-pipeline | Trains on known construction sites
    changes | dataset ! | 7,700 confirmed changes
    change-core | evaluation-suite ! | Days until noticed; false alarms per thousand kilometres
    change-feed | service ! | Sends confirmed changes to the map team
  `,
  localization: `
    loc-net | model | Matches what we see to what the map says
    loc-training | training-pipeline ! | Trains descriptors that survive snow
    loc-routes | dataset ! | 60 routes, each driven in all four seasons
    tunnels | dataset | 41 tunnels and two ferries
    loc-features | feature-set ! | Wheel, inertial and satellite quality
    loc-core | evaluation-suite ! | Share of time under 10 cm, worst route named
    loc-loop | simulation-suite | Drift injected on purpose
    loc-lab | notebook-project | Drift hunting
  `,
  'road-semantics': `
    rules-net | model | Right of way and lane connectivity from imagery
    rules-training | training-pipeline ! | Graph training over junctions
    junctions | dataset ! | 23,000 junctions with their rules
    junction-features | feature-set | Geometry, signs and habits
    rules-core | evaluation-suite ! | Wrong priority, weighted by traffic
    semantics-lab | notebook-project | Junctions that need a lawyer
  `,
  'scenario-mining': `
    scenario-encoder | model | Embeds eight seconds of traffic, so that alike ones are near
    scenario-training | training-pipeline ! | Contrastive training on cut-ins, merges and crossings
    mined-scenarios | dataset ! | This month's finds, before review
    exposure-tables | dataset | How often does it happen, by road type
    scenario-features | feature-set ! | Time to collision, gaps, sight
    scenario-core | evaluation-suite ! | Do reviewers agree that it is the same situation
    coverage-suite | simulation-suite ! | One scenario per cell of the operational domain
    mining-lab | notebook-project | Finds worth a second look
  `,
  'traffic-agents': `
    agent-policy | model | Simulated drivers, from polite to taxi
    agent-training | training-pipeline ! | Trains against forecasts, checked against logs
    agent-styles | training-pipeline ? | One knob for impatience
    real-traffic | dataset ! | Statistics of 900 junctions
    agent-realism | evaluation-suite ! | Distances between simulated and real traffic
    agent-suite | simulation-suite ! | Ten thousand hours without a crash that no human would make
    agents-lab | notebook-project | Odd behaviour
  `,
  'sensor-simulation': `
    camera-renderer | model | Neural rendering of a drive from elsewhere in the lane
    lidar-renderer | model | The same for point clouds, with dropped returns
    render-training | training-pipeline ! | One model per street, 900 streets
    weather-heads | training-pipeline ? | Adds rain that perception believes
    render-drives | dataset ! | Streets driven at least eight times
    realism-core | evaluation-suite ! | Can perception tell; can a person tell
    realism-gap | simulation-suite ! | The same scenario rendered and real
    render-service | service ! | Frames for Simulation Farm
    render-lab | notebook-project | Artefacts
  `,
  'cabin-vision': `
    gaze-net | model | Where the safety driver looks
    gaze-training | training-pipeline ! | Trains on consenting volunteers only
    volunteers | dataset | 310 volunteers, with consent and expiry
    drowsiness | dataset | Simulator nights
    gaze-core | evaluation-suite ! | Missed microsleeps, by glasses and by age
    gaze-monitor | service ! | Quality of the camera behind the wheel
    cabin-lab | notebook-project | Faces are blurred here too
  `,
  'cabin-speech': `
    command-net | model | 90 commands in five languages over road noise
    command-training | training-pipeline ! | Trains on noise recorded in our own vans
    road-noise | dataset | 600 hours of tyres, rain and radio
    command-core | evaluation-suite ! | Wrong action per thousand commands
    speech-lab | notebook-project | Spectrograms
  `,
};
