import type { ReactNode } from 'react';
import { configApiRef, useApi } from '@backstage/frontend-plugin-api';
import { Logo } from '../nav/Logo';
import styles from './signIn.module.css';

export function SignInFrame({ children }: { children: ReactNode }) {
  const config = useApi(configApiRef);
  const title = config.getOptionalString('app.title') ?? 'MLI portal';
  const organisation = config.getOptionalString('organization.name');
  return (
    <main className={styles.frame}>
      <div className={styles.box}>
        <div className={styles.brand}>
          <Logo size={40} />
          <div>
            <h1 className={styles.title}>{title}</h1>
            {organisation && (
              <p className={styles.organisation}>{organisation}</p>
            )}
          </div>
        </div>
        <p className={styles.lead}>
          Find what makes machine-learning work faster, and see whether it does.
        </p>
        {children}
      </div>
    </main>
  );
}
