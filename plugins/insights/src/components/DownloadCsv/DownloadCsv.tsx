import { Button } from '@backstage/ui';
import { RiDownloadLine } from '@remixicon/react';
import { useMutation } from '@tanstack/react-query';
import styles from './DownloadCsv.module.css';

export interface DownloadCsvProps {
  fileName: string;
  load: () => Promise<Blob>;
}

function save(blob: Blob, fileName: string) {
  const url = URL.createObjectURL(blob);
  const link = document.createElement('a');
  link.href = url;
  link.download = fileName;
  link.click();
  URL.revokeObjectURL(url);
}

/** What is shown as a file. A plain link would carry no credentials, so the page fetches it. */
export function DownloadCsv({ fileName, load }: DownloadCsvProps) {
  const download = useMutation({
    mutationFn: load,
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
