import { useSearchParams } from 'react-router-dom';
import styles from './HomePage.module.css';

export const HOME_ROLES = ['work', 'team'] as const;
export type HomeRole = (typeof HOME_ROLES)[number];

const KEY = 'mli.home.as';
const LABELS: Readonly<Record<HomeRole, string>> = {
  work: 'My work',
  team: 'My team',
};

/**
 * Whether somebody in a customer team looks as one who trains or as one who leads. It begins with what the team's group
 * says of them; a choice is in the URL, and kept for the next visit.
 */
export function useHomeRole(
  isLead: boolean,
): [HomeRole, (role: HomeRole) => void] {
  const [search, setSearch] = useSearchParams();
  const wanted = search.get('as') ?? remembered();
  const role =
    HOME_ROLES.find(one => one === wanted) ?? (isLead ? 'team' : 'work');
  const choose = (next: HomeRole) => {
    remember(next);
    const query = new URLSearchParams(search);
    query.set('as', next);
    setSearch(query, { replace: true });
  };
  return [role, choose];
}

export interface HomeRoleSwitchProps {
  readonly role: HomeRole;
  readonly onChoose: (role: HomeRole) => void;
}

export function HomeRoleSwitch({ role, onChoose }: HomeRoleSwitchProps) {
  return (
    <div className={styles.roles} role="group" aria-label="Look as">
      {HOME_ROLES.map(one => (
        <button
          key={one}
          type="button"
          aria-pressed={role === one}
          onClick={() => onChoose(one)}
        >
          {LABELS[one]}
        </button>
      ))}
    </div>
  );
}

/** A browser may refuse to store; the choice then lasts as long as the URL. */
function remembered(): string | null {
  try {
    return localStorage.getItem(KEY);
  } catch {
    return null;
  }
}

function remember(role: HomeRole): void {
  try {
    localStorage.setItem(KEY, role);
  } catch {
    // nothing to do: the URL holds it
  }
}
