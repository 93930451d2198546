import { createExtensionPoint } from '@backstage/backend-plugin-api';
import { PullSource } from './PullSource';

export interface InsightsPullSourceExtensionPoint {
  /** @throws Error where the name is taken or is not one */
  addPullSource(source: PullSource): void;
}

/** Where modules of the insights plugin add what it pulls runs from. */
export const insightsPullSourceExtensionPoint =
  createExtensionPoint<InsightsPullSourceExtensionPoint>({
    id: 'insights.pull-source',
  });
