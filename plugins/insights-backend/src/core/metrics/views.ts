import {
  RUN_CLASSES,
  RunClass,
  TRIGGERS,
  Trigger,
} from '@mli/plugin-insights-common';
import { MetricView } from './MetricQuery';

const DEFAULT_TRIGGERS: readonly Trigger[] = ['human', 'unknown'];
const DEFAULT_RUN_CLASSES: readonly RunClass[] = ['full'];

export function triggersOf(view: MetricView): readonly Trigger[] {
  if (view.triggers === 'default') {
    return DEFAULT_TRIGGERS;
  }
  return view.triggers === 'all' ? TRIGGERS : [view.triggers];
}

export function runClassesOf(view: MetricView): readonly RunClass[] {
  if (view.runClasses === 'default') {
    return DEFAULT_RUN_CLASSES;
  }
  return view.runClasses === 'all' ? RUN_CLASSES : [view.runClasses];
}

export function isDefaultView(view: MetricView): boolean {
  return view.triggers === 'default' && view.runClasses === 'default';
}
