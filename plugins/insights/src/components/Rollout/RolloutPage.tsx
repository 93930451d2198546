import { Link } from '@backstage/ui';
import type { Rollout } from '@mli/plugin-insights-common';
import {
  AnswerSentence,
  EmptyState,
  entityHref,
  ErrorState,
  formatCounted,
  formatDate,
  LoadingState,
  SectionCard,
} from '@mli/plugin-ml-platform-react';
import { useTitles } from '../../query/queries';
import { useRollouts } from '../../query/studies';
import { AnalyseRollout } from './AnalyseRollout';
import styles from './Rollout.module.css';

/** An order of adoption as it was drawn: who starts when, from which seed, and the study that is analysed by it. */
export function RolloutPage({ id }: { id: number }) {
  const rollouts = useRollouts();
  const titleOf = useTitles();
  if (rollouts.isPending) {
    return <LoadingState label="Loading the drawn order" rows={4} />;
  }
  if (rollouts.isError) {
    return (
      <ErrorState
        title="The drawn order could not be loaded"
        error={rollouts.error}
        retry={rollouts.refetch}
      />
    );
  }
  const rollout = rollouts.data.find(each => each.id === id);
  if (!rollout) {
    return (
      <EmptyState title="No such order">
        No order of adoption with this number was drawn, or it is of an offering
        that you do not see in the catalog.
      </EmptyState>
    );
  }
  const title = titleOf(rollout.offering);
  return (
    <>
      <Link href="/offerings/impact">All studies</Link>
      <AnswerSentence note="The order is stored as it was drawn. Its study goes by the start a team was given, whether or not the team keeps to it.">
        {sentenceOf(rollout, title)}
      </AnswerSentence>
      <SectionCard
        title="Who starts when"
        footer={
          rollout.hiddenTeams > 0
            ? `${rollout.hiddenTeams} more teams that you do not see in the catalog.`
            : undefined
        }
      >
        <ol className={styles.order}>
          {byStart(rollout).map(([monday, teams]) => (
            <li key={monday ?? 'none'}>
              <h3>
                {monday
                  ? `From ${formatDate(monday)}`
                  : 'Comparison: no start drawn'}{' '}
                ({teams.length})
              </h3>
              <ul>
                {teams.map(({ team, stratum }) => (
                  <li key={team}>
                    <Link href={entityHref(team) ?? '#'}>{titleOf(team)}</Link>{' '}
                    <span className={styles.quiet}>
                      {stratumText(stratum, titleOf)}
                    </span>
                  </li>
                ))}
              </ul>
            </li>
          ))}
        </ol>
      </SectionCard>
      <SectionCard title="How it was drawn">
        <dl className={styles.facts}>
          <dt>Seed</dt>
          <dd>{rollout.seed}</dd>
          <dt>Drawn</dt>
          <dd>{formatDate(rollout.createdAt)}</dd>
          <dt>Groups</dt>
          <dd>
            {new Set(rollout.assignments.map(a => a.stratum)).size}: teams of
            one department and a similar size; chance decides within each
          </dd>
        </dl>
      </SectionCard>
      <AnalyseRollout rollout={rollout} />
    </>
  );
}

function sentenceOf({ assignments }: Rollout, title: string): string {
  const started = assignments.filter(({ monday }) => monday !== undefined);
  const starts = new Set(started.map(({ monday }) => monday)).size;
  return `${formatCounted(started.length, 'team')} start with ${title} on ${formatCounted(starts, 'Monday')} that chance decided; ${assignments.length - started.length} are the comparison.`;
}

type Assignment = Rollout['assignments'][number];

/** In the order of the starts, the comparison last. */
function byStart({
  assignments,
}: Rollout): (readonly [string | undefined, readonly Assignment[]])[] {
  const days = [...new Set(assignments.map(({ monday }) => monday))].sort(
    (a, b) => ((a ?? '~') < (b ?? '~') ? -1 : 1),
  );
  return days.map(day => [
    day,
    assignments.filter(({ monday }) => monday === day),
  ]);
}

const SIZES: Readonly<Record<string, readonly string[]>> = {
  2: ['smaller teams', 'larger teams'],
  3: ['smaller teams', 'middle-sized teams', 'larger teams'],
};

/** `group:default/perception, size 1 of 2` as "Perception, smaller teams". */
function stratumText(
  stratum: string,
  titleOf: (ref: string) => string,
): string {
  const read = /^(.*), size (\d+) of (\d+)$/.exec(stratum);
  const [, peers = stratum, part, parts = ''] = read ?? [];
  const who = peers === 'others' ? 'small departments' : titleOf(peers);
  const size = SIZES[parts]?.[Number(part) - 1];
  return size ? `${who}, ${size}` : who;
}
