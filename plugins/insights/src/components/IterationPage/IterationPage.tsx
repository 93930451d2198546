import type { InsightsScope } from '@mli/plugin-insights-common';
import { Select } from '@backstage/ui';
import {
  MliPage,
  ScopeBar,
  SimulatedDataBanner,
  useScope,
} from '@mli/plugin-ml-platform-react';
import { RiDatabase2Line } from '@remixicon/react';
import { useSearchParams } from 'react-router-dom';

import { metricQuery, parseMetric } from '../../model/metricQuery';
import { speedUnits } from '../../model/units';
import { useInsightsScope, useMetric } from '../../query/queries';
import { MetricSwitch } from '../MetricSwitch/MetricSwitch';
import { Breakdown } from './Breakdown';
import { IterationAnswer } from './IterationAnswer';
import { MetricTrend } from '../Trend';
import styles from './IterationPage.module.css';
import { WeeklyTrend } from './WeeklyTrend';

const NO_SOURCE = 'all';

/** How long runs wait and take: of a unit in a window, or of all that one source ever sent. */
export function IterationPage() {
  const scope = useInsightsScope();
  const { scope: chosen } = useScope();
  const [search, setSearch] = useSearchParams();
  const metric = parseMetric(
    search.get('metric'),
    // The history of one source has waits, and seldom says who ran what.
    search.get('source') ? 'queue_time' : undefined,
  );
  const source = search.get('source') ?? undefined;
  const query = metricQuery(metric, chosen, source);
  // Where the answer itself is refused, its parts are refused for the same reason; once is enough.
  const isRefused = useMetric(query).isError;
  const unit = scope.data?.units.find(({ ref }) => ref === chosen.team);

  const set = (name: string, value: string | undefined) => {
    const next = new URLSearchParams(search);
    if (value === undefined) next.delete(name);
    else next.set(name, value);
    setSearch(next);
  };
  return (
    <MliPage
      simulated={scope.data?.simulated && !source}
      scopeBar={
        <ScopeBar
          units={speedUnits(scope.data?.units)}
          fields={source ? [] : undefined}
          everythingLabel="The whole company"
        >
          <SourceSelect
            sources={scope.data?.sources ?? []}
            source={source}
            onChange={value => set('source', value)}
          />
        </ScopeBar>
      }
    >
      <div className={styles.switch}>
        <MetricSwitch
          metric={metric}
          onChange={value => set('metric', value)}
        />
      </div>
      <IterationAnswer query={query} unitTitle={unit?.title} />
      {!source && !isRefused && (
        <>
          <WeeklyTrend query={query} title={unit?.title ?? 'the company'} />
          <Breakdown query={query} scope={scope.data} unit={unit} />
          <MetricTrend metric={metric} team={query.team} />
        </>
      )}
      {source && (
        <SimulatedDataBanner simulated={scope.data?.simulated}>
          The demonstration organisation and the runs of its own sources are
          made up. A source that somebody imported holds what they imported.
        </SimulatedDataBanner>
      )}
    </MliPage>
  );
}

interface SourceSelectProps {
  sources: InsightsScope['sources'];
  source: string | undefined;
  onChange: (source: string | undefined) => void;
}

function SourceSelect({ sources, source, onChange }: SourceSelectProps) {
  const names = sources.map(({ name }) => name);
  // A link may name a source the scope does not list; it stays shown.
  if (source && !names.includes(source)) names.push(source);
  return (
    <Select
      aria-label="Source"
      className={styles.source}
      icon={<RiDatabase2Line size={16} />}
      options={[
        { id: NO_SOURCE, label: 'All sources' },
        ...names.map(name => ({ id: name, label: `Only ${name}` })),
      ]}
      value={source ?? NO_SOURCE}
      onChange={key =>
        onChange(key === NO_SOURCE || key === null ? undefined : String(key))
      }
    />
  );
}
