import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { renderInTestApp } from '@backstage/frontend-test-utils';
import { OidcSignIn } from './OidcSignIn';
import { oidcAuthApiRef } from './oidcAuthApi';

const session = {
  token: 'token',
  identity: {
    type: 'user' as const,
    userEntityRef: 'user:default/ada',
    ownershipEntityRefs: [],
  },
};

function show(getBackstageIdentity: jest.Mock) {
  const onSignInSuccess = jest.fn();
  const authApi = {
    getBackstageIdentity,
    getProfile: async () => ({ displayName: 'Ada' }),
    getIdToken: async () => 'token',
    signIn: async () => {},
    signOut: async () => {},
    sessionState$: jest.fn(),
  };
  renderInTestApp(<OidcSignIn onSignInSuccess={onSignInSuccess} />, {
    apis: [[oidcAuthApiRef, authApi]],
  });
  return onSignInSuccess;
}

describe('OidcSignIn', () => {
  it('goes straight in with a session that is still good', async () => {
    const onSignInSuccess = show(jest.fn().mockResolvedValue(session));
    await waitFor(() => expect(onSignInSuccess).toHaveBeenCalledTimes(1));
    const [identity] = onSignInSuccess.mock.calls[0];
    await expect(identity.getBackstageIdentity()).resolves.toMatchObject({
      userEntityRef: 'user:default/ada',
    });
  });

  it('waits for the button without one, and says why signing in failed', async () => {
    const user = userEvent.setup();
    const getBackstageIdentity = jest
      .fn()
      .mockResolvedValueOnce(undefined)
      .mockRejectedValueOnce(
        new Error('No user in the catalog has this e-mail address'),
      )
      .mockResolvedValueOnce(session);
    const onSignInSuccess = show(getBackstageIdentity);
    const button = await screen.findByRole('button', {
      name: 'Sign in with your company account',
    });
    await user.click(button);
    expect(await screen.findByRole('alert')).toHaveTextContent(
      'No user in the catalog has this e-mail address',
    );
    await user.click(
      screen.getByRole('button', { name: 'Sign in with your company account' }),
    );
    await waitFor(() => expect(onSignInSuccess).toHaveBeenCalledTimes(1));
    expect(getBackstageIdentity).toHaveBeenLastCalledWith({
      instantPopup: true,
    });
  });
});
