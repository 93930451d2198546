import {
  InsightsPullSourceExtensionPoint,
  PullSource,
} from '@mli/plugin-insights-node';

const NAME = /^[a-z0-9][a-z0-9-]{0,62}$/;

/** What modules add before the plugin starts. */
export class PullSourceRegistry implements InsightsPullSourceExtensionPoint {
  readonly #sources = new Map<string, PullSource>();

  addPullSource(source: PullSource): void {
    if (!NAME.test(source.name)) {
      throw new Error(
        `A pull source is named '${source.name}'; use 1 to 63 lower-case letters, digits and dashes.`,
      );
    }
    if (this.#sources.has(source.name)) {
      throw new Error(
        `Two pull sources are named '${source.name}'; names are unique.`,
      );
    }
    this.#sources.set(source.name, source);
  }

  list(): PullSource[] {
    return [...this.#sources.values()];
  }
}
