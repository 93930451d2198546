import { useState } from 'react';
import { ProxiedSignInPage } from '@backstage/core-components';
import type { IdentityApi } from '@backstage/frontend-plugin-api';
import { Button } from '@backstage/ui';
import { RiArrowRightLine } from '@remixicon/react';
import { ErrorState, SimulatedDataBanner } from '@mli/plugin-ml-platform-react';
import { chosenPerson, forgetPerson, rememberPerson } from './chosenPerson';
import { SignInFrame } from './SignInFrame';
import type { DemoPerson } from './signInConfig';
import styles from './signIn.module.css';

export interface DemoSignInProps {
  readonly people: readonly DemoPerson[];
  readonly onSignInSuccess: (identityApi: IdentityApi) => void;
}

/** Development only: look at the portal as one of the people of the demonstration organisation. */
export function DemoSignIn({ people, onSignInSuccess }: DemoSignInProps) {
  const [user, setUser] = useState(() => chosenPerson(people));
  const choose = (chosen: string) => {
    rememberPerson(chosen);
    setUser(chosen);
  };
  const chooseAgain = () => {
    forgetPerson();
    setUser(undefined);
  };
  if (user) {
    return (
      <ProxiedSignInPage
        provider="demo"
        headers={{ 'x-mli-demo-user': user }}
        onSignInSuccess={identity =>
          onSignInSuccess(forgettingAtSignOut(identity))
        }
        ErrorComponent={({ error }) => (
          <DemoSignInFailed error={error} chooseAgain={chooseAgain} />
        )}
      />
    );
  }
  return (
    <SignInFrame>
      <h2 className={styles.question}>Who do you want to be?</h2>
      <ul className={styles.people}>
        {people.map(person => (
          <li key={person.user}>
            <button
              type="button"
              className={styles.person}
              onClick={() => choose(person.user)}
            >
              <span>
                <span className={styles.personTitle}>{person.title}</span>
                {person.note && (
                  <span className={styles.personNote}>{person.note}</span>
                )}
              </span>
              <RiArrowRightLine size={18} aria-hidden="true" />
            </button>
          </li>
        ))}
      </ul>
      <SimulatedDataBanner simulated>
        The organisation, its people and its runs are made up. You can come back
        here by signing out.
      </SimulatedDataBanner>
    </SignInFrame>
  );
}

function DemoSignInFailed({
  error,
  chooseAgain,
}: {
  error?: Error;
  chooseAgain: () => void;
}) {
  return (
    <SignInFrame>
      <ErrorState title="You could not be signed in" error={error} />
      <Button onPress={chooseAgain}>Choose again</Button>
    </SignInFrame>
  );
}

/** Signing out leads back to the choice. */
function forgettingAtSignOut(identity: IdentityApi): IdentityApi {
  return {
    getProfileInfo: () => identity.getProfileInfo(),
    getBackstageIdentity: () => identity.getBackstageIdentity(),
    getCredentials: () => identity.getCredentials(),
    signOut: () => {
      forgetPerson();
      return identity.signOut();
    },
  };
}
