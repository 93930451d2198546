import { Checkbox, Link } from '@backstage/ui';
import type { OfferingAdopters } from '@mli/plugin-insights-common';
import {
  entityHref,
  LifecycleChip,
  StageChip,
} from '@mli/plugin-ml-platform-react';
import { OfferingSummary } from '@mli/plugin-offerings-common';
import { RiMedalLine } from '@remixicon/react';
import { EffectBadge } from '../../model/effects';
import { adoptersText } from './adoptersText';
import styles from './OfferingCard.module.css';

export interface OfferingCardProps {
  offering: OfferingSummary;
  /** Absent where the viewer may not see adoption, or nothing is known. */
  adopters?: OfferingAdopters;
  /** What adopting it did, where studies were clear about it. */
  badge?: EffectBadge;
  isCompared: boolean;
  /** Why it cannot be put beside what is picked already. */
  whyNotCompared?: string;
  onCompare: () => void;
}

export function OfferingCard(props: OfferingCardProps) {
  const { offering, adopters, badge, isCompared, whyNotCompared, onCompare } =
    props;
  return (
    <article className={styles.card} aria-label={offering.title}>
      <header className={styles.head}>
        <h3 className={styles.title}>
          <Link className={styles.link} href={entityHref(offering.ref)}>
            {offering.title}
          </Link>
        </h3>
        {offering.lifecycle && <LifecycleChip lifecycle={offering.lifecycle} />}
      </header>
      <p className={styles.problem}>
        {offering.problem ??
          offering.description ??
          'Nobody has written down yet which problem it solves.'}
      </p>
      {offering.stages.length > 0 && (
        <ul className={styles.stages} aria-label="Stages">
          {offering.stages.map(stage => (
            <li key={stage}>
              <StageChip stage={stage} />
            </li>
          ))}
        </ul>
      )}
      <footer className={styles.foot}>
        <p className={styles.meta}>
          {offering.providerName && <span>{offering.providerName}</span>}
          {adopters && <span>{adoptersText(adopters)}</span>}
          {badge && (
            <span className={styles.effect} title={badge.why}>
              <RiMedalLine size={14} aria-hidden="true" />
              {badge.text}
            </span>
          )}
        </p>
        <div className={styles.compare} title={whyNotCompared}>
          <Checkbox
            isSelected={isCompared}
            isDisabled={whyNotCompared !== undefined}
            onChange={onCompare}
            aria-label={`Compare ${offering.title}`}
          >
            Compare
          </Checkbox>
        </div>
      </footer>
    </article>
  );
}
