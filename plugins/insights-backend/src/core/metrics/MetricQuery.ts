import {
  MetricGrouping,
  MetricId,
  RunClass,
  Trigger,
} from '@mli/plugin-insights-common';
import { NamedWindow } from './windows';

/** The one narrowing that a releasable node may have besides unit and window. */
export type Facet =
  | { readonly kind: 'none' }
  | {
      readonly kind: 'stage' | 'offering' | 'source' | 'component';
      readonly value: string;
    };

/** Which runs are looked at. */
export interface MetricView {
  readonly triggers: 'default' | 'all' | Trigger;
  readonly runClasses: 'default' | 'all' | RunClass;
}

/** What a metric says unless asked otherwise: human and unknown triggers, run class full. */
export const DEFAULT_VIEW: MetricView = {
  triggers: 'default',
  runClasses: 'default',
};

/** `source-history`: all of one source, which is not a window and is always shown. */
export type WindowRequest =
  | { readonly kind: 'closed'; readonly window: NamedWindow }
  | { readonly kind: 'all' }
  | { readonly kind: 'source-history' };

export interface MetricQuery {
  readonly metric: MetricId;
  /** Full lower-case ref; undefined stands for the whole company. */
  readonly team?: string;
  readonly facet: Facet;
  readonly view: MetricView;
  readonly window: WindowRequest;
  readonly groupBy?: MetricGrouping;
  readonly format: 'json' | 'csv';
}
