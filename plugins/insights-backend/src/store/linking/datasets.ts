import { Knex } from 'knex';
import { DatasetName } from '../../core/runs/observation';
import { rowsOf } from '../rows';

export interface RunDataset extends DatasetName {
  readonly runId: string;
  readonly role: 'input' | 'output';
}

/**
 * Keeps what runs read and write; what is known stays. Missing datasets are added in the order of their unique key,
 * so that two writers of the same ones wait for each other instead of deadlocking.
 */
export async function insertRunDatasets(
  tx: Knex,
  datasets: readonly RunDataset[],
): Promise<void> {
  if (datasets.length === 0) {
    return;
  }
  const names = new Map(
    datasets.map(item => [`${item.namespace}\n${item.name}`, item]),
  );
  await rowsOf(
    tx,
    `insert into dataset (namespace, name)
     select namespace, name from unnest(?::text[], ?::text[]) as k (namespace, name)
     where not exists (
       select from dataset d where text_key(d.namespace, d.name) = text_key(k.namespace, k.name)
     )
     order by text_key(namespace, name)
     on conflict do nothing`,
    [
      [...names.values()].map(item => item.namespace),
      [...names.values()].map(item => item.name),
    ],
  );
  await rowsOf(
    tx,
    `insert into run_dataset (run_id, dataset_id, role)
     select distinct k.run_id, d.id, k.role
     from unnest(?::bigint[], ?::text[], ?::text[], ?::text[]) as k (run_id, namespace, name, role)
     join dataset d on text_key(d.namespace, d.name) = text_key(k.namespace, k.name)
     order by 1, 2, 3
     on conflict do nothing`,
    [
      datasets.map(item => item.runId),
      datasets.map(item => item.namespace),
      datasets.map(item => item.name),
      datasets.map(item => item.role),
    ],
  );
}
