import { MliPage } from '@mli/plugin-ml-platform-react';
import { useSearchParams } from 'react-router-dom';
import { useInsightsScope } from '../../query/queries';
import { StudyPage } from '../StudyPage/StudyPage';
import { Portfolio } from './Portfolio';

/** The tab Impact: all studies, or the one that the URL names. */
export function StudiesPage() {
  const [search] = useSearchParams();
  const scope = useInsightsScope();
  const study = search.get('study');
  const version = Number(search.get('version')) || undefined;
  return (
    <MliPage simulated={scope.data?.simulated}>
      {study ? (
        <StudyPage key={study} id={study} version={version} />
      ) : (
        <Portfolio />
      )}
    </MliPage>
  );
}
