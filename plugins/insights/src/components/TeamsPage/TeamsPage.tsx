import { ToggleButton, ToggleButtonGroup } from '@backstage/ui';
import {
  ForbiddenNote,
  MliPage,
  ScopeBar,
  useScope,
} from '@mli/plugin-ml-platform-react';
import { useSearchParams } from 'react-router-dom';
import { metricQuery, parseMetric } from '../../model/metricQuery';
import { speedUnits } from '../../model/refTitles';
import { useInsightsScope } from '../../query/queries';
import { MetricSwitch } from '../MetricSwitch/MetricSwitch';
import { StageHeatMap } from './StageHeatMap';
import { TeamList } from './TeamList';
import styles from './TeamsPage.module.css';

const VIEWS = ['list', 'map'] as const;
const VIEW_LABELS = { list: 'List', map: 'By stage' };

/** The teams the reader may see, and how long their runs wait and take. */
export const TeamsPage = () => {
  const scope = useInsightsScope();
  const { scope: chosen } = useScope();
  const [search, setSearch] = useSearchParams();
  const view = VIEWS.find(id => id === search.get('view')) ?? 'list';
  const metric = parseMetric(search.get('metric'));
  const set = (name: string, value: string) => {
    const next = new URLSearchParams(search);
    next.set(name, value);
    setSearch(next);
  };
  const seesNobody = speedUnits(scope.data?.units)?.length === 0;
  return (
    <MliPage
      simulated={scope.data?.simulated}
      scopeBar={<ScopeBar units={speedUnits(scope.data?.units)} />}
    >
      {seesNobody ? (
        <ForbiddenNote
          title="There is no team whose speed you may see"
          who="Members of a team, its line in the organisation and the MLI leads see how fast it is. You are in no team the portal measures."
        />
      ) : (
        <>
          <div className={styles.switches}>
            <ToggleButtonGroup
              aria-label="View"
              selectionMode="single"
              disallowEmptySelection
              selectedKeys={[view]}
              onSelectionChange={keys => {
                const next = VIEWS.find(id => keys.has(id));
                if (next) set('view', next);
              }}
            >
              {VIEWS.map(id => (
                <ToggleButton key={id} id={id}>
                  {VIEW_LABELS[id]}
                </ToggleButton>
              ))}
            </ToggleButtonGroup>
            {view === 'map' && (
              <MetricSwitch
                metric={metric}
                onChange={value => set('metric', value)}
              />
            )}
          </div>
          {view === 'list' ? (
            <TeamList
              scope={scope.data}
              queue={metricQuery('queue_time', chosen)}
              run={metricQuery('run_time', chosen)}
            />
          ) : (
            <StageHeatMap
              scope={scope.data}
              query={metricQuery(metric, chosen)}
            />
          )}
        </>
      )}
    </MliPage>
  );
};
