import { Link } from '@backstage/ui';
import type { StudyDetail } from '@mli/plugin-insights-common';
import { formatDate, SectionCard } from '@mli/plugin-ml-platform-react';
import { asSentence, studyHref } from '../../model/studies';
import styles from './StudyPage.module.css';

/** How often the question was looked at, and what came out each time. */
export function StudyVersions({ study }: { study: StudyDetail }) {
  return (
    <SectionCard
      title="Versions"
      description="Looking again is another look: each finished version counts among all studies."
    >
      <ul className={styles.list}>
        {[...study.versions].reverse().map(each => (
          <li key={each.version}>
            <Link href={studyHref(study.id, each.version)}>
              Version {each.version}, analysis date{' '}
              {formatDate(each.analysisDate)}
            </Link>
            : {asSentence(each.sentence)}
            {each.reason && (
              <span className={styles.quiet}> Because: {each.reason}.</span>
            )}
          </li>
        ))}
      </ul>
    </SectionCard>
  );
}
