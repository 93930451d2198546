import { MliPage, ScopeBar, useScope } from '@mli/plugin-ml-platform-react';
import { speedUnits } from '../../model/units';
import { useInsightsScope } from '../../query/queries';
import { Annotations } from './Annotations';

/** Everything that was said, of all units the reader may see or of one. */
export function AnnotationsPage() {
  const scope = useInsightsScope();
  const { scope: chosen } = useScope();
  return (
    <MliPage
      simulated={scope.data?.simulated}
      scopeBar={
        <ScopeBar
          units={speedUnits(scope.data?.units)}
          fields={['team']}
          everythingLabel="The whole company"
        />
      }
    >
      <Annotations unit={chosen.team} />
    </MliPage>
  );
}
