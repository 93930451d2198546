import { useLossesClient } from '../../query/lossQueries';
import { DownloadCsv } from '../DownloadCsv/DownloadCsv';

/** The losses of the page as a file. */
export function DownloadLosses(query: { team?: string; department?: string }) {
  const client = useLossesClient();
  return <DownloadCsv fileName="losses.csv" load={() => client.csv(query)} />;
}
