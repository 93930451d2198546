import {
  ForbiddenNote,
  MliPage,
  ScopeBar,
  useScope,
} from '@mli/plugin-ml-platform-react';
import { metricQuery } from '../../model/metricQuery';
import { speedUnits } from '../../model/units';
import { useInsightsScope } from '../../query/queries';
import { LargestLosses } from '../Losses';
import { ViewSwitch } from '../ViewSwitch/ViewSwitch';
import { StageHeatMap } from './StageHeatMap';
import { TeamList } from './TeamList';

const VIEWS = [
  { id: 'map', label: 'By stage' },
  { id: 'list', label: 'List' },
] as const;

/** The teams the reader may see, and how long their runs wait and take. */
export function TeamsPage() {
  const scope = useInsightsScope();
  const { scope: chosen } = useScope();
  const units = speedUnits(scope.data?.units);
  return (
    <MliPage
      simulated={scope.data?.simulated}
      scopeBar={<ScopeBar units={units} />}
    >
      {units?.length === 0 ? (
        <ForbiddenNote
          title="There is no team whose speed you may see"
          who="Members of a team, its line in the organisation and the MLI leads see how fast it is. You are in no team the portal measures."
        />
      ) : (
        <>
          <LargestLosses unit={chosen.team} />
          <ViewSwitch parameter="view" label="View" options={VIEWS}>
            {view =>
              view === 'list' ? (
                <TeamList
                  units={units}
                  queue={metricQuery('queue_time', chosen)}
                  run={metricQuery('run_time', chosen)}
                />
              ) : (
                <StageHeatMap
                  units={units}
                  stages={scope.data?.stages}
                  scope={chosen}
                />
              )
            }
          </ViewSwitch>
        </>
      )}
    </MliPage>
  );
}
