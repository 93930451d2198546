import { formatCounted, SectionCard } from '@mli/plugin-ml-platform-react';
import { OfferingDetails } from '../../model/offeringDetails';
import styles from './OfferingOverview.module.css';

function supportText(offering: OfferingDetails): string {
  const { supportChannel, supportResponseHours } = offering;
  if (!supportChannel) return 'No channel is named.';
  return supportResponseHours === undefined
    ? supportChannel
    : `${supportChannel}, an answer within ${formatCounted(supportResponseHours, 'hour')}`;
}

/** What its provider promises, and where it ends. */
export function Expectations({ offering }: { offering: OfferingDetails }) {
  return (
    <SectionCard title="What to expect">
      <dl className={styles.facts}>
        <dt>Support</dt>
        <dd>{supportText(offering)}</dd>
        {offering.serviceLevels.length === 0 && (
          <>
            <dt>Service levels</dt>
            <dd>None are promised.</dd>
          </>
        )}
        {offering.serviceLevels.map(level => (
          <Fact
            key={`${level.indicator} ${level.window ?? ''}`}
            name={level.indicator}
            value={
              level.window
                ? `${level.promise} promised, over ${level.window}`
                : `${level.promise} promised`
            }
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

function Fact({ name, value }: { name: string; value: string }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </>
  );
}
