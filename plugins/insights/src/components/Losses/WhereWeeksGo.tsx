import { Link } from '@backstage/ui';
import type { TeamLosses } from '@mli/plugin-insights-common';
import {
  AnswerSentence,
  EmptyState,
  ErrorState,
  formatWindow,
  LoadingState,
  SectionCard,
  useScope,
} from '@mli/plugin-ml-platform-react';
import { useSearchParams } from 'react-router-dom';
import { useTeamLosses } from '../../query/lossQueries';
import { useTitles } from '../../query/queries';
import { LossItem } from './LossItem';
import { LossOpened } from './LossOpened';
import styles from './Losses.module.css';
import { WeeksLine } from './WeeksLine';

/** A team's way through the stages, what it lost on it, and what stands behind each loss. */
export function WhereWeeksGo({ team }: { team: string }) {
  const losses = useTeamLosses(team);
  const title = useTitles();
  return (
    <SectionCard
      title="Where our weeks go"
      description={
        losses.data &&
        `${formatWindow(losses.data.window)}, hours a week of all members together`
      }
      footer={`${title(team)}, its line and the MLI leads see this. It is about the team, never about a person.`}
    >
      {losses.isPending && (
        <LoadingState label="Loading where the weeks go" layout="chart" />
      )}
      {losses.isError && (
        <ErrorState
          compact
          title="Where the weeks go could not be loaded"
          error={losses.error}
          retry={() => losses.refetch()}
        />
      )}
      {losses.data && <Answer losses={losses.data} title={title} />}
    </SectionCard>
  );
}

const WITHOUT: Record<Exclude<TeamLosses['status'], 'ok'>, string> = {
  folded: 'Shown in the unit above',
  hidden: 'Hidden',
  'not-enough-data': 'Not enough data yet',
};

interface AnswerProps {
  losses: TeamLosses;
  title: (ref: string) => string;
}

function Answer({ losses, title }: AnswerProps) {
  const { hrefWithScope } = useScope();
  const [search, setSearch] = useSearchParams();
  const opened = search.get('loss') ?? undefined;
  if (losses.status !== 'ok') {
    return (
      <EmptyState compact title={WITHOUT[losses.status]}>
        {losses.reason}{' '}
        {losses.foldedInto && (
          <Link
            href={hrefWithScope('/teams/weeks', { team: losses.foldedInto })}
          >
            See {title(losses.foldedInto)}
          </Link>
        )}
      </EmptyState>
    );
  }
  const most = Math.max(0, ...losses.items.map(({ hours }) => hours.high));
  const toggle = (id: string) => {
    const next = new URLSearchParams(search);
    if (opened === id) next.delete('loss');
    else next.set('loss', id);
    setSearch(next, { replace: true, preventScrollReset: true });
  };
  return (
    <div className={styles.stack}>
      <WeeksLine losses={losses} title={title} />
      <AnswerSentence note={<Notes losses={losses} title={title} />}>
        {`${title(losses.unit)} ${losses.sentence ?? ''}`}
      </AnswerSentence>
      {losses.items.length > 0 ? (
        <ul className={styles.list} aria-label="Losses, largest first">
          {losses.items.map(loss => {
            const id = `${loss.stage}.${loss.phase}`;
            return (
              <LossItem
                key={id}
                loss={loss}
                most={most}
                isOpen={opened === id}
                onToggle={() => toggle(id)}
              >
                <LossOpened
                  place={{
                    team: losses.unit,
                    stage: loss.stage,
                    phase: loss.phase,
                  }}
                />
              </LossItem>
            );
          })}
        </ul>
      ) : (
        <p>Nothing was lost that sources tell of.</p>
      )}
    </div>
  );
}

function Notes({ losses, title }: AnswerProps) {
  return (
    <div className={styles.notes}>
      <span>{losses.bottleneckSentence}</span>
      <span>Working hours: {losses.workingHours}.</span>
      <span
        title={`${losses.definition.blocked}. ${losses.definition.rework}.`}
      >
        Blocked and done again, not wasted; 95 % intervals in brackets.
      </span>
      {losses.folded.length > 0 && (
        <span>
          With {losses.folded.map(title).join(', ')}, under 5 members each.
        </span>
      )}
    </div>
  );
}
