import { useApi } from '@backstage/core-plugin-api';
import { AdoptionQuery, insightsApiRef } from '../../api/InsightsApi';
import { DownloadCsv } from './DownloadCsv';

/** The rows of the page as a file. */
export function DownloadAdoption(props: {
  query: AdoptionQuery;
  fileName: string;
}) {
  const api = useApi(insightsApiRef);
  return (
    <DownloadCsv
      fileName={props.fileName}
      load={() => api.getAdoptionCsv(props.query)}
    />
  );
}
