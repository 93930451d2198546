import { parseEntityRef, stringifyEntityRef } from '@backstage/catalog-model';
import { Link } from '@backstage/ui';
import { useEntityPresentation } from '@backstage/plugin-catalog-react';
import { entityHref } from '@mli/plugin-ml-platform-react';
import styles from './EntityName.module.css';

export interface EntityNameProps {
  /** A ref; an owner may be written short, as in the catalog file. */
  entityRef: string;
  /** A tab of the entity's page. */
  tab?: string;
}

/** An entity by its title, in the type of the text around it, linked to its page. */
export function EntityName({ entityRef, tab }: EntityNameProps) {
  const ref = stringifyEntityRef(
    parseEntityRef(entityRef, {
      defaultKind: 'group',
      defaultNamespace: 'default',
    }),
  );
  const { primaryTitle } = useEntityPresentation(ref);
  const href = entityHref(ref);
  return (
    <Link className={styles.link} href={href && tab ? `${href}/${tab}` : href}>
      {primaryTitle}
    </Link>
  );
}
