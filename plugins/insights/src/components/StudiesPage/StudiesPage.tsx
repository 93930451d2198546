import { MliPage } from '@mli/plugin-ml-platform-react';
import { useSearchParams } from 'react-router-dom';
import { useInsightsScope } from '../../query/queries';
import { DrawRollout } from '../Rollout/DrawRollout';
import { RolloutPage } from '../Rollout/RolloutPage';
import { StudyPage } from '../StudyPage/StudyPage';
import { Portfolio } from './Portfolio';

/** The tab Impact: all studies, or the one study or drawn order that the URL names. */
export function StudiesPage() {
  const scope = useInsightsScope();
  return (
    <MliPage simulated={scope.data?.simulated}>
      <Named />
    </MliPage>
  );
}

function Named() {
  const [search] = useSearchParams();
  const study = search.get('study');
  if (study) {
    const version = Number(search.get('version')) || undefined;
    return <StudyPage key={study} id={study} version={version} />;
  }
  const rollout = search.get('rollout');
  if (rollout === 'new') {
    return <DrawRollout offering={search.get('offering') ?? undefined} />;
  }
  if (rollout) return <RolloutPage id={Number(rollout)} />;
  return <Portfolio />;
}
