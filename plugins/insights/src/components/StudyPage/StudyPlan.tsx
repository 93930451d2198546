import { Link } from '@backstage/ui';
import type { StudyDetail } from '@mli/plugin-insights-common';
import {
  formatDate,
  formatWindow,
  SectionCard,
} from '@mli/plugin-ml-platform-react';
import { drawHref, OUTCOME_TEXTS } from '../../model/studies';
import styles from './StudyPage.module.css';

/** What was fixed before anything is computed: all there is to see until the analysis date. */
export function StudyPlan({ study }: { readonly study: StudyDetail }) {
  const facts: [string, string][] = [
    ['Outcome', OUTCOME_TEXTS[study.outcome].title],
    ['Stage', study.stage ?? 'all'],
    ['Weeks compared', formatWindow(study.window)],
    ['Analysis date', formatDate(study.analysisDate)],
    ['Registered', formatDate(study.registeredAt)],
  ];
  return (
    <SectionCard
      title="What is fixed"
      description="Nothing of this can be changed to suit what comes of it; another look is another version."
    >
      <dl className={styles.facts}>
        {facts.map(([name, value]) => (
          <PlanRow key={name} name={name} value={value} />
        ))}
      </dl>
      {study.mayExtend && !study.randomised && (
        <Link href={drawHref(study.offering)} className={styles.after}>
          Draw the order of the next adoptions, to know sooner
        </Link>
      )}
    </SectionCard>
  );
}

function PlanRow({ name, value }: { name: string; value: string }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </>
  );
}
