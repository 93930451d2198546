import { useState, type FormEvent } from 'react';
import { useNavigate } from 'react-router-dom';
import { SearchField } from '@backstage/ui';
import styles from './HomePage.module.css';

/** One field over offerings, teams, components and people. */
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
        aria-label="Search offerings, teams and components"
        placeholder="Search offerings, teams, components"
        size="medium"
        value={term}
        onChange={setTerm}
      />
    </form>
  );
}
