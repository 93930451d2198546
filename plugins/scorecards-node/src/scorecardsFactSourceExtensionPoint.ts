import { createExtensionPoint } from '@backstage/backend-plugin-api';
import type { FactSource } from './FactSource';

export interface ScorecardsFactSourceExtensionPoint {
  /** Ids of sources and of facts must not be taken yet. */
  addFactSource(source: FactSource): void;
}

/** How a module brings facts of its own into scorecards. */
export const scorecardsFactSourceExtensionPoint =
  createExtensionPoint<ScorecardsFactSourceExtensionPoint>({
    id: 'scorecards.fact-source',
  });
