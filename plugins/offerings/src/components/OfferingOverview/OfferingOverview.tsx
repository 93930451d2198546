import { LoadingState, SectionCard } from '@mli/plugin-ml-platform-react';
import { lazy, ReactNode, Suspense } from 'react';
import { effectSentences } from '../../model/effects';
import { OfferingDetails } from '../../model/offeringDetails';
import { useEffects } from '../../query/queries';
import { Expectations } from './Expectations';
import { GettingStarted } from './GettingStarted';
import styles from './OfferingOverview.module.css';
import { PhasedOutNotice } from './PhasedOutNotice';
import { RecentChanges } from './RecentChanges';
import { RefList } from './RefList';

export interface OfferingOverviewProps {
  offering: OfferingDetails;
  /** The next step, beside the problem. */
  actions?: ReactNode;
  /** Cards of other plugins, such as the scorecards. */
  children?: ReactNode;
}

/** The graph brings a layout engine along, which most pages do without. */
const OfferingGraph = lazy(() =>
  import('../OfferingGraph').then(m => ({ default: m.OfferingGraph })),
);

/** The questions of somebody who might use it, in the order in which they are asked. */
export function OfferingOverview({
  offering,
  actions,
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
        {actions && <div className={styles.buttons}>{actions}</div>}
      </section>
      <div className={styles.grid}>
        <Audience offering={offering} />
        <GettingStarted offering={offering} />
        <Expectations offering={offering} />
        <Dependencies offering={offering} />
      </div>
      <Neighbours offering={offering} />
      {children}
      <RecentChanges offering={offering.ref} />
    </div>
  );
}

/** Drawn only where there is more to see than the offering itself. */
function Neighbours({ offering }: { offering: OfferingDetails }) {
  const neighbours = [
    ...offering.dependsOn,
    ...offering.dependencyOf,
    ...offering.replaces,
    ...offering.replacedBy,
  ];
  if (neighbours.length === 0) return null;
  return (
    <SectionCard
      title="How it hangs together"
      description="What it needs, what needs it and what replaces what; the same is said in words above."
    >
      <Suspense fallback={<LoadingState label="Drawing the graph" rows={4} />}>
        <OfferingGraph offering={offering.ref} />
      </Suspense>
    </SectionCard>
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
            <dd>
              <Claims offering={offering} />
            </dd>
          </>
        )}
      </dl>
    </SectionCard>
  );
}

/** What it says it improves, and what studies found. */
function Claims({ offering }: { offering: OfferingDetails }) {
  const effects = useEffects();
  const claims = offering.improves.join(', ');
  if (!effects.data) return <>{claims}</>;
  const found = effectSentences(effects.data).get(offering.ref);
  return found ? (
    <>
      {claims}
      <span className={styles.measured}>{found}</span>
    </>
  ) : (
    <>{claims}; not yet tested by a study</>
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
        {offering.dependencyOf.length > 0 && (
          <>
            <dt>Needed by</dt>
            <dd>
              <RefList refs={offering.dependencyOf} />
            </dd>
          </>
        )}
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
