import type { DemoPerson } from './signInConfig';

const KEY = 'mli-demo-user';

/** The choice of this browser tab, if that person is still among those to choose from. */
export function chosenPerson(
  people: readonly DemoPerson[],
): string | undefined {
  const chosen = sessionStorage.getItem(KEY);
  return people.find(person => person.user === chosen)?.user;
}

/** Kept for the tab, so that two tabs can show the portal to two people. */
export function rememberPerson(user: string): void {
  sessionStorage.setItem(KEY, user);
}

export function forgetPerson(): void {
  sessionStorage.removeItem(KEY);
}
