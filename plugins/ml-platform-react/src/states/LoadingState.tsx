import { Skeleton, VisuallyHidden } from '@backstage/ui';
import styles from './states.module.css';

export interface LoadingStateProps {
  /** What is being loaded, for a screen reader: "Loading queue times". */
  readonly label?: string;
  /** The layout that is coming, so that nothing jumps when it arrives. */
  readonly layout?: 'lines' | 'table' | 'tiles' | 'chart' | 'sentence';
  readonly rows?: number;
}

/** A skeleton in the final layout. */
export function LoadingState(props: LoadingStateProps) {
  const { label = 'Loading', layout = 'lines', rows = 4 } = props;
  return (
    <div role="status" aria-busy="true">
      <VisuallyHidden>{label}</VisuallyHidden>
      <div aria-hidden="true">
        <SkeletonLayout layout={layout} rows={rows} />
      </div>
    </div>
  );
}

function SkeletonLayout({ layout, rows }: { layout: string; rows: number }) {
  const numbers = Array.from({ length: rows }, (_, index) => index);
  if (layout === 'chart') return <Skeleton width="100%" height={260} />;
  if (layout === 'sentence')
    return (
      <div className={styles.skeletonSentence}>
        <Skeleton width="min(100%, 56ch)" height={32} />
        <Skeleton width="min(100%, 36ch)" height={32} />
        <Skeleton width="min(100%, 48ch)" height={16} />
      </div>
    );
  if (layout === 'tiles') {
    return (
      <div className={styles.skeletonTiles}>
        {numbers.map(index => (
          <Skeleton key={index} width="100%" height={144} />
        ))}
      </div>
    );
  }
  const height = layout === 'table' ? 32 : 16;
  return (
    <div className={styles.skeleton}>
      {numbers.map(index => (
        <Skeleton
          key={index}
          height={height}
          width={layout === 'table' ? '100%' : `${92 - (index % 3) * 17}%`}
        />
      ))}
    </div>
  );
}
