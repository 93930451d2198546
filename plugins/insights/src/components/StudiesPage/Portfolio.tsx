import { Link } from '@backstage/ui';
import type { StudySummary } from '@mli/plugin-insights-common';
import {
  AnswerSentence,
  EmptyState,
  ErrorState,
  LoadingState,
  SectionCard,
} from '@mli/plugin-ml-platform-react';
import {
  asSentence,
  groupStudies,
  measuredText,
  portfolioSentence,
  studyHref,
} from '../../model/studies';
import { useTitles } from '../../query/queries';
import { useStudies, useStudyProposals } from '../../query/studies';
import { RolloutRows } from '../Rollout/RolloutRows';
import { EffectRows } from '../StudyParts/EffectRows';
import { StudyChips } from '../StudyParts/StudyChips';
import parts from '../StudyParts/StudyParts.module.css';
import { StudyProgress } from '../StudyParts/StudyProgress';
import { ProposalRows } from '../StudyRegister/ProposalRows';

/** All studies: answers first, by the day they were given; what is under way, what cannot be told, what could be asked. */
export function Portfolio() {
  const studies = useStudies({});
  const proposals = useStudyProposals();
  const titleOf = useTitles();
  if (studies.isPending)
    return <LoadingState label="Loading studies" rows={6} />;
  if (studies.isError) {
    return (
      <ErrorState
        title="The studies could not be loaded"
        error={studies.error}
        retry={studies.refetch}
      />
    );
  }
  const { answered, underWay, stuck } = groupStudies(studies.data);
  const open = proposals.data ?? [];
  return (
    <>
      <AnswerSentence note="A study fixes its question before anything is computed and compares teams that adopted with teams that did not, over the same weeks. No badge without a false discovery rate of at most 10 % over all of them.">
        {portfolioSentence(studies.data)}
      </AnswerSentence>
      {answered.length > 0 && (
        <SectionCard
          title="Answers"
          description="By the day of the answer, not by size. The bar is the 95 % interval, the vertical line is no change; a filled point may be called an effect."
          flush
        >
          <EffectRows
            titleOf={titleOf}
            rows={answered.flatMap(study =>
              study.headline
                ? [
                    {
                      ...study,
                      headline: study.headline,
                      chips: <StudyChips study={study} />,
                    },
                  ]
                : [],
            )}
          />
        </SectionCard>
      )}
      {underWay.length > 0 && (
        <SectionCard
          title="Under way"
          description="Counts only until the analysis date."
          flush
        >
          <PlainRows studies={underWay} titleOf={titleOf} />
        </SectionCard>
      )}
      {stuck.length > 0 && (
        <SectionCard
          title="Cannot be answered"
          description="What would have to change is on the page of each."
          flush
        >
          <PlainRows studies={stuck} titleOf={titleOf} />
        </SectionCard>
      )}
      {open.length > 0 && (
        <SectionCard
          title="Could be asked"
          description="What offerings say they improve, and nobody has studied."
          flush
        >
          <ProposalRows proposals={open} titleOf={titleOf} />
        </SectionCard>
      )}
      <RolloutRows mayDraw={open.some(({ mayRegister }) => mayRegister)} />
      {studies.data.length === 0 && proposals.data?.length === 0 && (
        <EmptyState title="No studies yet">
          A study is proposed here for every offering that says what it improves
          (`improves` in its definition). One sentence a study will stand here,
          with its interval and the numbers of teams, also where no effect can
          be told from none.
        </EmptyState>
      )}
    </>
  );
}

interface PlainRowsProps {
  readonly studies: readonly StudySummary[];
  readonly titleOf: (ref: string) => string;
}

function PlainRows({ studies, titleOf }: PlainRowsProps) {
  return (
    <ul className={parts.list}>
      {studies.map(study => (
        <li key={study.id} className={parts.row}>
          <div className={parts.what}>
            <Link href={studyHref(study.id)} className={parts.name}>
              {`${titleOf(study.offering)}: ${measuredText(study).toLocaleLowerCase('en-GB')}`}
            </Link>
            <p className={`${parts.sentence} ${parts.quiet}`}>
              {asSentence(study.sentence)}
            </p>
          </div>
          <div className={parts.what}>
            <StudyChips study={study} />
            <StudyProgress study={study} />
          </div>
        </li>
      ))}
    </ul>
  );
}
