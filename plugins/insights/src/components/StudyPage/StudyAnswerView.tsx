import {
  Accordion,
  AccordionGroup,
  AccordionPanel,
  AccordionTrigger,
  Link,
} from '@backstage/ui';
import type {
  StudyAnswer,
  StudyBeside,
  StudyDetail,
  StudyHeadline,
} from '@mli/plugin-insights-common';
import {
  EventStudyChart,
  formatCount,
  formatShare,
  SectionCard,
} from '@mli/plugin-ml-platform-react';
import { percentRange, percentWords } from '../../model/studyNumbers';
import { drawHref, OUTCOME_TEXTS } from '../../model/studies';
import { useStudyWhatIf } from '../../query/studies';
import { DownloadCells } from './DownloadCells';
import styles from './StudyPage.module.css';

export interface StudyAnswerViewProps {
  readonly study: StudyDetail;
  readonly headline: StudyHeadline;
  readonly answer: StudyAnswer;
}

/** The picture, what could be wrong, what would tell sooner; the rest is folded below. */
export function StudyAnswerView(props: StudyAnswerViewProps) {
  const { study, answer, headline } = props;
  const words = OUTCOME_TEXTS[study.outcome];
  const whatIf = useStudyWhatIf(study.id, headline.verdict === 'found');
  const leads = answer.eventStudy.some(point => point.from < 0);
  return (
    <>
      <SectionCard
        title="Before and after adopting"
        description={`Adopting teams against the others in the same weeks, percent; by ${words.title.toLocaleLowerCase('en-GB')}.`}
        actions={<DownloadCells study={study} />}
        footer={
          leads
            ? undefined
            : 'Too few weeks before the first adopters to show them one by one.'
        }
      >
        {answer.eventStudy.length > 0 ? (
          <EventStudyChart
            title={`Change of ${words.title.toLocaleLowerCase('en-GB')} by weeks since adopting`}
            points={answer.eventStudy}
            leftOutWeeks={answer.leftOutWeeks}
            words={words}
          />
        ) : (
          <p className={styles.text}>
            No picture:{' '}
            {answer.eventStudyNote ?? 'fewer than 5 teams at any time.'}
          </p>
        )}
      </SectionCard>
      <div className={styles.columns}>
        <SectionCard title="What could be wrong">
          <ul className={styles.list}>
            {answer.spillOver && <li>{answer.spillOver}</li>}
            {answer.caveats.map(caveat => (
              <li key={caveat}>{caveat}</li>
            ))}
          </ul>
        </SectionCard>
        <SectionCard title="How to know sooner">
          <p className={styles.text}>{answer.power.sentence}</p>
          {study.mayExtend && !study.randomised && (
            <Link href={drawHref(study.offering)}>
              Draw the order of the next adoptions
            </Link>
          )}
          {whatIf.data?.status === 'ok' && (
            <>
              <h3>{whatIf.data.title}</h3>
              <p className={styles.text}>{whatIf.data.sentence}</p>
            </>
          )}
        </SectionCard>
      </div>
      <SectionCard title="Checks and details">
        <AccordionGroup allowsMultiple className={styles.folds}>
          <Accordion>
            <AccordionTrigger title="Other ways to count" />
            <AccordionPanel>
              <Beside
                words={words}
                rows={[
                  answer.intentionToTreat,
                  answer.byRuns,
                  answer.secondOpinion,
                  answer.batches,
                ]}
              />
            </AccordionPanel>
          </Accordion>
          <Accordion>
            <AccordionTrigger title="Is it the offering, or the teams?" />
            <AccordionPanel>
              <Beside
                words={words}
                rows={[answer.adoptersOnly, answer.placebo]}
              />
            </AccordionPanel>
          </Accordion>
          <Accordion>
            <AccordionTrigger title="Comparisons inside (Goodman-Bacon)" />
            <AccordionPanel>
              <Bacon answer={answer} />
            </AccordionPanel>
          </Accordion>
          <Accordion>
            <AccordionTrigger title="Numbers and origin" />
            <AccordionPanel>
              <Origin {...props} />
            </AccordionPanel>
          </Accordion>
        </AccordionGroup>
      </SectionCard>
    </>
  );
}

function Beside({
  rows,
  words,
}: {
  rows: readonly StudyBeside[];
  words: { less: string; more: string };
}) {
  return (
    <dl className={styles.beside}>
      {rows.map(({ sentence, effect, pValue }) => (
        <BesideRow
          key={sentence}
          sentence={sentence}
          change={
            effect &&
            `${percentWords(effect.estimate, words)} (${percentRange(effect)})`
          }
          pValue={pValue}
        />
      ))}
    </dl>
  );
}

function BesideRow(props: {
  sentence: string;
  change: string | undefined;
  pValue: number | undefined;
}) {
  return (
    <>
      <dt>{props.sentence}</dt>
      <dd>{props.change ?? ''}</dd>
      <dd className={styles.quiet}>
        {props.pValue === undefined ? '' : `p ${props.pValue.toFixed(3)}`}
      </dd>
    </>
  );
}

function Bacon({ answer }: { answer: StudyAnswer }) {
  return (
    <>
      <p className={styles.text}>
        What a plain before-and-after regression would be made of; later against
        earlier adopters would be a wrong comparison, so it is never used as an
        estimate here. {answer.baconNote}
      </p>
      <dl className={styles.beside}>
        {answer.bacon.map(({ kind, weight, percent }) => (
          <BesideRow
            key={kind}
            sentence={kind}
            change={`${formatShare(weight)} of the weight, ${percent < 0 ? '−' : '+'}${Math.abs(percent).toFixed(0)} %`}
            pValue={undefined}
          />
        ))}
      </dl>
    </>
  );
}

function Origin({ study, headline, answer }: StudyAnswerViewProps) {
  const { inference, cells } = answer;
  const permuted = {
    teams: `teams within ${inference.strata} strata of peer group and size`,
    batches: 'whole departments, since they adopted together',
    design: 'the orders that could have been drawn',
  }[inference.permuted];
  const facts: [string, string][] = [
    ['p-value', headline.pValue.toFixed(3)],
    ['False discovery rate', headline.qValue?.toFixed(3) ?? 'none'],
    [
      'Estimate shrunk by all studies',
      headline.shrunk
        ? `${percentRange({ ...headline.shrunk, estimate: 0 })}, middle ${headline.shrunk.estimate.toFixed(0)} %`
        : 'none',
    ],
    [
      'Permuted',
      `${permuted}; ${formatCount(inference.draws)} ${inference.enumerated ? 'orders, all there are' : 'orders drawn'}`,
    ],
    [
      'Team weeks',
      `${formatCount(cells.used)} compared, ${formatCount(cells.leftOut)} left out around adoption, ${formatCount(cells.missing)} without enough runs, ${formatCount(cells.dropped)} without anybody to compare with`,
    ],
    [
      'Outcome',
      answer.scale === 'log'
        ? 'logarithm of the weekly median, at the mix of runs the team had before'
        : 'weekly mean per run, the longest 1 % cut, at the mix of runs the team had before',
    ],
    [
      'Computed by',
      study.provenance
        ? `${study.provenance.library}, seed ${study.provenance.seed}`
        : '',
    ],
    ['Digest of the inputs', study.provenance?.inputsDigest ?? ''],
  ];
  return (
    <dl className={styles.facts}>
      {facts.map(([name, value]) => (
        <FactRow key={name} name={name} value={value} />
      ))}
    </dl>
  );
}

function FactRow({ name, value }: { name: string; value: string }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </>
  );
}
