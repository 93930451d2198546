import { ButtonLink } from '@backstage/ui';
import {
  ErrorState,
  formatWindow,
  LoadingState,
  SectionCard,
} from '@mli/plugin-ml-platform-react';
import { HEADLINE_METRICS, METRIC_LABELS } from '../../model/metricQuery';
import { metricSentence } from '../../model/metricSentence';
import { useMetric } from '../../query/queries';
import styles from './GroupInsights.module.css';

/** Iteration time, queue time and run time of the last 12 closed weeks, each as a sentence. */
export function TeamSpeed({ team }: { team: string }) {
  const queue = useMetric({ metric: 'queue_time', team, window: '12w' });
  const run = useMetric({ metric: 'run_time', team, window: '12w' });
  const iteration = useMetric({
    metric: 'iteration_time',
    team,
    window: '12w',
  });
  const results = [iteration, queue, run];
  const failed = results.find(result => result.isError);
  const window = queue.data?.window;
  return (
    <SectionCard
      title="How fast its iterations are"
      description={window && formatWindow(window)}
      actions={
        !failed && (
          <ButtonLink
            size="small"
            variant="secondary"
            href={`/teams/iteration?team=${encodeURIComponent(team)}`}
          >
            Week by week
          </ButtonLink>
        )
      }
      footer={
        !failed && 'Members of the team, its line and the MLI leads see this.'
      }
    >
      {failed ? (
        <ErrorState
          compact
          title="Its speed could not be loaded"
          error={failed.error}
          retry={() => Promise.all(results.map(result => result.refetch()))}
        />
      ) : (
        <dl className={styles.facts}>
          {HEADLINE_METRICS.map((metric, index) => {
            const answer = results[index]?.data;
            return (
              <Speed key={metric} label={METRIC_LABELS[metric]}>
                {answer && metricSentence(answer)}
              </Speed>
            );
          })}
        </dl>
      )}
    </SectionCard>
  );
}

function Speed({ label, children }: { label: string; children?: string }) {
  return (
    <>
      <dt>{label}</dt>
      <dd>
        {children ?? <LoadingState label={`Loading ${label}`} rows={1} />}
      </dd>
    </>
  );
}
