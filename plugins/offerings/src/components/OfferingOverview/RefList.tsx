import { Link } from '@backstage/ui';
import { entityHref, nameOfRef } from '@mli/plugin-ml-platform-react';

/** Entities by name, each a link to its page. */
export const RefList = ({ refs }: { refs: readonly string[] }) => (
  <>
    {refs.map((ref, index) => {
      const href = entityHref(ref);
      return (
        <span key={ref}>
          {index > 0 && ', '}
          {href ? <Link href={href}>{nameOfRef(ref)}</Link> : nameOfRef(ref)}
        </span>
      );
    })}
  </>
);
