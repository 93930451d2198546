import { Link } from '@backstage/ui';
import type { InsightsScope, MetricAnswer } from '@mli/plugin-insights-common';
import {
  EmptyState,
  ErrorState,
  LoadingState,
  SectionCard,
  useScope,
} from '@mli/plugin-ml-platform-react';
import { useCallback } from 'react';
import { MetricQuery, ScopeUnit } from '../../api/InsightsApi';
import {
  groupTitle,
  unitTitles,
  withoutIdleProviders,
} from '../../model/units';
import { useMetricBy } from '../../query/queries';
import { GroupTable } from '../GroupTable/GroupTable';

export interface BreakdownProps {
  query: MetricQuery;
  scope: InsightsScope | undefined;
  unit: ScopeUnit | undefined;
}

/** The same metric for what the unit is made of: its teams where it has some, and its stages. */
export function Breakdown({ query, scope, unit }: BreakdownProps) {
  const isLeaf =
    unit !== undefined &&
    !scope?.units.some(({ parent }) => parent === unit.ref);
  return (
    <>
      {!isLeaf && <TeamBreakdown query={query} scope={scope} />}
      <StageBreakdown query={query} />
    </>
  );
}

function TeamBreakdown({ query, scope }: Omit<BreakdownProps, 'unit'>) {
  const teams = useMetricBy('team', query);
  const { hrefWithScope } = useScope();
  const units = scope?.units;
  const { team } = query;
  const title = useCallback(
    (answer: MetricAnswer) =>
      groupTitle(answer.group.team ?? '', unitTitles(units), team),
    [units, team],
  );
  const cell = useCallback(
    (answer: MetricAnswer) => (
      <Link
        href={hrefWithScope(`/teams/iteration?metric=${answer.metric}`, {
          team: answer.group.team,
        })}
      >
        {title(answer)}
      </Link>
    ),
    [hrefWithScope, title],
  );
  return (
    <SectionCard
      flush={!!teams.data?.length}
      title="By team"
      description="Only the teams you may see. Compare a team with its own past; their work differs."
    >
      <Answers result={teams} what="teams">
        {answers => (
          <GroupTable
            caption="By team"
            answers={withoutIdleProviders(answers, units, answer => ({
              team: answer.group.team,
              answers: [answer],
            }))}
            groupLabel="Team"
            groupName={title}
            groupCell={cell}
            empty={
              <EmptyState compact title="No teams to show">
                Members of a team, its line and the MLI leads see its numbers.
              </EmptyState>
            }
          />
        )}
      </Answers>
    </SectionCard>
  );
}

function stageName(answer: MetricAnswer): string {
  return answer.group.stage ?? 'unknown';
}

function StageBreakdown({ query }: { query: MetricQuery }) {
  const stages = useMetricBy('stage', query);
  return (
    <SectionCard flush={!!stages.data?.length} title="By stage">
      <Answers result={stages} what="stages">
        {answers => (
          <GroupTable
            caption="By stage"
            answers={answers}
            groupLabel="Stage"
            groupName={stageName}
            empty={
              <EmptyState compact title="No stages to show">
                Stages appear with the first runs.
              </EmptyState>
            }
          />
        )}
      </Answers>
    </SectionCard>
  );
}

interface AnswersProps {
  result: ReturnType<typeof useMetricBy>;
  what: string;
  children: (answers: readonly MetricAnswer[]) => JSX.Element;
}

function Answers({ result, what, children }: AnswersProps) {
  if (result.isPending) {
    return <LoadingState label={`Loading the ${what}`} layout="table" />;
  }
  if (result.isError) {
    return (
      <ErrorState
        compact
        title={`The ${what} could not be loaded`}
        error={result.error}
        retry={() => result.refetch()}
      />
    );
  }
  return children(result.data);
}
