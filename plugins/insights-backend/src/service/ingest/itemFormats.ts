import { compileGlob } from '../../core/attribution/glob';
import { Attributor } from '../../core/attribution/types';
import { createCloudEventReader } from '../../core/ingest/cloudevents/readCloudEvent';
import { ItemFormatName } from '../../core/ingest/item';
import { readOpenLineage } from '../../core/ingest/openlineage/readOpenLineage';
import { readPulledRun } from '../../core/ingest/readPulledRun';
import { readRunRecord } from '../../core/ingest/readRunRecord';
import { ItemFormatReader } from './IngestService';
import { ChosenSource } from './IngestSources';

/** How items of a format are read in a source, be it from a request or from quarantine. */
export function itemFormat(
  name: ItemFormatName,
  { source, cloudEventSources }: ChosenSource,
  attributor: Attributor,
): ItemFormatReader {
  switch (name) {
    case 'openlineage':
      return { name, read: readOpenLineage };
    case 'run-record':
      return { name, read: readRunRecord };
    case 'pulled-run':
      return { name, read: readPulledRun };
    default: {
      const globs = cloudEventSources?.map(compileGlob);
      return {
        name,
        read: createCloudEventReader({
          allowsSource: said => globs?.some(glob => glob.matches(said)) ?? true,
          claimsType: type => isClaimed(type, source, attributor),
        }),
      };
    }
  }
}

function isClaimed(
  type: string,
  source: ChosenSource['source'],
  attributor: Attributor,
): boolean {
  const [decision] = attributor.decide(
    [
      {
        sourceName: source.name,
        sourceKind: source.kind,
        namespace: '',
        name: '',
        repository: '',
        experiment: '',
        saidTeam: '',
        saidComponent: '',
        saidOfferings: [],
        eventTypes: [type],
      },
    ],
    new Date(),
  );
  return (decision?.offerings.length ?? 0) > 0;
}
