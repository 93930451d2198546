import { Button, Link } from '@backstage/ui';
import type {
  OnboardingChange,
  OnboardingRequest,
  OnboardingState,
} from '@mli/plugin-insights-common';
import {
  EmptyState,
  entityHref,
  ErrorState,
  formatDate,
  LoadingState,
  SectionCard,
} from '@mli/plugin-ml-platform-react';
import { useState } from 'react';
import { WorkQuery } from '../../api/AdoptionClient';
import { useOnboardingRequests } from '../../query/adoptionQueries';
import { TextDialog } from '../AdoptionDialogs/TextDialog';
import styles from './AdoptionWork.module.css';

const WORDS: Record<OnboardingState, string> = {
  asked: 'asked',
  helped: 'helped',
  'first-success': 'first success',
  adopted: 'adopted',
  stopped: 'stopped',
};

const NEXT: Partial<
  Record<OnboardingState, { state: OnboardingChange['state']; label: string }>
> = {
  asked: { state: 'helped', label: 'We are helping' },
  helped: { state: 'first-success', label: 'First success' },
  'first-success': { state: 'adopted', label: 'Adopted' },
};

export interface OnboardingRequestsProps {
  query: WorkQuery;
  /** Only these, where it is more than one. */
  offerings?: readonly string[];
  title: (ref: string) => string;
  heading?: string;
}

interface Change {
  request: OnboardingRequest;
  state: OnboardingChange['state'];
  label: string;
}

/** Who asked to start using what, and how far that is: a provider's home. */
export function OnboardingRequests(props: OnboardingRequestsProps) {
  const { query, title, offerings, heading = 'Asked to start' } = props;
  const requests = useOnboardingRequests(query);
  const [change, setChange] = useState<Change>();
  if (requests.isPending) {
    return <LoadingState label="Loading requests" layout="table" rows={3} />;
  }
  if (requests.isError) {
    return (
      <ErrorState
        title="Requests could not be loaded"
        error={requests.error}
        retry={() => requests.refetch()}
      />
    );
  }
  const items = offerings
    ? requests.data.filter(({ offering }) => offerings.includes(offering))
    : requests.data;
  return (
    <SectionCard
      flush={items.length > 0}
      title={`${heading} (${items.length})`}
    >
      {items.length === 0 ? (
        <EmptyState compact title="Nobody has asked yet">
          A team asks with "Start using it" on an offering; its request stands
          here until it has adopted it or stopped.
        </EmptyState>
      ) : (
        <ul className={styles.list} aria-label={heading}>
          {items.map(request => (
            <RequestRow
              key={request.id}
              request={request}
              title={title}
              onChange={(state, label) => setChange({ request, state, label })}
            />
          ))}
        </ul>
      )}
      {change && (
        <TextDialog
          title={`${title(change.request.team)}: ${change.label}`}
          note={
            change.state === 'stopped'
              ? 'Both sides are told. Say why, so that the provider can learn from it.'
              : 'Both sides are told.'
          }
          label={change.state === 'stopped' ? 'Why?' : 'Anything to add?'}
          submitLabel={change.label}
          isRequired={change.state === 'stopped'}
          change={(client, text) =>
            client.change(change.request.id, {
              state: change.state,
              version: change.request.version,
              ...(text ? { text } : {}),
            })
          }
          onClose={() => setChange(undefined)}
        />
      )}
    </SectionCard>
  );
}

function RequestRow(props: {
  request: OnboardingRequest;
  title: (ref: string) => string;
  onChange: (state: OnboardingChange['state'], label: string) => void;
}) {
  const { request, title, onChange } = props;
  const next = NEXT[request.state];
  const wanted = request.wantedOn
    ? `wanted by ${formatDate(request.wantedOn)}`
    : undefined;
  const isOpen = next !== undefined;
  return (
    <li className={styles.request}>
      <div className={styles.words}>
        <p className={styles.names}>
          <Link href={entityHref(request.team)}>{title(request.team)}</Link>
          <span> · </span>
          <Link href={entityHref(request.offering)}>
            {title(request.offering)}
          </Link>
        </p>
        <p className={styles.sentence}>{request.goal}</p>
        <p
          className={
            request.isLate
              ? `${styles.secondary} ${styles.late}`
              : styles.secondary
          }
        >
          {[
            wanted,
            request.component,
            request.isLate ? 'takes longer than expected' : undefined,
            request.stopReason && `stopped: ${request.stopReason}`,
          ]
            .filter(Boolean)
            .join(' · ')}
        </p>
        <ol className={styles.steps} aria-label="How far it is">
          {request.history.map(step => (
            <li key={`${step.state} ${step.at}`}>
              {`${WORDS[step.state]} ${formatDate(step.at)}`}
            </li>
          ))}
        </ol>
      </div>
      {request.mayChange && isOpen && (
        <div className={styles.act}>
          <Button
            size="small"
            variant="secondary"
            onPress={() => onChange(next.state, next.label)}
          >
            {next.label}
          </Button>
          <Button
            size="small"
            variant="tertiary"
            onPress={() => onChange('stopped', 'Stop')}
          >
            Stop
          </Button>
        </div>
      )}
    </li>
  );
}
