import { StudyProposal } from '@mli/plugin-insights-common';
import { Day } from '../../core/metrics/windows';
import { OUTCOMES } from '../../core/studies/outcomes';
import { dateText, defaultAnalysisDate } from '../../core/studies/studyWords';
import { StoredDecision } from '../../store/studies/studyContext';
import { OfferingClaim } from './OfferingClaims';
import { StudyPopulation } from './StudyPopulation';

export interface ProposalContext {
  readonly population: StudyPopulation;
  readonly decisions: readonly StoredDecision[];
  readonly today: Day;
  mayRegister(owner: string | undefined): boolean;
}

/** The studies that claims ask for and nobody has registered; those with most adopters first. */
export function proposalsOf(
  claims: readonly OfferingClaim[],
  context: ProposalContext,
): StudyProposal[] {
  const datesOf = Map.groupBy(context.decisions, ({ offering }) => offering);
  return claims
    .map(claim => {
      const offering = context.population.offering(claim.offering);
      const dates = (datesOf.get(claim.offering) ?? []).map(({ date }) => date);
      const analysisDate = defaultAnalysisDate(dates);
      return {
        offering: claim.offering,
        outcome: claim.outcome,
        ...(claim.stage !== undefined && { stage: claim.stage }),
        adopters: dates.length,
        ...(analysisDate !== undefined && { analysisDate }),
        exploratory: dates.length > 0,
        sentence: sentenceOf(claim, offering?.title ?? claim.offering, {
          adopters: dates.length,
          analysisDate,
          today: context.today,
        }),
        mayRegister: context.mayRegister(offering?.owner),
      };
    })
    .sort(
      (a, b) => b.adopters - a.adopters || (a.offering < b.offering ? -1 : 1),
    );
}

function sentenceOf(
  { outcome, stage }: OfferingClaim,
  title: string,
  {
    adopters,
    analysisDate,
    today,
  }: { adopters: number; analysisDate?: Day; today: Day },
): string {
  const claim = `${title} says it improves the ${OUTCOMES[outcome].noun}${stage ? ` of ${stage}` : ''}`;
  const teams =
    adopters === 0
      ? 'No team has adopted it yet'
      : `${adopters} ${adopters === 1 ? 'team has' : 'teams have'} adopted it`;
  if (analysisDate === undefined) {
    return `${claim}. ${teams}; a study is answered 26 weeks after the third`;
  }
  const when =
    analysisDate <= today
      ? 'the answer could be had now'
      : `the answer would come on ${dateText(analysisDate)}`;
  return `${claim}. ${teams}; ${when}`;
}
