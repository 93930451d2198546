/**
 * `name | type | description`, by owning team. After the type: `!` runs on a schedule, `?` is experimental.
 */
export const PERCEPTION_COMPONENTS: Readonly<Record<string, string>> = {
  lanes: `
    lane-net | model | Lane lines and road edges as splines, 80 m ahead; in every van since release 24.2
    lane-net-training | training-pipeline ! | Trains Lane Net every second night on whatever was labeled the day before
    lane-net-distill | training-pipeline | Squeezes the large Lane Net into 11 ms on the vehicle computer
    merge-heads | training-pipeline ? | Separate heads for merges and splits, where the old model draws a third line
    lanes-eu | dataset ! | 1.9 million frames from nine countries, balanced by weather
    lanes-construction | dataset | Yellow lines, cones and the white lines that no longer count
    lane-priors | feature-set ! | Expected lane count and curvature from the map, as model inputs
    lanes-core | evaluation-suite ! | The 14 slices a lane model must not lose, night rain first
    lanes-in-traffic | simulation-suite | Does the planner still keep the lane when the model is wrong by 20 cm
    lane-lab | notebook-project | Shared notebooks: error maps, weekly failures, plots for the review
  `,
  'signs-and-lights': `
    light-net | model | Traffic light states with relevance for our lane, at 12 Hz
    sign-net | model | 412 kinds of signs; falls back to "unknown sign" rather than to a guess
    light-training | training-pipeline ! | Trains Light Net on sequences, because one frame cannot tell a blink from a failure
    sign-training | training-pipeline | Few-shot training for signs with under 200 examples
    signs-eu | dataset | 640,000 crops with country, mounting and occlusion
    lights-sequences | dataset ! | Eight seconds around every light that changed
    lights-core | evaluation-suite ! | Red called green, per hour driven; everything else is detail
    signs-night | evaluation-suite | Retroreflection, headlight glare and the LED signs that flicker
    sign-notebooks | notebook-project | Where new countries start
  `,
  'camera-objects': `
    ring-detector | model | Objects around the vehicle from seven cameras at once
    ring-training | training-pipeline ! | The large weekly training on 64 GPUs
    ring-finetune | training-pipeline | Half-day fine-tuning on mined hard cases
    far-vehicles | training-pipeline ? | A second stage for things under 20 pixels
    objects-main | dataset ! | 3.1 million frames, 22 classes, refreshed on Mondays
    objects-hard | dataset | Everything the last release missed, by cause
    rare-things | dataset | Sofas, deer, a canoe: 4,100 frames of what should not be there
    objects-core | evaluation-suite ! | Recall by distance and class against the released model
    objects-night | evaluation-suite | The same, lit by our own headlights only
    objects-replay | simulation-suite | Replays of 300 phantom brakings
    ring-lab | notebook-project | Error browsing and one-off plots
  `,
  'lidar-objects': `
    pillar-detector | model | Boxes from 300,000 points in 9 ms
    pillar-training | training-pipeline ! | Trains on ten stacked sweeps with ground removed
    long-range | training-pipeline ? | Sparse attention beyond 120 m
    lidar-main | dataset ! | 820,000 sweeps with reviewed cuboids
    lidar-rain | dataset | Spray, ghosts and puddles
    ground-features | feature-set ! | Local ground height and slope per cell
    lidar-core | evaluation-suite ! | Range-weighted precision with a floor for people
    lidar-degraded | evaluation-suite | One sensor blind, one dirty, one misaligned by half a degree
    lidar-loop | simulation-suite | Closed loop with rendered point clouds
    lidar-notes | notebook-project | Investigations, one notebook per ticket
  `,
  occupancy: `
    voxel-net | model | Free, moving or unknown for 2.4 million cells, ten times a second
    voxel-training | training-pipeline ! | Self-supervised on what the next second reveals
    flow-heads | training-pipeline | Velocity per cell, from pairs of frames
    occupancy-city | dataset ! | Dense urban drives with a second lidar as witness
    occupancy-yards | dataset | Loading yards, where nothing has a class
    visibility-features | feature-set ! | What could be seen from where, precomputed by ray casting
    occupancy-core | evaluation-suite ! | False free space, in cubic metres per kilometre
    occupancy-closed-loop | simulation-suite | Yards with pallets in the way
    voxel-lab | notebook-project | Renderings and failure tours
  `,
  tracking: `
    track-net | model | Learned association through two seconds of occlusion
    track-training | training-pipeline ! | Trains on whole drives; the longest queue in the company
    reid-embeddings | training-pipeline | Same van, other camera
    smoother | training-pipeline ? | Offline smoother that sees the future, to make reference tracks
    tracks-main | dataset ! | 96,000 tracks with reviewed identity
    tracks-crowded | dataset | Markets, school gates, the Saturday before Christmas
    motion-features | feature-set ! | Short histories of position, heading and size
    tracks-core | evaluation-suite ! | Identity switches per hour, and how long the ghost lives
    tracks-occlusion | evaluation-suite | Behind trams and vans only
    track-loop | simulation-suite | How late the planner brakes when a track starts late
    tracking-lab | notebook-project | Ghost of the week
  `,
  'radar-fusion': `
    radar-net | model | Doppler-first fusion that still works when cameras do not
    radar-training | training-pipeline ! | Trains on raw returns, not on the vendor's objects
    radar-calibration | training-pipeline | Learns the mounting angle from traffic
    radar-rain | dataset ! | 400 hours of rain, sorted by millimetres
    radar-tunnels | dataset | Multipath, and the truck that was on the ceiling
    radar-features | feature-set | Velocity ambiguity resolved over three scans
    radar-core | evaluation-suite ! | Range rate error for everything that may cross our path
    radar-notes | notebook-project | Plots of things radars believe
  `,
  backbones: `
    camera-backbone | model | Shared image encoder of nine production models
    lidar-backbone | model | Shared point encoder, second generation
    camera-pretrain | training-pipeline ! | Self-supervised pretraining on 40 million frames, 256 GPUs, nine days
    lidar-pretrain | training-pipeline | Masked sweeps; what is behind the hole
    joint-pretrain | training-pipeline ? | One encoder for both; promising, hungry
    backbone-distill | training-pipeline ! | Three sizes from one teacher
    lake-sample | dataset ! | A balanced sample of the whole lake, one frame in 900
    probe-tasks | dataset | Six small tasks that say whether an encoder is any good
    backbone-probes | evaluation-suite ! | Linear probes on the six tasks, over night
    downstream-gate | evaluation-suite | Fine-tunes two customers' models before a release
    backbone-lab | notebook-project | Ablations and scaling plots
    encoder-server | service | Embeddings on request, for Scene Search and for notebooks
  `,
  'auto-labels': `
    offline-perception | model | Looks at a whole drive, forwards and backwards, and writes reference labels
    offline-training | training-pipeline ! | Trains on the reviewed part of its own output
    offline-drives | dataset | 2,200 drives reviewed end to end
    offline-labels | dataset ! | What it wrote last month, with its own doubts
    label-agreement | evaluation-suite ! | Against two human annotators who disagree with each other
    offline-notes | notebook-project | Where it is wrong and does not know it
  `,
};
