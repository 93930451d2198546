import type { StudySummary } from '@mli/plugin-insights-common';
import { formatDate } from '@mli/plugin-ml-platform-react';
import { RiMedalLine } from '@remixicon/react';
import { STATE_WORDS } from '../../model/studies';
import styles from './StudyParts.module.css';

/** What has to be known of a study beside its sentence. */
export function StudyChips({ study }: { study: StudySummary }) {
  const { headline, state } = study;
  return (
    <div className={styles.chips}>
      {headline?.badge.shown && (
        <span
          className={`${styles.chip} ${styles.badge}`}
          title={headline.badge.why}
        >
          <RiMedalLine size={14} aria-hidden="true" />
          effect
        </span>
      )}
      {!headline && <span className={styles.chip}>{STATE_WORDS[state]}</span>}
      {study.randomised && (
        <span
          className={styles.chip}
          title="The order of adoption was drawn at random"
        >
          randomised
        </span>
      )}
      {study.exploratory && (
        <span
          className={styles.chip}
          title="Registered when teams had already adopted, so that what came of it could have been known"
        >
          exploratory
        </span>
      )}
      {study.version > 1 && (
        <span className={styles.chip}>version {study.version}</span>
      )}
      {study.finishedAt && (
        <span>
          {headline ? 'answered' : 'tried'} {formatDate(study.finishedAt)}
        </span>
      )}
    </div>
  );
}
