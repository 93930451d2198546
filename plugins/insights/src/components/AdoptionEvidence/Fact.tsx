import { ReactNode } from 'react';
import styles from './AdoptionEvidence.module.css';

/** A name and what it is, in a list of facts. */
export function Fact(props: { name: string; children: ReactNode }) {
  return (
    <div className={styles.fact}>
      <dt>{props.name}</dt>
      <dd>{props.children}</dd>
    </div>
  );
}
