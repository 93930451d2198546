import { Button } from '@backstage/ui';
import { useApi } from '@backstage/core-plugin-api';
import { RiDownloadLine } from '@remixicon/react';
import { useMutation } from '@tanstack/react-query';
import { AdoptionQuery, insightsApiRef } from '../../api/InsightsApi';
import styles from './DownloadCsv.module.css';

export interface DownloadCsvProps {
  query: AdoptionQuery;
  fileName: string;
}

function save(blob: Blob, fileName: string) {
  const url = URL.createObjectURL(blob);
  const link = document.createElement('a');
  link.href = url;
  link.download = fileName;
  link.click();
  URL.revokeObjectURL(url);
}

/** The rows of the page as a file. A plain link would carry no credentials, so the page fetches it. */
export function DownloadCsv({ query, fileName }: DownloadCsvProps) {
  const api = useApi(insightsApiRef);
  const download = useMutation({
    mutationFn: () => api.getAdoptionCsv(query),
    onSuccess: blob => save(blob, fileName),
  });
  return (
    <span className={styles.download}>
      <Button
        size="small"
        variant="secondary"
        iconStart={<RiDownloadLine />}
        isPending={download.isPending}
        onPress={() => download.mutate()}
      >
        CSV
      </Button>
      <span role="status" className={styles.failed}>
        {download.isError && 'The file could not be had. Try again.'}
      </span>
    </span>
  );
}
