import { Button, Link } from '@backstage/ui';
import type { AdoptionNeed, NeedAction } from '@mli/plugin-insights-common';
import {
  AdoptionStateIcon,
  EmptyState,
  entityHref,
  ErrorState,
  formatDate,
  LoadingState,
  SectionCard,
} from '@mli/plugin-ml-platform-react';
import { useState } from 'react';
import { useSearchParams } from 'react-router-dom';
import { WorkQuery } from '../../api/AdoptionClient';
import { useNeeds } from '../../query/adoptionQueries';
import { TextDialog } from '../AdoptionDialogs/TextDialog';
import { ViewSwitch } from '../ViewSwitch/ViewSwitch';
import styles from './AdoptionWork.module.css';

export interface NeedsViewProps {
  query: WorkQuery;
  title: (ref: string) => string;
  /** Only these, where it is more than one. */
  offerings?: readonly string[];
  /** Leave out what every row shares. */
  without?: 'team' | 'offering';
  heading?: string;
}

const ACTIONS: Record<
  NeedAction,
  { label: string; done: string; note: string; question: string }
> = {
  welcome: {
    label: 'Welcome',
    done: 'Welcomed',
    note: 'The team is told that you saw it, and asked to say that it uses it.',
    question: 'What would you like to tell them?',
  },
  ask: {
    label: 'Ask',
    done: 'Asked',
    note: 'The team is asked, with a link to what its runs show.',
    question: 'What would you like to know?',
  },
  help: {
    label: 'Help',
    done: 'Offered help',
    note: 'The team is offered help; its request, if it has one, is marked as helped.',
    question: 'How can they reach you?',
  },
  invite: {
    label: 'Invite',
    done: 'Invited',
    note: 'The team is invited to try it, with a link to start.',
    question: 'Why would it help them?',
  },
};

const SHOWN_AT_FIRST = 25;

/** Who needs somebody, most urgent first: one sentence each, and one thing to do. */
export function NeedsView(props: NeedsViewProps) {
  const { query, offerings } = props;
  const needs = useNeeds(query);
  if (needs.isPending) {
    return (
      <LoadingState
        label="Loading who needs somebody"
        layout="table"
        rows={6}
      />
    );
  }
  if (needs.isError) {
    return (
      <ErrorState
        title="Who needs somebody could not be loaded"
        error={needs.error}
        retry={() => needs.refetch()}
      />
    );
  }
  const all = offerings
    ? needs.data.filter(({ offering }) => offerings.includes(offering))
    : needs.data;
  const own = all.filter(({ mayAct }) => mayAct);
  if (own.length === 0 || own.length === all.length) {
    return <NeedsCard {...props} items={all} />;
  }
  return (
    <ViewSwitch
      parameter="whose"
      label="Whose offerings"
      options={[
        { id: 'own', label: `Your offerings (${own.length})` },
        { id: 'all', label: `All offerings (${all.length})` },
      ]}
    >
      {whose => (
        <NeedsCard key={whose} {...props} items={whose === 'own' ? own : all} />
      )}
    </ViewSwitch>
  );
}

function NeedsCard(props: NeedsViewProps & { items: readonly AdoptionNeed[] }) {
  const { items, title, heading = 'Who needs somebody' } = props;
  const [acting, setActing] = useState<AdoptionNeed>();
  const [shown, setShown] = useState(SHOWN_AT_FIRST);
  const rest = items.length - shown;
  return (
    <SectionCard
      flush={items.length > 0}
      title={`${heading} (${items.length})`}
    >
      {items.length === 0 ? (
        <EmptyState title="Nobody needs somebody">
          What teams say and what their runs show agree.
        </EmptyState>
      ) : (
        <ol className={styles.list} aria-label={heading}>
          {items.slice(0, shown).map((need, index) => (
            <NeedRow
              key={`${need.kind} ${need.team} ${need.offering}`}
              need={need}
              rank={index + 1}
              {...props}
              onAct={() => setActing(need)}
            />
          ))}
        </ol>
      )}
      {rest > 0 && (
        <div className={styles.more}>
          <Button
            variant="secondary"
            size="small"
            onPress={() => setShown(items.length)}
          >
            {`Show ${rest} more`}
          </Button>
        </div>
      )}
      {acting && (
        <TextDialog
          title={`${ACTIONS[acting.action].label} ${title(acting.team)}`}
          note={ACTIONS[acting.action].note}
          label={ACTIONS[acting.action].question}
          submitLabel={ACTIONS[acting.action].label}
          change={(client, text) =>
            client.act({
              team: acting.team,
              offering: acting.offering,
              kind: acting.kind,
              ...(text ? { text } : {}),
            })
          }
          onClose={() => setActing(undefined)}
        />
      )}
    </SectionCard>
  );
}

function NeedRow(
  props: NeedsViewProps & {
    need: AdoptionNeed;
    rank: number;
    onAct: () => void;
  },
) {
  const { need, rank, title, without, onAct } = props;
  const [search] = useSearchParams();
  const action = ACTIONS[need.action];
  const evidence = new URLSearchParams(search);
  evidence.set('view', 'matrix');
  evidence.set('cell', `${need.team} ${need.offering}`);
  return (
    <li className={styles.need}>
      <span className={styles.rank}>{rank}</span>
      <div className={styles.words}>
        <p className={styles.names}>
          {without !== 'team' && (
            <Link href={entityHref(need.team)}>{title(need.team)}</Link>
          )}
          {without === undefined && <span> · </span>}
          {without !== 'offering' && (
            <Link href={entityHref(need.offering)}>{title(need.offering)}</Link>
          )}
          <span className={styles.state}>
            <AdoptionStateIcon
              status={need.status}
              detail={
                need.kind === 'declining' ? 'less than before' : undefined
              }
            />
          </span>
        </p>
        <p className={styles.sentence}>{need.sentence}</p>
      </div>
      <div className={styles.act}>
        <Link href={`/offerings/adoption?${evidence}`} className={styles.why}>
          Why?
        </Link>
        {need.doneAt && (
          <span className={styles.done}>
            {`${action.done} on ${formatDate(need.doneAt)}`}
          </span>
        )}
        {need.mayAct && !need.doneAt && (
          <Button
            size="small"
            variant="secondary"
            aria-label={`${action.label} ${title(need.team)} about ${title(need.offering)}`}
            onPress={onAct}
          >
            {action.label}
          </Button>
        )}
      </div>
    </li>
  );
}
