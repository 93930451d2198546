import { Link } from '@backstage/ui';
import { EntityDisplayName } from '@backstage/plugin-catalog-react';
import { entityHref } from '@mli/plugin-ml-platform-react';
import styles from './OfferingOverview.module.css';

/** Entities by their titles, each a link to its page. */
export const RefList = ({ refs }: { refs: readonly string[] }) => (
  <>
    {refs.map((ref, index) => (
      <span key={ref}>
        {index > 0 && ', '}
        <Link className={styles.link} href={entityHref(ref)}>
          <EntityDisplayName entityRef={ref} hideIcon disableTooltip />
        </Link>
      </span>
    ))}
  </>
);
