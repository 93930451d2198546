import { Link } from '@backstage/ui';
import {
  EmptyState,
  ForbiddenNote,
  MliPage,
  ScopeBar,
  useScope,
} from '@mli/plugin-ml-platform-react';
import { speedUnits } from '../../model/units';
import { useInsightsScope } from '../../query/queries';
import { Annotations } from '../Annotations';
import { MetricTrend } from '../Trend';
import { WhereWeeksGo } from './WhereWeeksGo';

/** One unit: where its weeks go, and what people say about them. The reader's own team unless the URL names one. */
export function WeeksPage() {
  const scope = useInsightsScope();
  const { scope: chosen } = useScope();
  const units = speedUnits(scope.data?.units);
  const team = chosen.team ?? scope.data?.viewer.customerTeams[0];
  return (
    <MliPage
      simulated={scope.data?.simulated}
      scopeBar={<ScopeBar units={units} fields={['team']} />}
    >
      {units?.length === 0 && (
        <ForbiddenNote
          title="There is no team whose weeks you may see"
          who="Members of a team, its line in the organisation and the MLI leads see where its weeks go."
        />
      )}
      {units !== undefined && units.length > 0 && team === undefined && (
        <EmptyState title="Choose a team or a department">
          Where its weeks go appears here: its way through the stages, what it
          lost on it, and what can be done.
        </EmptyState>
      )}
      {team !== undefined && (
        <>
          <WhereWeeksGo team={team} />
          <MetricTrend metric="iteration_time" team={team} />
          <Annotations unit={team} />
          <p>
            Every Monday a digest of these numbers goes to the members of the
            team. Each of them{' '}
            <Link href="/settings/notifications">switches it on and off</Link>.
          </p>
        </>
      )}
    </MliPage>
  );
}
