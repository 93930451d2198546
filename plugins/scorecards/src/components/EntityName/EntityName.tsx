import { Link } from '@backstage/ui';
import { EntityDisplayName } from '@backstage/plugin-catalog-react';
import { entityHref } from '@mli/plugin-ml-platform-react';
import styles from './EntityName.module.css';

export interface EntityNameProps {
  entityRef: string;
  /** A tab of the entity's page. */
  tab?: string;
}

/** An entity by its title, in the type of the text around it, linked to its page. */
export const EntityName = ({ entityRef, tab }: EntityNameProps) => {
  const href = entityHref(entityRef);
  return (
    <Link className={styles.link} href={href && tab ? `${href}/${tab}` : href}>
      <EntityDisplayName entityRef={entityRef} hideIcon disableTooltip />
    </Link>
  );
};
