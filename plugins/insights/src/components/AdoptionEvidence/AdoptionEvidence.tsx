import { Link } from '@backstage/ui';
import type { AdoptionExplanation } from '@mli/plugin-insights-common';
import {
  AdoptionStateIcon,
  entityHref,
  ErrorState,
  formatCounted,
  formatDate,
  HiddenValue,
  LoadingState,
} from '@mli/plugin-ml-platform-react';
import { PairQuery } from '../../api/AdoptionClient';
import { isDeclining } from '../../model/adoptionStatus';
import { useExplanation } from '../../query/adoptionQueries';
import styles from './AdoptionEvidence.module.css';
import { EvidenceActions } from './EvidenceActions';
import { EvidenceTimeline } from './EvidenceTimeline';
import { Fact } from './Fact';
import { WhyThisDate } from './WhyThisDate';

const RULES: Record<string, string> = {
  explicit: 'the run names it itself',
  'component-pattern': 'a pattern of a component of the team',
  'actor-membership': 'who ran it is a member of this team alone',
  'offering-telemetry': "the offering's own telemetry matched",
};

export interface AdoptionEvidenceProps {
  pair: PairQuery;
  title: (ref: string) => string;
}

/** Everything behind one cell: why this state, why this date, and what can be done. */
export function AdoptionEvidence({ pair, title }: AdoptionEvidenceProps) {
  const explanation = useExplanation(pair);
  if (explanation.isPending) {
    return <LoadingState label="Loading the evidence" layout="sentence" />;
  }
  if (explanation.isError) {
    return (
      <ErrorState
        title="The evidence could not be loaded"
        error={explanation.error}
        retry={() => explanation.refetch()}
      />
    );
  }
  return <Evidence found={explanation.data} pair={pair} title={title} />;
}

export interface EvidenceProps extends AdoptionEvidenceProps {
  found: AdoptionExplanation;
}

function Evidence({ found, pair, title }: EvidenceProps) {
  const { row } = found;
  return (
    <div className={styles.evidence}>
      <p className={styles.names}>
        <Link href={entityHref(row.team)}>{title(row.team)}</Link>
        {' · '}
        <Link href={entityHref(row.offering)}>{title(row.offering)}</Link>
      </p>
      <p className={styles.line}>
        <AdoptionStateIcon
          status={row.status}
          detail={isDeclining(row) ? 'less than before' : undefined}
        />
        {!row.eligible && row.notRelevant !== 'confirmed' && (
          <span className={styles.quiet}> outside the audience</span>
        )}
      </p>
      <p className={styles.line}>{row.evidence.sentence}.</p>
      {row.inside && <p className={styles.line}>{row.inside.sentence}.</p>}
      {row.evidence.portalSays && (
        <p className={styles.quiet}>
          {`In the portal the team says '${row.evidence.portalSays}'; its catalog file wins.`}
        </p>
      )}
      <EvidenceTimeline explanation={found} />
      <WhyThisDate found={found} pair={pair} title={title} />
      <Attribution found={found} title={title} />
      <EvidenceActions found={found} pair={pair} title={title} />
      <Said found={found} />
      <Changes found={found} />
    </div>
  );
}

function Attribution({ found, title }: Omit<EvidenceProps, 'pair'>) {
  const { row } = found;
  if (row.observed === 'hidden' || found.rules.length === 0) return null;
  return (
    <section className={styles.block} aria-label="How it is known">
      <h3 className={styles.heading}>How it is known</h3>
      <dl className={styles.facts}>
        <Fact name="Because">
          {found.rules.map(rule => RULES[rule] ?? rule).join('; ')}
        </Fact>
        {row.lanes && (
          <Fact name="Used by">
            {[
              row.lanes.people && 'people',
              row.lanes.production && 'scheduled runs',
            ]
              .filter(Boolean)
              .join(' and ') || 'nobody in the last 4 weeks'}
          </Fact>
        )}
        {row.evidence.firstSeen && (
          <Fact name="First seen">{formatDate(row.evidence.firstSeen)}</Fact>
        )}
        {row.evidence.lastSeen && (
          <Fact name="Last seen">{formatDate(row.evidence.lastSeen)}</Fact>
        )}
        {(found.components.length > 0 || found.hiddenComponents) && (
          <Fact name="Through">
            {found.components.map(({ component, runs }) => (
              <span key={component} className={styles.component}>
                <Link href={entityHref(component)}>{title(component)}</Link>
                {` (${formatCounted(runs, 'run')})`}
              </span>
            ))}
            {found.hiddenComponents && <HiddenValue />}
          </Fact>
        )}
      </dl>
    </section>
  );
}

const STATES: Record<string, string> = {
  none: 'took it back',
  evaluating: 'is trying it',
  adopted: 'uses it',
  declined: 'does not want it',
};

function Said({ found }: { found: AdoptionExplanation }) {
  const { items, hidden } = found.declarations;
  if (hidden || items.length === 0) return null;
  return (
    <details className={styles.details}>
      <summary>{`What was said (${items.length}); seen by the team and the provider only`}</summary>
      <ul className={styles.rules}>
        {items.map(each => (
          <li key={`${each.at} ${each.from}`}>
            {`${formatDate(each.at)}: ${STATES[each.state] ?? each.state}${each.reason ? `, ${each.reason.replaceAll('-', ' ')}` : ''}`}
            {each.text && `: “${each.text}”`}
            <span className={styles.quiet}>
              {each.from === 'catalog'
                ? ' (catalog file)'
                : ` (${each.by ?? ''})`}
            </span>
          </li>
        ))}
      </ul>
    </details>
  );
}

function Changes({ found }: { found: AdoptionExplanation }) {
  if (found.transitions.length === 0) return null;
  return (
    <details className={styles.details}>
      <summary>{`What changed (${found.transitions.length})`}</summary>
      <ul className={styles.rules}>
        {found.transitions.map(each => (
          <li
            key={`${each.day} ${each.to} ${each.recordedAt} ${each.from}`}
            className={each.retracted ? styles.retracted : undefined}
          >
            {each.sentence}
            {each.retracted && ' (later events showed otherwise)'}
          </li>
        ))}
      </ul>
    </details>
  );
}
