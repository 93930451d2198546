import type { SourceActivity, SourceState } from '@mli/plugin-insights-common';
import {
  DataColumn,
  DataTable,
  formatCount,
  formatShare,
  formatSince,
  SectionCard,
  Sparkline,
} from '@mli/plugin-ml-platform-react';
import {
  RiArchiveLine,
  RiCheckLine,
  RiHourglassLine,
  RiRadioButtonLine,
  RiVolumeMuteLine,
} from '@remixicon/react';
import { ReactElement, useMemo } from 'react';
import { countOf, dailyEvents } from './sourceFigures';
import styles from './SourcesPage.module.css';

const STATES: Record<
  SourceState,
  { word: string; icon: ReactElement; className?: string }
> = {
  active: { word: 'sending', icon: <RiCheckLine size={14} /> },
  silent: {
    word: 'silent',
    icon: <RiVolumeMuteLine size={14} />,
    className: styles.alarm,
  },
  learning: {
    word: 'rhythm not known',
    icon: <RiHourglassLine size={14} />,
  },
  history: { word: 'history', icon: <RiArchiveLine size={14} /> },
  never: { word: 'nothing yet', icon: <RiRadioButtonLine size={14} /> },
};

const FIELD_WORDS: Record<string, string> = {
  submitted: 'submission',
  started: 'start',
  ended: 'end',
  actor: 'actor',
  stage: 'stage',
  commit: 'commit',
};

const NOT_TAKEN = ['duplicate', 'quarantined', 'rejected'] as const;

export interface SourceTableProps {
  sources: readonly SourceActivity[];
  days: number;
}

/** One row a source: whether it sends, how much, what became of it, and what its runs lack. */
export function SourceTable({ sources, days }: SourceTableProps) {
  const columns = useMemo(() => columnsOf(days), [days]);
  return (
    <SectionCard
      title="Sources"
      description={`What came in the last ${days} days. A source is silent when it pauses for half as long again as its longest usual pause of the last 28 days.`}
      flush
    >
      <DataTable
        caption="Sources and what became of what they sent"
        columns={columns}
        rows={sources}
        rowKey={row => row.name}
        initialSort={{ column: 'state', direction: 'ascending' }}
      />
    </SectionCard>
  );
}

const STATE_ORDER: readonly SourceState[] = [
  'silent',
  'active',
  'learning',
  'never',
  'history',
];

function columnsOf(days: number): DataColumn<SourceActivity>[] {
  return [
    {
      id: 'name',
      label: 'Source',
      sortValue: row => row.name,
      cell: row => (
        <span className={styles.name}>
          {row.name}
          <span className={styles.quiet}>{row.kind}</span>
        </span>
      ),
    },
    {
      id: 'state',
      label: 'State',
      sortValue: row => STATE_ORDER.indexOf(row.state),
      cell: row => <State source={row} />,
    },
    {
      id: 'last',
      label: 'Last event',
      sortValue: row => row.lastReceivedAt,
      cell: row =>
        row.lastReceivedAt ? (
          <time dateTime={row.lastReceivedAt} title={row.lastReceivedAt}>
            {formatSince(row.lastReceivedAt, new Date())}
          </time>
        ) : (
          'never'
        ),
    },
    {
      id: 'accepted',
      label: 'Accepted',
      sortValue: row => countOf(row, 'accepted'),
      cell: row => <Accepted source={row} days={days} />,
    },
    {
      id: 'other',
      label: 'Not taken in',
      sortValue: row =>
        NOT_TAKEN.reduce((sum, status) => sum + countOf(row, status), 0),
      cell: row => <NotTaken source={row} />,
    },
    {
      id: 'nobodys',
      label: 'Without a team',
      align: 'end',
      sortValue: row => row.runs && row.runs.unattributed / row.runs.total,
      cell: row =>
        row.runs ? (
          <span
            title={`${formatCount(row.runs.unattributed)} of ${formatCount(row.runs.total)} (${row.runs.basis})`}
          >
            {formatShare(row.runs.unattributed / row.runs.total)}
          </span>
        ) : (
          'no runs'
        ),
    },
    {
      id: 'coverage',
      label: 'Its runs lack',
      cell: row => <Lacks source={row} />,
    },
    {
      id: 'lag',
      label: 'Lag',
      cell: row =>
        row.lag ? (
          <span
            className={styles.words}
            title={`${formatCount(row.lag.events)} events`}
          >
            half {row.lag.half}, 95 % {row.lag.most}
          </span>
        ) : (
          <span className={styles.quiet}>
            {row.historical ? 'history' : 'not known'}
          </span>
        ),
    },
  ];
}

function State({ source }: { source: SourceActivity }) {
  const { word, icon, className } = STATES[source.state];
  const { silence } = source;
  return (
    <span className={styles.state}>
      <span className={`${styles.sign} ${className ?? ''}`}>
        {icon}
        {word}
      </span>
      {silence && (
        <span className={styles.quiet}>
          {`pauses up to ${formatCount(silence.usualPauseHours)} h, silent after ${formatCount(silence.silentAfterHours)} h`}
        </span>
      )}
    </span>
  );
}

function Accepted({ source, days }: { source: SourceActivity; days: number }) {
  const daily = dailyEvents(source, days, new Date());
  const total = countOf(source, 'accepted');
  const mean = formatCount(Math.round(total / days));
  return total === 0 ? (
    <span className={styles.quiet}>none</span>
  ) : (
    <span className={styles.rate}>
      <Sparkline
        width={64}
        values={daily}
        label={`Accepted events on each of ${days} days, ${mean} on average`}
      />
      <span className={styles.name}>
        {formatCount(total)}
        <span className={styles.quiet}>
          {total < days ? 'fewer than 1 a day' : `${mean} a day`}
        </span>
      </span>
    </span>
  );
}

/** Repeats are as it should be; what is kept aside or refused is not. */
function NotTaken({ source }: { source: SourceActivity }) {
  const counts = NOT_TAKEN.map(status => ({
    status,
    count: countOf(source, status),
  })).filter(({ count }) => count > 0);
  return counts.length === 0 ? (
    <span className={styles.quiet}>nothing</span>
  ) : (
    <span className={styles.name}>
      {counts.map(({ status, count }) => (
        <span
          key={status}
          className={status === 'duplicate' ? styles.quiet : ''}
        >
          {`${formatCount(count)} ${status}`}
        </span>
      ))}
    </span>
  );
}

/** What at least a twentieth of its runs do not say; what none says is named first. */
function Lacks({ source }: { source: SourceActivity }) {
  if (!source.runs) {
    return <span className={styles.quiet}>no runs</span>;
  }
  const lacks = Object.entries(source.runs.coverage)
    .filter(([field, share]) => field in FIELD_WORDS && share < 0.95)
    .sort(([, a], [, b]) => a - b);
  return lacks.length === 0 ? (
    <>nothing</>
  ) : (
    <span className={styles.words}>
      {lacks
        .map(([field, share]) =>
          share === 0
            ? `any ${FIELD_WORDS[field]}`
            : `${FIELD_WORDS[field]} (${formatShare(1 - share)})`,
        )
        .join(', ')}
    </span>
  );
}
