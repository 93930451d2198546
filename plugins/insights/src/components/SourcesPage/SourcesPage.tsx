import {
  AnswerSentence,
  EmptyState,
  ErrorState,
  formatCount,
  formatCounted,
  formatShare,
  LoadingState,
  MliPage,
} from '@mli/plugin-ml-platform-react';
import type { SourceList } from '@mli/plugin-insights-common';
import { useInsightsScope } from '../../query/queries';
import { useSources } from '../../query/sourceQueries';
import { Patterns } from './Patterns';
import { PulledSources } from './PulledSources';
import { Quarantine } from './Quarantine';
import { SourceTable } from './SourceTable';
import { Unattributed } from './Unattributed';
import { Unlocks } from './Unlocks';

/** Days of the sparkline and of the counts. */
const DAYS = 14;

/** What comes in, what does not, and what to connect next; for those who look after sources. */
export function SourcesPage() {
  const scope = useInsightsScope();
  const sources = useSources(DAYS);
  return (
    <MliPage simulated={scope.data?.simulated}>
      {sources.isPending && (
        <>
          <LoadingState label="Loading the sources" layout="sentence" />
          <LoadingState label="Loading the sources" layout="table" rows={6} />
        </>
      )}
      {sources.isError && (
        <ErrorState
          title="The sources could not be loaded"
          error={sources.error}
          retry={() => sources.refetch()}
        />
      )}
      {sources.data && (
        <>
          <Summary sources={sources.data} />
          {sources.data.items.length === 0 ? (
            <EmptyState title="No source is configured yet">
              Here stands what each producer sends. Name one under
              insights.sources in the configuration, give it a token, and send
              its first event: docs/recipes/send-openlineage.md.
            </EmptyState>
          ) : (
            <SourceTable sources={sources.data.items} days={DAYS} />
          )}
          <PulledSources sources={sources.data.items} />
          <Unattributed />
          <Patterns />
          <Quarantine />
          <Unlocks unlocks={sources.data.unlocks} />
        </>
      )}
    </MliPage>
  );
}

function Summary({ sources }: { sources: SourceList }) {
  const live = sources.items.filter(item => !item.historical);
  const silent = live.filter(item => item.state === 'silent');
  const waiting = sum(sources.items.map(item => item.waiting));
  const runs = sum(sources.items.map(item => item.runs?.total ?? 0));
  const nobodys = sum(sources.items.map(item => item.runs?.unattributed ?? 0));
  return (
    <AnswerSentence
      note={`Runs of the last 28 days; of imported histories those received last: ${formatCount(runs)}.`}
    >
      {silent.length > 0
        ? `${formatCounted(silent.length, 'source')} of ${live.length} fell silent: ${silent.map(item => item.name).join(', ')}. `
        : `None of ${formatCounted(live.length, 'live source')} fell silent. `}
      {waiting > 0
        ? `${formatCounted(waiting, 'item waits', 'items wait')} in quarantine. `
        : 'Nothing waits in quarantine. '}
      {runs > 0 &&
        (nobodys > 0
          ? `${formatShare(nobodys / runs)} of runs belong to no team.`
          : 'Every run belongs to a team.')}
    </AnswerSentence>
  );
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
