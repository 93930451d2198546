import { Button, Link } from '@backstage/ui';
import type {
  AdoptionDecision,
  AdoptionExplanation,
} from '@mli/plugin-insights-common';
import {
  AdoptionStateIcon,
  entityHref,
  ErrorState,
  formatCounted,
  formatDate,
  HiddenValue,
  LoadingState,
} from '@mli/plugin-ml-platform-react';
import { ReactNode, useState } from 'react';
import { PairQuery } from '../../api/AdoptionClient';
import { isDeclining } from '../../model/adoptionStatus';
import { useExplanation } from '../../query/adoptionQueries';
import { DeclareDialog } from '../AdoptionDialogs/DeclareDialog';
import { StartUsingButton } from '../AdoptionDialogs/StartUsingButton';
import { TextDialog } from '../AdoptionDialogs/TextDialog';
import styles from './AdoptionEvidence.module.css';
import { EvidenceTimeline } from './EvidenceTimeline';

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

interface EvidenceProps extends AdoptionEvidenceProps {
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
      {row.evidence.portalSays && (
        <p className={styles.quiet}>
          {`In the portal the team says '${row.evidence.portalSays}'; its catalog file wins.`}
        </p>
      )}
      <EvidenceTimeline explanation={found} />
      <Why found={found} pair={pair} title={title} />
      <Attribution found={found} title={title} />
      <Actions found={found} pair={pair} title={title} />
      <Said found={found} />
      <Changes found={found} />
    </div>
  );
}

function Why({ found, pair, title }: EvidenceProps) {
  const [voiding, setVoiding] = useState<AdoptionDecision>();
  return (
    <section className={styles.block} aria-label="Why this date">
      <h3 className={styles.heading}>Why this date</h3>
      <p className={styles.line}>{found.why}</p>
      {found.decisions.map(decision => (
        <details key={decision.spell} className={styles.details}>
          <summary>
            {`Decision ${decision.spell}: ${formatDate(decision.adoptionDate)}`}
            {decision.disputed && ' (disputed)'}
            {decision.voided && ' (void)'}
          </summary>
          <dl className={styles.facts}>
            <Fact name="Spell began">{formatDate(decision.onset)}</Fact>
            <Fact name="Decided">{formatDate(decision.decidedAt)}</Fact>
            <Fact name="Rule">{`${decision.rule}, version ${decision.ruleVersion}`}</Fact>
            <Fact name="Evidence">
              <code className={styles.digest}>
                {decision.evidenceDigest.slice(0, 16)}
              </code>
            </Fact>
            {decision.voided && (
              <Fact name="Void">{`${decision.voided.reason} (${formatDate(decision.voided.at)})`}</Fact>
            )}
          </dl>
          {found.may.voidDecision && !decision.voided && (
            <Button
              size="small"
              variant="secondary"
              onPress={() => setVoiding(decision)}
            >
              Void this date
            </Button>
          )}
        </details>
      ))}
      <details className={styles.details}>
        <summary>The rules</summary>
        <ul className={styles.rules}>
          {found.thresholds.map(rule => (
            <li key={rule}>{rule}</li>
          ))}
        </ul>
      </details>
      {voiding && (
        <TextDialog
          title={`Void ${formatDate(voiding.adoptionDate)} for ${title(pair.team)}`}
          note="The date is no longer used, anywhere. It is kept, with your name and the reason."
          label="Why is it not right?"
          submitLabel="Void it"
          isRequired
          change={(client, reason) =>
            client.voidDecision({ ...pair, spell: voiding.spell, reason })
          }
          onClose={() => setVoiding(undefined)}
        />
      )}
    </section>
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

function Actions({ found, pair, title }: EvidenceProps) {
  const [open, setOpen] = useState<'declare' | 'agree' | 'refuse'>();
  const { row, may, need } = found;
  const isStarted = row.status !== 'not-started';
  return (
    <section className={styles.block} aria-label="What to do">
      <h3 className={styles.heading}>What to do</h3>
      {need && <p className={styles.line}>{need.sentence}</p>}
      <div className={styles.buttons}>
        {may.declare && (
          <Button
            size="small"
            variant="secondary"
            onPress={() => setOpen('declare')}
          >
            Say what you do with it
          </Button>
        )}
        {!isStarted && (
          <StartUsingButton offering={pair.offering} team={pair.team} />
        )}
        {may.confirm && row.notRelevant !== 'confirmed' && (
          <Button
            size="small"
            variant="secondary"
            onPress={() => setOpen('agree')}
          >
            Agree: not relevant
          </Button>
        )}
        {may.confirm && row.notRelevant !== 'refused' && (
          <Button
            size="small"
            variant="secondary"
            onPress={() => setOpen('refuse')}
          >
            Do not agree
          </Button>
        )}
      </div>
      {!may.declare && (
        <p
          className={styles.quiet}
        >{`${found.whoMayDeclare} can say what the team does with it.`}</p>
      )}
      {open === 'declare' && (
        <DeclareDialog
          pair={pair}
          teamTitle={title(pair.team)}
          offeringTitle={title(pair.offering)}
          declared={row.declared}
          catalogWins={row.evidence.declaredBy === 'catalog'}
          onClose={() => setOpen(undefined)}
        />
      )}
      {(open === 'agree' || open === 'refuse') && (
        <TextDialog
          title={`${title(pair.offering)} is ${open === 'agree' ? 'not ' : ''}relevant to ${title(pair.team)}`}
          note={
            open === 'agree'
              ? 'The team no longer counts as one that could use it.'
              : 'The team goes on counting as one that could use it.'
          }
          label="Anything to add?"
          submitLabel={open === 'agree' ? 'Agree' : 'Do not agree'}
          change={(client, text) =>
            client.answerRelevance({
              ...pair,
              confirmed: open === 'agree',
              ...(text ? { text } : {}),
            })
          }
          onClose={() => setOpen(undefined)}
        />
      )}
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

function Fact(props: { name: string; children: ReactNode }) {
  return (
    <div className={styles.fact}>
      <dt>{props.name}</dt>
      <dd>{props.children}</dd>
    </div>
  );
}
