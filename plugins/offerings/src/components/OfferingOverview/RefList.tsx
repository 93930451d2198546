import { Link } from '@backstage/ui';
import { useEntityPresentation } from '@backstage/plugin-catalog-react';
import { entityHref } from '@mli/plugin-ml-platform-react';
import styles from './OfferingOverview.module.css';

/** Entities by their titles, each a link to its page. */
export function RefList({ refs }: { refs: readonly string[] }) {
  return (
    <>
      {refs.map((ref, index) => (
        <span key={ref}>
          {index > 0 && ', '}
          <RefLink entityRef={ref} />
        </span>
      ))}
    </>
  );
}

function RefLink({ entityRef }: { entityRef: string }) {
  const { primaryTitle } = useEntityPresentation(entityRef);
  return (
    <Link className={styles.link} href={entityHref(entityRef)}>
      {primaryTitle}
    </Link>
  );
}
