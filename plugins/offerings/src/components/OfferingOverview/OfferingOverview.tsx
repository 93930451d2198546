import { SectionCard } from '@mli/plugin-ml-platform-react';
import { ReactNode } from 'react';
import { OfferingDetails } from '../../model/offeringDetails';
import { Expectations } from './Expectations';
import { GettingStarted } from './GettingStarted';
import styles from './OfferingOverview.module.css';
import { PhasedOutNotice } from './PhasedOutNotice';
import { RefList } from './RefList';

export interface OfferingOverviewProps {
  offering: OfferingDetails;
  /** Cards of other plugins, such as the scorecards. */
  children?: ReactNode;
}

/** The questions of somebody who might use it, in the order in which they are asked. */
export function OfferingOverview({
  offering,
  children,
}: OfferingOverviewProps) {
  return (
    <div className={styles.page}>
      <PhasedOutNotice offering={offering} />
      <section className={styles.problem} aria-label="The problem it solves">
        <p className={styles.lead}>
          {offering.problem ??
            'Nobody has written down yet which problem it solves.'}
        </p>
        {offering.description && offering.description !== offering.problem && (
          <p className={styles.description}>{offering.description}</p>
        )}
      </section>
      <div className={styles.grid}>
        <Audience offering={offering} />
        <GettingStarted offering={offering} />
        <Expectations offering={offering} />
        <Dependencies offering={offering} />
      </div>
      {children}
    </div>
  );
}

function Audience({ offering }: { offering: OfferingDetails }) {
  return (
    <SectionCard title="Is it for you?">
      <dl className={styles.facts}>
        <dt>For</dt>
        <dd>{offering.audience}</dd>
        <dt>Not for</dt>
        <dd>{offering.notFor ?? 'Nothing is ruled out.'}</dd>
        {offering.improves.length > 0 && (
          <>
            <dt>Claims to improve</dt>
            <dd>{offering.improves.join(', ')}; not yet tested by a study</dd>
          </>
        )}
      </dl>
    </SectionCard>
  );
}

function Dependencies({ offering }: { offering: OfferingDetails }) {
  return (
    <SectionCard title="What it needs and replaces">
      <dl className={styles.facts}>
        <dt>Depends on</dt>
        <dd>
          {offering.dependsOn.length > 0 ? (
            <RefList refs={offering.dependsOn} />
          ) : (
            'Nothing that is in the catalog.'
          )}
        </dd>
        <dt>Replaces</dt>
        <dd>
          {offering.replaces.length > 0 ? (
            <RefList refs={offering.replaces} />
          ) : (
            'Nothing.'
          )}
        </dd>
        {offering.replacedBy.length > 0 && (
          <>
            <dt>Replaced by</dt>
            <dd>
              <RefList refs={offering.replacedBy} />
            </dd>
          </>
        )}
      </dl>
    </SectionCard>
  );
}
