import { Button } from '@backstage/ui';
import type {
  PullAnswer,
  PullState,
  SourceActivity,
} from '@mli/plugin-insights-common';
import {
  DataColumn,
  DataTable,
  formatCount,
  formatCounted,
  formatSince,
  SectionCard,
} from '@mli/plugin-ml-platform-react';
import {
  RiCheckLine,
  RiErrorWarningLine,
  RiHourglassLine,
  RiLoader4Line,
} from '@remixicon/react';
import { usePullNow } from '../../query/sourceQueries';
import styles from './SourcesPage.module.css';

type Pulled = SourceActivity & { pull: PullState };

/** Trackers and schedulers that the portal asks itself: how that goes, and a button to ask now. */
export function PulledSources({
  sources,
}: {
  sources: readonly SourceActivity[];
}) {
  const pullNow = usePullNow();
  const pulled = sources.filter(isPulled);
  if (pulled.length === 0) {
    return null;
  }
  return (
    <SectionCard
      title="Pulled sources"
      description="The portal asks these itself, on a schedule. A pull that fails leaves no gap: the next goes on where the last stored run is."
      flush
    >
      <div role="status" className={styles.answer}>
        {pullNow.data && sentenceOf(pullNow.data)}
        {pullNow.isError && `It could not be pulled: ${pullNow.error.message}`}
      </div>
      <DataTable
        caption="Sources that are pulled, and how the last pull went"
        columns={columnsOf(
          name => pullNow.mutate(name),
          pullNow.isPending ? pullNow.variables : undefined,
        )}
        rows={pulled}
        rowKey={row => row.name}
      />
    </SectionCard>
  );
}

function isPulled(source: SourceActivity): source is Pulled {
  return source.pull !== undefined;
}

function columnsOf(
  pull: (name: string) => void,
  pulling: string | undefined,
): DataColumn<Pulled>[] {
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
      sortValue: row => -row.pull.failures,
      cell: row => <State pull={row.pull} />,
    },
    {
      id: 'success',
      label: 'Last pull that ended well',
      sortValue: row => row.pull.lastSuccessAt,
      cell: ({ pull: { lastSuccessAt } }) =>
        lastSuccessAt ? (
          <time dateTime={lastSuccessAt} title={lastSuccessAt}>
            {formatSince(lastSuccessAt, new Date())}
          </time>
        ) : (
          'none yet'
        ),
    },
    {
      id: 'brought',
      label: 'It brought',
      cell: row => <Progress pull={row.pull} />,
    },
    {
      id: 'action',
      label: 'Action',
      align: 'end',
      cell: row => (
        <Button
          size="small"
          variant="secondary"
          isDisabled={row.pull.running || pulling === row.name}
          onPress={() => pull(row.name)}
          aria-label={`Pull ${row.name} now`}
        >
          {pulling === row.name ? 'Pulling …' : 'Pull now'}
        </Button>
      ),
    },
  ];
}

function State({ pull }: { pull: PullState }) {
  if (pull.running) {
    return (
      <span className={styles.sign}>
        <RiLoader4Line size={14} aria-hidden="true" />
        pulling
      </span>
    );
  }
  if (pull.failures > 0) {
    return (
      <span className={styles.words}>
        <span className={`${styles.sign} ${styles.alarm}`}>
          <RiErrorWarningLine size={14} aria-hidden="true" />
          {`failed ${pull.failures === 1 ? 'once' : `${pull.failures} times`}`}
        </span>
        <span className={styles.error}>{pull.lastError}</span>
        {pull.nextTryAt && (
          <span className={styles.quiet}>
            {`next try not before ${new Date(pull.nextTryAt).toLocaleTimeString()}`}
          </span>
        )}
      </span>
    );
  }
  return pull.lastSuccessAt ? (
    <span className={styles.sign}>
      <RiCheckLine size={14} aria-hidden="true" />
      up to date
    </span>
  ) : (
    <span className={styles.sign}>
      <RiHourglassLine size={14} aria-hidden="true" />
      not pulled yet
    </span>
  );
}

function Progress({ pull: { progress } }: { pull: PullState }) {
  const refused = progress.quarantined + progress.rejected;
  return (
    <span className={styles.words}>
      {`${formatCount(progress.accepted)} new or changed of ${formatCounted(progress.read, 'run')} read`}
      {refused > 0 && `, ${formatCount(refused)} refused`}
      {progress.note && <span className={styles.error}>{progress.note}</span>}
    </span>
  );
}

function sentenceOf({ name, outcome, pull }: PullAnswer): string {
  switch (outcome) {
    case 'done':
      return `${name} was pulled: ${formatCount(pull.progress.accepted)} runs are new or changed.`;
    case 'failed':
      return `The pull of ${name} failed: ${pull.lastError ?? 'no reason was given'}`;
    default:
      return `${name} is being pulled.`;
  }
}
