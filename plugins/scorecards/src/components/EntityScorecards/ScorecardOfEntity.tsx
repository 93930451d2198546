import { Button, Link } from '@backstage/ui';
import {
  formatDate,
  LevelSteps,
  SectionCard,
} from '@mli/plugin-ml-platform-react';
import type {
  HistoryRow,
  LevelRow,
  ResultRow,
  ScorecardItem,
} from '@mli/plugin-scorecards-common';
import { useState } from 'react';
import { checksOfEntity } from '../../model/checks';
import { scorecardPath } from '../../model/scorecardPath';
import { CheckItem } from '../CheckItem/CheckItem';
import { ExemptionDialog } from '../ExemptionDialog';
import { HistoryList } from '../HistoryList/HistoryList';
import { AllChecks } from './AllChecks';
import styles from './EntityScorecards.module.css';

export interface ScorecardOfEntityProps {
  scorecard: ScorecardItem;
  level: LevelRow;
  results: readonly ResultRow[];
  history: readonly HistoryRow[];
}

const NUMBER_WORDS = ['', 'this one', 'these two', 'these three', 'these four'];

function theseMany(count: number): string {
  return NUMBER_WORDS[count] ?? `these ${count}`;
}

/** An exemption is no pass, so a level that rests on one says so. */
function exceptFor(exempt: number): string {
  if (exempt === 0) return '';
  return exempt === 1
    ? ', with one check exempt'
    : `, with ${exempt} checks exempt`;
}

export function ScorecardOfEntity(props: ScorecardOfEntityProps) {
  const { scorecard, level, results } = props;
  const [exempting, setExempting] = useState<{ id: string; title: string }>();
  const checks = checksOfEntity(scorecard, results);
  const missing = checks.filter(({ result }) =>
    level.next?.missing.includes(result.check),
  );
  return (
    <SectionCard
      title={
        <Link className={styles.link} href={scorecardPath(scorecard.ref)}>
          {scorecard.title}
        </Link>
      }
      description={scorecard.description}
      actions={
        <LevelSteps
          name={level.level?.title}
          rank={level.level?.rank ?? 0}
          of={scorecard.levels.length}
        />
      }
      footer={`Evaluated ${formatDate(level.evaluatedAt)}, version ${level.version} of the rules`}
    >
      <div className={styles.stack}>
        {level.next && missing.length > 0 && (
          <section aria-label={`To reach ${level.next.title}`}>
            <h3 className={styles.heading}>
              To reach {level.next.title}: {theseMany(missing.length)}
            </h3>
            <ol className={styles.list}>
              {missing.map(item => (
                <li key={item.result.check} className={styles.next}>
                  <CheckItem item={item} withRemedy>
                    {item.check?.exemptable && (
                      <Button
                        className={styles.ask}
                        size="small"
                        variant="secondary"
                        aria-label={`Ask for an exemption from ${item.check.title}`}
                        onPress={() => setExempting(item.check)}
                      >
                        Ask for an exemption
                      </Button>
                    )}
                  </CheckItem>
                </li>
              ))}
            </ol>
          </section>
        )}
        {!level.next && (
          <p className={styles.done}>
            The highest level is reached{exceptFor(level.counts.exempt)}. It is
            kept by what passes below.
          </p>
        )}
        <AllChecks scorecard={scorecard} checks={checks} />
        <HistoryList scorecard={scorecard} rows={props.history} />
      </div>
      {exempting && (
        <ExemptionDialog
          entity={level.entity}
          scorecard={scorecard.ref}
          check={exempting}
          onClose={() => setExempting(undefined)}
        />
      )}
    </SectionCard>
  );
}
