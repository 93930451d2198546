import type { AdoptionFunnel } from '@mli/plugin-insights-common';
import {
  ErrorState,
  formatCounted,
  formatShare,
  LoadingState,
  SectionCard,
} from '@mli/plugin-ml-platform-react';
import { useFunnel } from '../../query/adoptionQueries';
import styles from './AdoptionCharts.module.css';

type Step = AdoptionFunnel['steps'][number];

const NAMES: Record<Step['step'], [name: string, now: string]> = {
  eligible: ['Eligible', 'not started'],
  planned: ['Started or planned', 'planned'],
  trial: ['Tried it', 'trying it'],
  adopted: ['Adopted', 'in use'],
  lapsed: ['Stopped using', 'gone'],
};

function timeWords({ time }: Step): string {
  if (!time || time.reached + time.onTheWay === 0) return '';
  const way = time.onTheWay > 0 ? `, ${time.onTheWay} not there yet` : '';
  return time.medianDays === undefined
    ? `fewer than half got there${way}`
    : `half within ${formatCounted(Math.round(time.medianDays), 'day')}${way}`;
}

/** How far teams came with an offering, step by step, and how long each step took. */
export function Funnel(props: { offering: string; team?: string }) {
  const funnel = useFunnel(props);
  if (funnel.isPending) {
    return <LoadingState label="Loading the funnel" layout="table" rows={5} />;
  }
  if (funnel.isError) {
    return (
      <ErrorState
        title="The funnel could not be loaded"
        error={funnel.error}
        retry={() => funnel.refetch()}
      />
    );
  }
  const { steps, triedAndLeft } = funnel.data;
  const widest = Math.max(1, ...steps.map(({ count }) => count));
  return (
    <SectionCard
      title="How teams come to use it"
      description={`${formatCounted(triedAndLeft, 'team')} tried it and left. Teams on the way count as still waiting.`}
      footer={footOf(funnel.data)}
    >
      <table className={styles.funnel} aria-label="Adoption funnel">
        <tbody>
          {steps.map(step => (
            <tr key={step.step}>
              <th scope="row">{NAMES[step.step][0]}</th>
              <td className={styles.barCell}>
                <span
                  className={styles.bar}
                  data-step={step.step}
                  style={{ width: `${(100 * step.count) / widest}%` }}
                />
              </td>
              <td className={styles.number}>{step.count}</td>
              <td className={styles.number}>
                {step.conversion === undefined
                  ? ''
                  : formatShare(step.conversion)}
              </td>
              <td className={styles.quiet}>
                {`${step.now} ${NAMES[step.step][1]} now`}
              </td>
              <td className={styles.quiet}>{timeWords(step)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </SectionCard>
  );
}

function footOf(funnel: AdoptionFunnel): string {
  const { firstSuccess, expectedDays, hiddenTeams, cannotTell, notRelevant } =
    funnel;
  const success =
    firstSuccess.medianDays === undefined
      ? 'First use to first success: not enough teams yet'
      : `First use to first success: half within ${formatCounted(Math.round(firstSuccess.medianDays), 'day')}`;
  return [
    expectedDays === undefined
      ? success
      : `${success}; ${formatCounted(expectedDays, 'day')} expected`,
    hiddenTeams > 0 &&
      `${formatCounted(hiddenTeams, 'team')} left out: fewer than 5 members`,
    cannotTell > 0 &&
      `of ${formatCounted(cannotTell, 'team')} it cannot be told`,
    notRelevant > 0 && `not relevant to ${formatCounted(notRelevant, 'team')}`,
  ]
    .filter(Boolean)
    .join(' · ');
}
