/** Tags, fields and environment variables that hold the id another system gave the same run. */
const SYSTEMS: Readonly<Record<string, string>> = {
  slurm_job_id: 'slurm',
  slurm_jobid: 'slurm',
  mlflow_run_id: 'mlflow',
  mlflow_runid: 'mlflow',
  openlineage_run_id: 'openlineage',
  openlineage_runid: 'openlineage',
  kubernetes_pod_uid: 'kubernetes',
  k8s_pod_uid: 'kubernetes',
  pod_uid: 'kubernetes',
  pod_name: 'pod',
  k8s_pod_name: 'pod',
  kubernetes_pod_name: 'pod',
  spark_application_id: 'spark',
  ray_job_id: 'ray',
  ray_submission_id: 'ray',
  wandb_run_id: 'wandb',
  argo_workflow_uid: 'argo',
};

const MOST_IDS = 20;

/** Whether a key, written as `meaningOf` writes it, takes part in an external id. */
export function isExternalIdKey(key: string): boolean {
  return (
    Object.hasOwn(SYSTEMS, key) ||
    key === 'external_id' ||
    key === 'external_ids' ||
    key.startsWith('slurm_array_') ||
    key === 'slurm_cluster_name'
  );
}

/**
 * The external ids that tags say, by their plain keys.
 *
 * Job ids of Slurm are unique within a cluster: where the cluster is told it is a part of the id
 * (`slurm:<cluster>/<job>`). A task of an array has an id of its own and goes by `<array>_<task>` too; the id of the
 * array alone is that of many jobs.
 */
export function externalIdsOf(said: ReadonlyMap<string, string>): string[] {
  const cluster = said.get('slurm_cluster_name');
  const slurm = (job: string) =>
    cluster === undefined ? `slurm:${job}` : `slurm:${cluster}/${job}`;
  const ids: string[] = [];
  for (const [key, value] of said) {
    const system = Object.hasOwn(SYSTEMS, key) ? SYSTEMS[key] : undefined;
    if (system === 'slurm') {
      ids.push(slurm(value));
    } else if (system !== undefined) {
      ids.push(`${system}:${value}`);
    } else if (key === 'external_id' || key === 'external_ids') {
      ids.push(...value.split(',').map(id => id.trim()));
    }
  }
  const array = said.get('slurm_array_job_id');
  const task = said.get('slurm_array_task_id');
  if (array !== undefined && task !== undefined) {
    ids.push(slurm(`${array}_${task}`));
  }
  return ids.filter(id => id !== '' && id.length <= 500).slice(0, MOST_IDS);
}
