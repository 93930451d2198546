import type { AdoptionExplanation } from '@mli/plugin-insights-common';
import { formatDate, formatDayAndMonth } from '@mli/plugin-ml-platform-react';
import styles from './AdoptionEvidence.module.css';

export interface EvidenceTimelineProps {
  explanation: AdoptionExplanation;
}

type Period = AdoptionExplanation['periods'][number];

const SAYS: Record<AdoptionExplanation['says'][number]['state'], string> = {
  none: 'nothing',
  evaluating: 'trying it',
  adopted: 'uses it',
  declined: 'does not want it',
};

const DAY_MS = 86_400_000;

function dayNumber(day: string): number {
  return Date.parse(`${day}T00:00:00Z`) / DAY_MS;
}

function periodWords(period: Period): string {
  const from = formatDate(period.from);
  if (period.verdict === 'open') return `from ${from}: not over yet`;
  if (period.verdict === 'skipped')
    return `from ${from}: no run of the team at all`;
  if (period.verdict === 'under') return `from ${from}: too little use`;
  const lane = [
    period.byPeople && 'by people',
    period.byProduction && 'in production',
  ]
    .filter(Boolean)
    .join(' and ');
  return `from ${from}: enough use ${lane}${period.counted ? '; one of those that made the date' : ''}`;
}

/** What the team says and what its runs show, on one time axis: weeks as squares, words as bars. */
export function EvidenceTimeline({ explanation }: EvidenceTimelineProps) {
  const { periods, says, row } = explanation;
  const [first] = periods;
  const last = periods.at(-1);
  if (!first || !last) return null;
  const start = dayNumber(first.from);
  const length = dayNumber(last.to) - start;
  const at = (day: string) =>
    Math.max(0, Math.min(100, (100 * (dayNumber(day) - start)) / length));
  const date = row.adoptionDate;
  return (
    <figure
      className={styles.timeline}
      aria-label="What it says and what its runs show"
    >
      <div className={styles.lane}>
        <span className={styles.laneName}>says</span>
        <div className={styles.track}>
          {says.map(each => (
            <span
              key={`${each.from} ${each.by}`}
              className={styles.says}
              data-state={each.state}
              style={{
                left: `${at(each.from)}%`,
                width: `${Math.max(2, at(each.to ?? last.to) - at(each.from))}%`,
              }}
              title={`${SAYS[each.state]} since ${formatDate(each.from)}, ${each.by === 'catalog' ? 'in the catalog file' : 'in the portal'}`}
            />
          ))}
          {says.length === 0 && <span className={styles.nothing}>nothing</span>}
        </div>
      </div>
      <div className={styles.lane}>
        <span className={styles.laneName}>shows</span>
        <ol className={styles.track}>
          {periods.map(period => (
            <li
              key={period.from}
              className={styles.period}
              data-verdict={period.verdict}
              data-lane={
                period.byProduction && !period.byPeople
                  ? 'production'
                  : 'people'
              }
              data-counted={period.counted ? '' : undefined}
              style={{
                left: `${at(period.from)}%`,
                width: `${at(period.to) - at(period.from)}%`,
              }}
              title={periodWords(period)}
              aria-label={periodWords(period)}
            />
          ))}
          {date && dayNumber(date) >= start && (
            <li
              className={styles.date}
              style={{ left: `${at(date)}%` }}
              aria-label={`adopted on ${formatDate(date)}`}
            />
          )}
        </ol>
      </div>
      <div className={styles.axis} aria-hidden="true">
        <span>{formatDayAndMonth(first.from)}</span>
        {date && dayNumber(date) >= start && (
          <span className={styles.axisDate} style={{ left: `${at(date)}%` }}>
            {formatDayAndMonth(date)}
          </span>
        )}
        <span>{formatDayAndMonth(last.to)}</span>
      </div>
      <figcaption className={styles.legend}>
        <span data-look="counted">made the date</span>
        <span data-look="met">enough use</span>
        <span data-look="under">too little</span>
        <span data-look="skipped">no runs</span>
      </figcaption>
    </figure>
  );
}
