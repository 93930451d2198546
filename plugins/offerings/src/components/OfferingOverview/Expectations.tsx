import {
  formatCounted,
  formatSince,
  SectionCard,
} from '@mli/plugin-ml-platform-react';
import {
  Measurement,
  measuredValue,
  measurementOf,
  sourceName,
} from '../../model/measurements';
import { OfferingDetails, ServiceLevel } from '../../model/offeringDetails';
import { useMeasurements } from '../../query/queries';
import styles from './OfferingOverview.module.css';

function supportText(offering: OfferingDetails): string {
  const { supportChannel, supportResponseHours } = offering;
  if (!supportChannel) return 'No channel is named.';
  return supportResponseHours === undefined
    ? supportChannel
    : `${supportChannel}, an answer within ${formatCounted(supportResponseHours, 'hour')}`;
}

/** What its provider promises, what was measured of it, and where it ends. */
export function Expectations({ offering }: { offering: OfferingDetails }) {
  const measurements = useMeasurements(
    offering.ref,
    offering.serviceLevels.length > 0,
  );
  return (
    <SectionCard title="What to expect">
      <dl className={styles.facts}>
        <Fact name="Support" value={supportText(offering)} />
        {offering.serviceLevels.length === 0 && (
          <Fact name="Service levels" value="None are promised." />
        )}
        {offering.serviceLevels.map(level => (
          <Promised
            key={`${level.indicator} ${level.window ?? ''}`}
            level={level}
            measurements={measurements.data}
            isMissing={measurements.isError}
          />
        ))}
        {offering.limits.length === 0 ? (
          <Fact name="Limits" value="None are written down." />
        ) : (
          offering.limits.map(limit => (
            <Fact
              key={limit.name}
              name={limit.name}
              value={`at most ${limit.value}`}
            />
          ))
        )}
      </dl>
    </SectionCard>
  );
}

function Promised(props: {
  level: ServiceLevel;
  /** Undefined until they are there. */
  measurements?: readonly Measurement[];
  isMissing: boolean;
}) {
  const { level, measurements, isMissing } = props;
  return (
    <>
      <dt>{level.indicator}</dt>
      <dd>
        {level.window
          ? `${level.promise} promised, over ${level.window}`
          : `${level.promise} promised`}
        <span className={styles.measured}>
          {isMissing && 'measurements could not be loaded'}
          {/* The line is there before what it says, so that nothing moves. */}
          {!isMissing && !measurements && '\u00a0'}
          {measurements && (
            <Measured measurement={measurementOf(level, measurements)} />
          )}
        </span>
      </dd>
    </>
  );
}

function Measured({ measurement }: { measurement?: Measurement }) {
  if (!measurement) return 'no measurement';
  return (
    <>
      <strong>{measuredValue(measurement)}</strong> measured,{' '}
      <time dateTime={measurement.observedAt} title={measurement.observedAt}>
        {formatSince(measurement.observedAt, new Date())}
      </time>
      , by {sourceName(measurement.source)}
    </>
  );
}

function Fact({ name, value }: { name: string; value: string }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </>
  );
}
