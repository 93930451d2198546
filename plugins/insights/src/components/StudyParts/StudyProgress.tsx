import type { StudySummary } from '@mli/plugin-insights-common';
import styles from './StudyParts.module.css';

/** How far the computation of a study is. */
export function StudyProgress({ study }: { study: StudySummary }) {
  const { progress, state } = study;
  if (state === 'queued') {
    return <span className={styles.quiet}>It begins within ten minutes.</span>;
  }
  if (state !== 'running') return null;
  const step = progress?.step ?? 'reading runs';
  return (
    <label className={`${styles.quiet} ${styles.running}`}>
      Now: {step}
      <progress
        className={styles.progress}
        max={progress?.of ?? 1}
        value={progress?.done ?? 0}
      />
    </label>
  );
}
