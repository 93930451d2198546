import { Link } from '@backstage/ui';
import type { AdoptionRow } from '@mli/plugin-insights-common';
import {
  DataColumn,
  DataTable,
  entityHref,
  formatCount,
} from '@mli/plugin-ml-platform-react';
import { countByGroup } from '../../model/adoptionStatus';

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

/** How many customer teams stand where with each offering; the offering leads to its Adoption tab. */
export function OfferingsTable(props: {
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
