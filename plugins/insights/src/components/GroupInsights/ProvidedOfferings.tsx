import { Link } from '@backstage/ui';
import type { AdoptionRow } from '@mli/plugin-insights-common';
import {
  DataColumn,
  DataTable,
  entityHref,
  ErrorState,
  formatCount,
  LoadingState,
  SectionCard,
} from '@mli/plugin-ml-platform-react';
import { useMemo } from 'react';
import { countByGroup } from '../../model/adoptionStatus';
import { useAdoption, useTitles } from '../../query/queries';
import { NeedsView } from '../AdoptionWork/NeedsView';
import { OnboardingRequests } from '../AdoptionWork/OnboardingRequests';

interface OfferingRow {
  offering: string;
  inUse: number;
  starting: number;
  doesNotMatch: number;
  eligible: number;
}

function numberColumn(
  id: Exclude<keyof OfferingRow, 'offering'>,
  label: string,
): DataColumn<OfferingRow> {
  return {
    id,
    label,
    align: 'end',
    sortValue: row => row[id],
    cell: row => formatCount(row[id]),
  };
}

const NUMBER_COLUMNS = [
  numberColumn('inUse', 'In use'),
  numberColumn('starting', 'Starting'),
  numberColumn('doesNotMatch', 'Does not match'),
  numberColumn('eligible', 'Teams it is meant for'),
];

/** What a provider wants to know first: which of its customers need somebody, then the counts. */
export function ProvidedOfferings(props: { offerings: readonly string[] }) {
  const { offerings } = props;
  const adoption = useAdoption({});
  const title = useTitles();
  const rows = useMemo(
    () => adoption.data?.filter(row => offerings.includes(row.offering)) ?? [],
    [adoption.data, offerings],
  );
  if (adoption.isPending) {
    return <LoadingState label="Loading adoption" layout="table" />;
  }
  if (adoption.isError) {
    return (
      <ErrorState
        title="The adoption of its offerings could not be loaded"
        error={adoption.error}
        retry={() => adoption.refetch()}
      />
    );
  }
  return (
    <>
      <OnboardingRequests query={{}} offerings={offerings} title={title} />
      <NeedsView query={{}} offerings={offerings} title={title} />
      <SectionCard flush title="Its offerings">
        <OfferingsTable offerings={offerings} rows={rows} title={title} />
      </SectionCard>
    </>
  );
}

function toOfferingRow(
  offering: string,
  rows: readonly AdoptionRow[],
): OfferingRow {
  const own = rows.filter(row => row.offering === offering);
  const counts = countByGroup(own);
  return {
    offering,
    inUse: counts['in-use'],
    starting: counts.starting,
    doesNotMatch: counts['does-not-match'],
    eligible: own.filter(row => row.eligible).length,
  };
}

function OfferingsTable(props: {
  offerings: readonly string[];
  rows: readonly AdoptionRow[];
  title: (ref: string) => string;
}) {
  const { offerings, rows, title } = props;
  const columns: DataColumn<OfferingRow>[] = [
    {
      id: 'offering',
      label: 'Offering',
      sortValue: row => title(row.offering),
      cell: row => (
        <Link href={`${entityHref(row.offering)}/adoption`}>
          {title(row.offering)}
        </Link>
      ),
    },
    ...NUMBER_COLUMNS,
  ];
  return (
    <DataTable
      caption="Adoption of its offerings"
      columns={columns}
      rows={offerings.map(offering => toOfferingRow(offering, rows))}
      rowKey={row => row.offering}
      initialSort={{ column: 'inUse', direction: 'descending' }}
    />
  );
}
