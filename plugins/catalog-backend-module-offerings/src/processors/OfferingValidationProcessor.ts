import { Entity } from '@backstage/catalog-model';
import { InputError } from '@backstage/errors';
import { CatalogProcessor } from '@backstage/plugin-catalog-node';
import { OFFERING_KIND, parseOffering } from '@mli/plugin-offerings-common';

/**
 * Refuses a faulty Offering with a sentence for each fault. The catalog validates it against the model's schema
 * too, whose messages are those of a schema compiler; this one therefore runs first.
 */
export class OfferingValidationProcessor implements CatalogProcessor {
  readonly #stages: readonly string[];

  constructor(options: { stages: readonly string[] }) {
    this.#stages = options.stages;
  }

  getProcessorName(): string {
    return 'OfferingValidationProcessor';
  }

  getPriority(): number {
    return 10;
  }

  async validateEntityKind(entity: Entity): Promise<boolean> {
    if (entity.kind !== OFFERING_KIND) {
      return false;
    }
    const { faults } = parseOffering(entity, { stages: this.#stages });
    if (faults.length) {
      throw new InputError(
        `The Offering ${entity.metadata.name} is not valid: ${faults
          .map(fault => fault.message)
          .join('; ')}`,
      );
    }
    return true;
  }
}
