import { Container } from '@backstage/ui';
import { SimulatedDataBanner } from '@mli/plugin-ml-platform-react';
import { PropsWithChildren } from 'react';
import { usePortalScope } from '../../query/queries';
import styles from './PageFrame.module.css';

/** The room around a page's content; says when what is shown was made up. */
export const PageFrame = ({ children }: PropsWithChildren) => {
  const scope = usePortalScope();
  return (
    <Container>
      <div className={styles.stack}>
        <SimulatedDataBanner simulated={scope.data?.simulated} />
        {children}
      </div>
    </Container>
  );
};
