import { useApi } from '@backstage/core-plugin-api';
import type { StudyDetail } from '@mli/plugin-insights-common';
import { studiesApiRef } from '../../api/StudiesApi';
import { DownloadCsv } from '../DownloadCsv/DownloadCsv';

/** The released cells as a file. */
export function DownloadCells({ study }: { study: StudyDetail }) {
  const api = useApi(studiesApiRef);
  return (
    <DownloadCsv
      fileName={`${study.id}.v${study.version}.csv`}
      load={() => api.cells(study.id, study.version)}
    />
  );
}
