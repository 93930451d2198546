import type { OfferingAdopters } from '@mli/plugin-insights-common';
import { formatCounted } from '@mli/plugin-ml-platform-react';
import { OfferingDetails } from '../../model/offeringDetails';
import { adoptersText } from '../OfferingCard/adoptersText';

export interface ComparisonRow {
  label: string;
  /** Nothing where the offering does not say. */
  valueOf: (offering: OfferingDetails) => string[];
}

const said = (value: string | undefined) => (value ? [value] : []);

/** What is put side by side, in the order in which somebody decides. */
export function comparisonRows(known: {
  adopters?: ReadonlyMap<string, OfferingAdopters>;
  effects?: ReadonlyMap<string, string>;
}): ComparisonRow[] {
  return [
    { label: 'Solves', valueOf: o => said(o.problem) },
    { label: 'Not for', valueOf: o => said(o.notFor) },
    { label: 'For', valueOf: o => said(o.audience) },
    { label: 'Lifecycle', valueOf: o => said(o.lifecycle) },
    { label: 'Provider', valueOf: o => said(o.providerName) },
    {
      label: 'Time to start',
      valueOf: o =>
        o.expectedDays === undefined
          ? []
          : [`about ${formatCounted(o.expectedDays, 'day')}`],
    },
    {
      label: 'Limits',
      valueOf: o => o.limits.map(({ name, value }) => `${name}: ${value}`),
    },
    {
      label: 'Service levels',
      valueOf: o =>
        o.serviceLevels.map(
          ({ indicator, promise, window }) =>
            `${indicator}: ${promise}${window ? ` over ${window}` : ''}`,
        ),
    },
    {
      label: 'Support',
      valueOf: o =>
        said(
          o.supportChannel &&
            (o.supportResponseHours === undefined
              ? o.supportChannel
              : `${o.supportChannel}, within ${formatCounted(o.supportResponseHours, 'hour')}`),
        ),
    },
    {
      label: 'Adoption',
      valueOf: o => {
        const adopters = known.adopters?.get(o.ref);
        return adopters ? [adoptersText(adopters)] : [];
      },
    },
    {
      label: 'Effect',
      valueOf: o => [known.effects?.get(o.ref) ?? 'no finished study yet'],
    },
  ];
}
