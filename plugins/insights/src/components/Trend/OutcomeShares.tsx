import type { MetricAnswer } from '@mli/plugin-insights-common';
import {
  EmptyState,
  ErrorState,
  formatShare,
  LoadingState,
  SectionCard,
} from '@mli/plugin-ml-platform-react';
import {
  OUTCOME_PARTS,
  OutcomePart,
  sharesByCount,
  sharesByGpuTime,
} from '../../model/outcomeShares';
import { useMetric } from '../../query/queries';
import styles from './Trend.module.css';

/** How runs ended, by how many they were and by the GPU time they took. */
export function OutcomeShares({ team }: { team?: string }) {
  const failed = useMetric({ metric: 'failed_ratio', team, window: '12w' });
  const bySystem = useMetric({
    metric: 'system_failed_ratio',
    team,
    window: '12w',
  });
  const lost = useMetric({ metric: 'lost_ratio', team, window: '12w' });
  const gpu = useMetric({
    metric: 'gpu_hours_in_failed_runs',
    team,
    window: '12w',
  });
  // what the system did stands beside them, and is missed by nobody where it is not there
  const results = [failed, lost, gpu];
  const broken = results.find(result => result.isError);
  const isPending = results.some(result => result.isPending);
  const byCount = sharesByCount(failed.data, lost.data);
  const byGpu = sharesByGpuTime(gpu.data);
  return (
    <SectionCard
      title="How runs ended"
      description="The last closed 12 weeks. A failure nobody gave a cause for is nobody's."
    >
      {isPending && <LoadingState label="Loading how runs ended" rows={3} />}
      {broken && (
        <ErrorState
          compact
          title="How runs ended could not be loaded"
          error={broken.error}
          retry={() => Promise.all(results.map(result => result.refetch()))}
        />
      )}
      {!isPending && !broken && (
        <div className={styles.stack}>
          <Shares title="By count" shares={byCount} answer={failed.data} />
          <FailedBySystem all={failed.data} bySystem={bySystem.data} />
          <Shares title="By GPU time" shares={byGpu} answer={gpu.data} />
        </div>
      )}
    </SectionCard>
  );
}

/** What the platform did is told where what people did is hidden. */
function FailedBySystem(props: {
  all: MetricAnswer | undefined;
  bySystem: MetricAnswer | undefined;
}) {
  const { all, bySystem } = props;
  return all?.status === 'hidden' && bySystem?.value !== undefined ? (
    <p className={styles.note}>
      What the platform did is not hidden: the system failed{' '}
      {formatShare(bySystem.value)} of the runs that ended.
    </p>
  ) : null;
}

function Shares(props: {
  title: string;
  shares: readonly OutcomePart[] | undefined;
  answer: MetricAnswer | undefined;
}) {
  const { title, shares, answer } = props;
  if (!shares) {
    return (
      <EmptyState compact title={`${title}: no shares to show`}>
        {answer?.reason}
      </EmptyState>
    );
  }
  return (
    <div>
      <h3 className={styles.heading}>{title}</h3>
      <div className={styles.split} aria-hidden="true">
        {shares.map(({ id, share }) => (
          <span
            key={id}
            className={styles[id]}
            style={{ width: `${share * 100}%` }}
          />
        ))}
      </div>
      <ul className={styles.parts}>
        {shares
          .filter(({ share }) => share >= 0.001)
          .map(({ id, share }) => (
            <li key={id}>
              <span className={`${styles.swatch} ${styles[id]}`} />
              {OUTCOME_PARTS[id]} {formatShare(share)}
            </li>
          ))}
      </ul>
    </div>
  );
}
