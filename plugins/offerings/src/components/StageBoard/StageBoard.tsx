import { Link } from '@backstage/ui';
import { entityHref, LifecycleChip } from '@mli/plugin-ml-platform-react';
import { OfferingSummary } from '@mli/plugin-offerings-common';
import styles from './StageBoard.module.css';

const NO_STAGE = 'no stage named';

export interface StageBoardProps {
  /** Steps of the workflow, in order. */
  stages: readonly string[];
  offerings: readonly OfferingSummary[];
}

/** The workflow from left to right, under each step what is offered for it; a step without anything is a gap. */
export function StageBoard({ stages, offerings }: StageBoardProps) {
  const unplaced = offerings.filter(offering => offering.stages.length === 0);
  const columns = stages.map(stage => ({
    stage,
    items: offerings.filter(offering => offering.stages.includes(stage)),
  }));
  if (unplaced.length > 0) columns.push({ stage: NO_STAGE, items: unplaced });
  return (
    <div
      className={styles.scroll}
      role="region"
      aria-label="Offerings by stage of the workflow"
      // A region that scrolls has to be reachable by keyboard.
      // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
      tabIndex={0}
    >
      <ol className={styles.board}>
        {columns.map(({ stage, items }) => (
          <li
            key={stage}
            className={styles.column}
            data-gap={items.length === 0 ? '' : undefined}
          >
            <h3 className={styles.stage}>{stage}</h3>
            {items.length === 0 && <p className={styles.gap}>nothing yet</p>}
            <ul className={styles.items}>
              {items.map(offering => (
                <li key={offering.ref} className={styles.item}>
                  <Link
                    className={styles.link}
                    href={entityHref(offering.ref)}
                    title={offering.problem}
                  >
                    {offering.title}
                  </Link>
                  <span className={styles.meta}>{offering.providerName}</span>
                  {offering.lifecycle && offering.lifecycle !== 'ga' && (
                    <LifecycleChip lifecycle={offering.lifecycle} />
                  )}
                </li>
              ))}
            </ul>
          </li>
        ))}
      </ol>
    </div>
  );
}
