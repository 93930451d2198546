/** What runs behind the offerings; the same notation as in perception.ts. */
export const PLATFORM_COMPONENTS: Readonly<Record<string, string>> = {
  'data-lake': `
    dock-reader | service | Reads vehicle disks in the depots
    drive-api | service | Serves decoded drives to notebooks and jobs
    drive-catalog | dataset ! | One row per drive: vehicle, route, calibration, consent
  `,
  'dataset-services': `
    version-ledger | service | Records dataset versions
    scene-index-builder | service ! | Embeds last night's drives
  `,
  labeling: `
    label-desk-web | service | The tool in which labels are made and reviewed
    prelabel-runner | service | Runs offline perception on orders
  `,
  'feature-platform': `
    feature-server | service | Online feature reads
    cache-manager | service | Decides what stays on flash
    feature-parity | evaluation-suite ! | Compares training and vehicle values, every feature, every night
  `,
  trainer: `
    trainer-core | service | The training loop everybody shares
    sweep-controller | service | Starts and stops trials
  `,
  'compute-platform': `
    queue-controller | service | Places and resizes jobs
    pod-gateway | service | Opens dev pods
    fabric-benchmark | evaluation-suite ! | All-reduce over every link, weekly
  `,
  'experiment-tools': `
    tracking-api | service | MLflow with our sign-in in front
    profile-explainer | model | Turns a trace into a sentence
  `,
  'developer-experience': `
    runner-images | service | The images in which everything runs
    ci-controller | service | Hands checks to GPU runners
  `,
  'eval-platform': `
    evalsuite-runner | service | Schedules evaluations
    golden-twins | dataset ! | Free-to-use twins of the golden sets
    leak-check | evaluation-suite ! | Golden frames in training versions; must be zero
  `,
  'simulation-platform': `
    farm-scheduler | service | Spreads scenarios over 90,000 cores
    determinism-check | simulation-suite ! | The same scenario twice, byte by byte
  `,
  'model-delivery': `
    registry-api | service | Models, approvals, vehicles
    shadow-slots | service | Puts candidates into vans
  `,
  'onboard-runtime': `
    compiler-service | service | Compiles and calibrates
    bench-runner | service | Measures on the rack
  `,
};
