import { OUTCOMES } from '../../core/studies/outcomes';
import { StudyDetail, StudyWhatIf } from '@mli/plugin-insights-common';

const TITLE = 'If they responded like the adopters';

/** What the teams that have not adopted might see; only where an effect was found, and only for teams like the adopters. */
export function whatIfOf(study: StudyDetail): StudyWhatIf {
  const none = (sentence: string): StudyWhatIf => ({
    title: TITLE,
    status: 'not-available',
    sentence,
    teams: 0,
    outside: 0,
  });
  const { headline, answer } = study;
  if (!headline || !answer) {
    return none('The study has no answer to go by.');
  }
  if (headline.verdict !== 'found') {
    return none(
      'No effect can be told from none, so there is nothing to expect of other teams.',
    );
  }
  const { prediction } = answer;
  if (!prediction) {
    return none('Fewer than 5 adopting teams say how much teams differ.');
  }
  const { inRange, outside, lower, upper } = prediction;
  const { words } = OUTCOMES[study.outcome];
  const beyond =
    outside > 0
      ? ` ${outside} more ${outside === 1 ? 'is' : 'are'} unlike any adopter and left out.`
      : '';
  return {
    title: TITLE,
    status: 'ok',
    sentence: `${inRange} ${inRange === 1 ? 'team that has' : 'teams that have'} not begun ${inRange === 1 ? 'is' : 'are'} like the adopters. One of them might see ${percentText(lower, words)} to ${percentText(upper, words)}.${beyond}`,
    teams: inRange,
    outside,
    percent: { estimate: headline.effect.estimate, lower, upper },
  };
}

function percentText(
  percent: number,
  { less, more }: { readonly less: string; readonly more: string },
): string {
  const size = Math.abs(percent).toFixed(0);
  return `${size} % ${percent < 0 ? less : more}`;
}
