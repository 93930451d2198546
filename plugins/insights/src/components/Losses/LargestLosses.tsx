import { Link } from '@backstage/ui';
import {
  EmptyState,
  ErrorState,
  formatWindow,
  LoadingState,
  SectionCard,
  useScope,
} from '@mli/plugin-ml-platform-react';
import { useLargestLosses } from '../../query/lossQueries';
import { useTitles } from '../../query/queries';
import { DownloadLosses } from './DownloadLosses';
import { LossItem } from './LossItem';
import styles from './Losses.module.css';

/** The ten largest losses of the teams below a unit, each a sentence that leads to its team. */
export function LargestLosses({ unit }: { unit: string | undefined }) {
  const losses = useLargestLosses(unit);
  const title = useTitles();
  const { hrefWithScope } = useScope();
  const items = losses.data?.items ?? [];
  const most = Math.max(0, ...items.map(({ hours }) => hours.high));
  return (
    <SectionCard
      flush
      title="Largest losses"
      description={
        losses.data?.window &&
        `Hours a week, ${formatWindow(losses.data.window)}, with 95 % intervals. Each team is shown to its members, its line and the MLI leads.`
      }
      actions={items.length > 0 && <DownloadLosses department={unit} />}
      footer={
        losses.data && (
          <Footer
            withheld={losses.data.withheld}
            folded={losses.data.folded}
            title={title}
          />
        )
      }
    >
      {losses.isPending && (
        <LoadingState
          label="Loading the largest losses"
          layout="table"
          rows={10}
        />
      )}
      {losses.isError && (
        <ErrorState
          compact
          title="The largest losses could not be loaded"
          error={losses.error}
          retry={() => losses.refetch()}
        />
      )}
      {losses.data && items.length === 0 && (
        <EmptyState compact title="No losses that may be shown yet">
          They are computed from the last 8 closed weeks, for teams with at
          least 5 members and 20 runs.
        </EmptyState>
      )}
      {items.length > 0 && (
        <ol className={styles.list}>
          {items.map(loss => (
            <LossItem
              key={`${loss.team} ${loss.stage} ${loss.phase}`}
              loss={loss}
              most={most}
              lead={
                <>
                  <Link
                    href={hrefWithScope(
                      `/teams/weeks?loss=${loss.stage}.${loss.phase}`,
                      { team: loss.team },
                    )}
                  >
                    {title(loss.team)}
                  </Link>
                  {': '}
                </>
              }
            />
          ))}
        </ol>
      )}
    </SectionCard>
  );
}

function Footer(props: {
  withheld: number;
  folded: readonly { team: string; into: string }[];
  title: (ref: string) => string;
}) {
  const { withheld, folded, title } = props;
  const parts = [
    ...(folded.length > 0
      ? [
          `Shown in the unit above, because they have under 5 members: ${folded
            .map(({ team, into }) => `${title(team)} (${title(into)})`)
            .join(', ')}.`,
        ]
      : []),
    ...(withheld > 0
      ? [
          `${withheld} ${withheld === 1 ? 'team is' : 'teams are'} not shown: too few runs, or hidden beside a small team.`,
        ]
      : []),
  ];
  return parts.length > 0 ? <>{parts.join(' ')}</> : null;
}
