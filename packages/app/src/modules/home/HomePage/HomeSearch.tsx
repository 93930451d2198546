import { useState, type FormEvent } from 'react';
import { useNavigate } from 'react-router-dom';
import { SearchField } from '@backstage/ui';
import styles from './HomePage.module.css';

/** One field over offerings, teams, components and documentation. */
export function HomeSearch() {
  const navigate = useNavigate();
  const [term, setTerm] = useState('');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (term.trim())
      navigate(`/search?${new URLSearchParams({ query: term.trim() })}`);
  };
  return (
    <form role="search" className={styles.search} onSubmit={submit}>
      <SearchField
        aria-label="Search offerings, teams, components and docs"
        placeholder="Search offerings, teams, components, docs"
        size="medium"
        value={term}
        onChange={setTerm}
      />
    </form>
  );
}
