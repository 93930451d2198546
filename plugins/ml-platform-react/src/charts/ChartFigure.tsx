import { Skeleton, VisuallyHidden } from '@backstage/ui';
import { ReactNode, Suspense, useState } from 'react';
import '../tokens/tokens.css';
import styles from './charts.module.css';

export interface ChartFigureProps {
  readonly title: string;
  /** What a screen reader hears instead of the drawing. */
  readonly description: string;
  readonly height: number;
  readonly plot: ReactNode;
  /** The same, as a table. */
  readonly table: ReactNode;
  readonly legend: ReactNode;
}

/** A drawing that is fetched when it is shown, with its legend, and a table that says the same. */
export function ChartFigure(props: ChartFigureProps) {
  const { title, description, height, plot, table, legend } = props;
  const [asTable, setAsTable] = useState(false);
  return (
    <figure className={styles.figure} aria-label={title}>
      <VisuallyHidden>{description}</VisuallyHidden>
      {asTable ? (
        table
      ) : (
        <div className={styles.plot} style={{ height }}>
          <Suspense fallback={<Skeleton width="100%" height={height} />}>
            {plot}
          </Suspense>
        </div>
      )}
      <div className={styles.foot}>
        {!asTable && legend}
        <button
          type="button"
          className={styles.tableToggle}
          onClick={() => setAsTable(!asTable)}
        >
          {asTable ? 'Show as chart' : 'Show as table'}
        </button>
      </div>
    </figure>
  );
}
