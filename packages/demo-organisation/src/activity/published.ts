/**
 * Published figures the activity is drawn from. Each is one row of one table; the names of columns are theirs.
 *
 * Helios: Hu et al., "Characterization and Prediction of Deep Learning Workloads in Large-Scale GPU
 * Datacenters", SC'21; `helios_cluster_summary.csv` of the HeliosArtifact, MIT.
 * Acme: Hu et al., "Characterization of Large Language Model Development in the Datacenter", NSDI'24;
 * `cluster_summary.csv` of AcmeTrace, CC-BY-4.0.
 */
export interface PublishedWorkload {
  readonly source: string;
  readonly medianRunSeconds: number;
  readonly meanRunSeconds: number;
  readonly medianQueueSeconds: number;
  readonly meanQueueSeconds: number;
  /** Shares of all jobs. */
  readonly outcomes: {
    readonly succeeded: number;
    readonly cancelled: number;
    readonly failed: number;
  };
  readonly meanGpus?: number;
}

/** Training: all GPU jobs of the four Helios clusters. */
export const HELIOS_GPU: PublishedWorkload = {
  source:
    'helios_cluster_summary.csv, row "total": med_run_time_gpu, avg_run_time_gpu, med_que_time_gpu, avg_que_time_gpu, complete_rate_gpu, cancel_rate_gpu, fail_rate_gpu, avg_gpu_num',
  medianRunSeconds: 206,
  meanRunSeconds: 6651.681,
  medianQueueSeconds: 0,
  meanQueueSeconds: 862.047,
  outcomes: { succeeded: 0.624, cancelled: 0.221, failed: 0.155 },
  meanGpus: 3.716,
};

/** Simulation: CPU jobs of the Helios cluster Venus. */
export const HELIOS_VENUS_CPU: PublishedWorkload = {
  source:
    'helios_cluster_summary.csv, row "Venus": med_run_time_cpu, avg_run_time_cpu, med_que_time_cpu, avg_que_time_cpu, complete_rate_cpu, cancel_rate_cpu, fail_rate_cpu',
  medianRunSeconds: 21,
  meanRunSeconds: 1649.859,
  medianQueueSeconds: 0,
  meanQueueSeconds: 773.009,
  outcomes: { succeeded: 0.86, cancelled: 0.097, failed: 0.043 },
};

/** Evaluation: GPU jobs of the Acme cluster Seren, most of which evaluate models. */
export const ACME_SEREN_GPU: PublishedWorkload = {
  source:
    'cluster_summary.csv, row "Seren": med_run_time_gpu, avg_run_time_gpu, med_que_time_gpu, avg_que_time_gpu, complete_rate_gpu, cancel_rate_gpu, fail_rate_gpu',
  medianRunSeconds: 122,
  meanRunSeconds: 1414.335,
  medianQueueSeconds: 1,
  meanQueueSeconds: 445.984,
  outcomes: { succeeded: 0.497, cancelled: 0.075, failed: 0.429 },
};

/** Data work: CPU jobs of the Acme cluster Seren. */
export const ACME_SEREN_CPU: PublishedWorkload = {
  source:
    'cluster_summary.csv, row "Seren": med_run_time_cpu, avg_run_time_cpu, med_que_time_cpu, avg_que_time_cpu, complete_rate_cpu, cancel_rate_cpu, fail_rate_cpu',
  medianRunSeconds: 14,
  meanRunSeconds: 733.894,
  medianQueueSeconds: 1,
  meanQueueSeconds: 4.813,
  outcomes: { succeeded: 0.858, cancelled: 0.039, failed: 0.102 },
};
