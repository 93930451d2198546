import { InsightsFact } from '@mli/plugin-insights-common';
import { MetricsCaller } from './MetricsCaller';

/** Facts of an area that is made after the one that answers for them. */
export interface FactSource {
  /** Changes when its facts do. */
  version(): Promise<string>;
  facts(caller: MetricsCaller, now: Date): Promise<InsightsFact[]>;
}

/** Where areas bring their facts; `GET /facts` tells them together with the others. */
export class FactSources implements FactSource {
  readonly #sources: FactSource[] = [];

  add(source: FactSource): void {
    this.#sources.push(source);
  }

  async version(): Promise<string> {
    const versions = this.#sources.map(source => source.version());
    return (await Promise.all(versions)).join('|');
  }

  async facts(caller: MetricsCaller, now: Date): Promise<InsightsFact[]> {
    const facts = this.#sources.map(source => source.facts(caller, now));
    return (await Promise.all(facts)).flat();
  }
}
