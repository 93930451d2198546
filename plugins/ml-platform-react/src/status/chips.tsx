import { stateStyle } from './StateIcon';
import styles from './status.module.css';

export const LIFECYCLES = [
  'experimental',
  'beta',
  'ga',
  'deprecated',
  'retired',
] as const;
export type Lifecycle = (typeof LIFECYCLES)[number];

const LIFECYCLE_LOOKS: Record<
  Lifecycle,
  { word: string; colour: string; title: string }
> = {
  experimental: {
    word: 'experimental',
    colour: 'var(--mli-exempt)',
    title: 'Experimental: may change or end without notice',
  },
  beta: {
    word: 'beta',
    colour: 'var(--mli-line)',
    title: 'Beta: supported, still changing',
  },
  ga: { word: 'ga', colour: 'var(--mli-pass)', title: 'Generally available' },
  deprecated: {
    word: 'deprecated',
    colour: 'var(--mli-stale)',
    title: 'Deprecated: do not start using it',
  },
  retired: {
    word: 'retired',
    colour: 'var(--mli-muted)',
    title: 'Retired: switched off',
  },
};

export interface LifecycleChipProps {
  readonly lifecycle: string;
}

/** Where an offering is in its life. An unknown word is shown as it is. */
export function LifecycleChip({ lifecycle }: LifecycleChipProps) {
  const known = LIFECYCLES.find(name => name === lifecycle);
  if (!known) return <span className={styles.chip}>{lifecycle}</span>;
  const look = LIFECYCLE_LOOKS[known];
  return (
    <span
      className={`${styles.chip} ${styles.chipStrong}`}
      style={stateStyle(look.colour)}
      title={look.title}
    >
      <span className={styles.dot} aria-hidden="true" />
      {look.word}
    </span>
  );
}

export interface StageChipProps {
  readonly stage: string;
}

/** A step of the ML workflow. */
export function StageChip({ stage }: StageChipProps) {
  return <span className={styles.chip}>{stage}</span>;
}
