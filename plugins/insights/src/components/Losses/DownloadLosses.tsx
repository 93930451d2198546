import { Button } from '@backstage/ui';
import { RiDownloadLine } from '@remixicon/react';
import { useMutation } from '@tanstack/react-query';
import { useLossesClient } from '../../query/lossQueries';

/** The losses of the page as a file; a plain link would carry no credentials. */
export function DownloadLosses(query: { team?: string; department?: string }) {
  const client = useLossesClient();
  const download = useMutation({
    mutationFn: () => client.csv(query),
    onSuccess: blob => {
      const url = URL.createObjectURL(blob);
      const link = document.createElement('a');
      link.href = url;
      link.download = 'losses.csv';
      link.click();
      URL.revokeObjectURL(url);
    },
  });
  return (
    <span>
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
    </span>
  );
}
