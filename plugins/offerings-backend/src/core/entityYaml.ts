import { Entity } from '@backstage/catalog-model';
import { stringify } from 'yaml';

/** As one would write it into a `catalog-info.yaml`. */
export function entityYaml(entity: Entity): string {
  return stringify(entity, { lineWidth: 100 });
}
