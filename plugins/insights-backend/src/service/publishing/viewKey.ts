import { MetricView } from '../../core/metrics/MetricQuery';

/** The name under which a view is stored. */
export function viewKey(view: MetricView): string {
  return JSON.stringify([view.triggers, view.runClasses]);
}

/** A view as another version of the portal may have stored it. */
export function readView(key: string): MetricView | undefined {
  const [triggers, runClasses] = JSON.parse(key) as [
    MetricView['triggers']?,
    MetricView['runClasses']?,
  ];
  return triggers && runClasses ? { triggers, runClasses } : undefined;
}
