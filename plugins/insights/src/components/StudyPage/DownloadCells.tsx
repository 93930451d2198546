import { Button } from '@backstage/ui';
import { useApi } from '@backstage/core-plugin-api';
import type { StudyDetail } from '@mli/plugin-insights-common';
import { RiDownloadLine } from '@remixicon/react';
import { useMutation } from '@tanstack/react-query';
import { studiesApiRef } from '../../api/StudiesApi';

/** The released cells as a file. A plain link would carry no credentials, so the page fetches it. */
export function DownloadCells({ study }: { study: StudyDetail }) {
  const api = useApi(studiesApiRef);
  const download = useMutation({
    mutationFn: () => api.cells(study.id, study.version),
    onSuccess: blob => {
      const url = URL.createObjectURL(blob);
      const link = document.createElement('a');
      link.href = url;
      link.download = `${study.id}.v${study.version}.csv`;
      link.click();
      URL.revokeObjectURL(url);
    },
  });
  return (
    <>
      <Button
        size="small"
        variant="secondary"
        iconStart={<RiDownloadLine />}
        isPending={download.isPending}
        onPress={() => download.mutate()}
      >
        CSV
      </Button>
      <span role="status">
        {download.isError && 'The file could not be had. Try again.'}
      </span>
    </>
  );
}
