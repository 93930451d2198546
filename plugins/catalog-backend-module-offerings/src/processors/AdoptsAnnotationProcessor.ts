import { LoggerService } from '@backstage/backend-plugin-api';
import {
  Entity,
  getCompoundEntityRef,
  parseEntityRef,
} from '@backstage/catalog-model';
import { LocationSpec } from '@backstage/plugin-catalog-common';
import {
  CatalogProcessor,
  CatalogProcessorCache,
  CatalogProcessorEmit,
  processingResult,
} from '@backstage/plugin-catalog-node';
import {
  RELATION_ADOPTED_BY,
  RELATION_ADOPTS,
  parseAdopts,
} from '@mli/plugin-offerings-common';

const LOGGED_FAULTS = 'logged-faults';

/**
 * Relates Groups to the Offerings of their annotation `mli.internal/adopts`. Components have the annotation too,
 * without relations: thousands of them on one Offering would make it hundreds of kilobytes.
 */
export class AdoptsAnnotationProcessor implements CatalogProcessor {
  readonly #logger: LoggerService;

  constructor(options: { logger: LoggerService }) {
    this.#logger = options.logger;
  }

  getProcessorName(): string {
    return 'AdoptsAnnotationProcessor';
  }

  async postProcessEntity(
    entity: Entity,
    _location: LocationSpec,
    emit: CatalogProcessorEmit,
    cache: CatalogProcessorCache,
  ): Promise<Entity> {
    if (entity.kind !== 'Group') {
      return entity;
    }
    const { offerings, faults } = parseAdopts(entity);
    await this.#logOnce(faults, cache);

    const source = getCompoundEntityRef(entity);
    for (const offering of offerings) {
      const target = parseEntityRef(offering);
      emit(
        processingResult.relation({ source, type: RELATION_ADOPTS, target }),
      );
      emit(
        processingResult.relation({
          source: target,
          type: RELATION_ADOPTED_BY,
          target: source,
        }),
      );
    }
    return entity;
  }

  /**
   * A fault is no reason to refuse the Group: its team would vanish from the portal over a typing error. Entities
   * are processed again every few minutes, so that a fault is logged when it is new.
   */
  async #logOnce(
    faults: string[],
    cache: CatalogProcessorCache,
  ): Promise<void> {
    const logged = (await cache.get<string[]>(LOGGED_FAULTS)) ?? [];
    for (const fault of faults) {
      if (!logged.includes(fault)) {
        this.#logger.warn(fault);
      }
    }
    await cache.set(LOGGED_FAULTS, faults);
  }
}
