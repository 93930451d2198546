import { stringifyEntityRef } from '@backstage/catalog-model';
import { useEntity } from '@backstage/plugin-catalog-react';
import {
  AnswerSentence,
  EmptyState,
  ErrorState,
  LoadingState,
  SectionCard,
  SimulatedDataBanner,
} from '@mli/plugin-ml-platform-react';
import { Link } from '@backstage/ui';
import { asSentence, measuredText, studyHref } from '../../model/studies';
import { useInsightsScope, useTitles } from '../../query/queries';
import { useStudies, useStudyProposals } from '../../query/studies';
import { RolloutRows } from '../Rollout/RolloutRows';
import { EffectRows } from '../StudyParts/EffectRows';
import { StudyChips } from '../StudyParts/StudyChips';
import parts from '../StudyParts/StudyParts.module.css';
import { ProposalRows } from '../StudyRegister/ProposalRows';
import styles from './OfferingImpact.module.css';

/** The Impact tab of an offering: what is known of what it did, and what could be asked. */
export function OfferingImpact() {
  const { entity } = useEntity();
  const offering = stringifyEntityRef(entity);
  const scope = useInsightsScope();
  const studies = useStudies({ offering });
  const proposals = useStudyProposals();
  const titleOf = useTitles();
  if (studies.isPending) {
    return <LoadingState label="Loading studies" rows={4} />;
  }
  if (studies.isError) {
    return (
      <ErrorState
        title="The studies could not be loaded"
        error={studies.error}
        retry={studies.refetch}
      />
    );
  }
  const answered = studies.data.flatMap(study =>
    study.headline
      ? [
          {
            ...study,
            headline: study.headline,
            chips: <StudyChips study={study} />,
          },
        ]
      : [],
  );
  const others = studies.data.filter(({ headline }) => !headline);
  const open = (proposals.data ?? []).filter(p => p.offering === offering);
  return (
    <div className={styles.stack}>
      <AnswerSentence>
        {sentenceOf(answered.length, others.length)}
      </AnswerSentence>
      {answered.length > 0 && (
        <SectionCard title="Answers" flush>
          <EffectRows rows={answered} titleOf={titleOf} isOneOffering />
        </SectionCard>
      )}
      {others.length > 0 && (
        <SectionCard title="Without an answer" flush>
          <ul className={parts.list}>
            {others.map(study => (
              <li key={study.id} className={parts.row}>
                <div className={parts.what}>
                  <Link href={studyHref(study.id)} className={parts.name}>
                    {measuredText(study)}
                  </Link>
                  <p className={`${parts.sentence} ${parts.quiet}`}>
                    {asSentence(study.sentence)}
                  </p>
                </div>
                <StudyChips study={study} />
              </li>
            ))}
          </ul>
        </SectionCard>
      )}
      {open.length > 0 && (
        <SectionCard title="Could be asked" flush>
          <ProposalRows proposals={open} titleOf={titleOf} />
        </SectionCard>
      )}
      <RolloutRows
        offering={offering}
        mayDraw={open.some(({ mayRegister }) => mayRegister)}
      />
      {studies.data.length === 0 && open.length === 0 && (
        <EmptyState title="Nothing to study">
          The offering does not say what it improves. With `improves` in its
          definition a study is proposed here.
        </EmptyState>
      )}
      <SimulatedDataBanner simulated={scope.data?.simulated} />
    </div>
  );
}

function sentenceOf(answered: number, others: number): string {
  if (answered > 0) return 'What adopting it did, as far as can be told.';
  return others > 0
    ? 'Nothing can be told yet of what adopting it did.'
    : 'Nobody has asked yet what adopting it did.';
}
