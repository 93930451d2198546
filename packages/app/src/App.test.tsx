import { render, screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { setupServer } from 'msw/node';
import { createApp } from '@backstage/frontend-defaults';
import { features } from './App';
import { portalBackend } from './__testUtils__/portalBackend';

const server = setupServer(...portalBackend);

const config = {
  app: { title: 'MLI portal', baseUrl: 'http://localhost' },
  backend: { baseUrl: 'http://localhost:7007' },
  organization: { name: 'Northlane' },
  auth: {
    providers: {
      demo: {
        people: [
          {
            user: 'user:default/ada',
            title: 'An engineer of Lanes',
            note: 'Trains lane models',
          },
          { user: 'user:default/gone', title: 'Somebody who left' },
        ],
      },
    },
  },
};

describe('the portal', () => {
  beforeAll(() => server.listen({ onUnhandledRequest: 'bypass' }));
  beforeEach(() => {
    sessionStorage.clear();
    window.history.replaceState({}, '', '/');
    process.env = {
      ...process.env,
      // The CLI puts the configuration of the page here, as a list and not as text.
      APP_CONFIG: [{ context: 'test', data: config }] as unknown as string,
    };
  });
  afterEach(() => server.resetHandlers());
  afterAll(() => server.close());

  it('is seen through the eyes of the person who was chosen', async () => {
    const user = userEvent.setup();
    render(createApp({ features }).createRoot());
    await user.click(
      await screen.findByRole(
        'button',
        { name: /An engineer of Lanes/ },
        { timeout: 15_000 },
      ),
    );

    const navigation = await screen.findByRole('navigation', { name: 'Main' });
    const places = within(navigation).getAllByRole('link');
    expect(places.map(place => place.textContent)).toEqual([
      'Home',
      'Offerings',
      'Teams',
      'Scorecards',
    ]);
    expect(screen.getByRole('link', { name: 'Search' })).toHaveAttribute(
      'href',
      '/search',
    );
    expect(screen.getByRole('link', { name: 'Settings' })).toHaveAttribute(
      'href',
      '/settings',
    );
    expect(
      await screen.findByRole('link', { name: 'Notifications, 3 unread' }),
    ).toBeInTheDocument();

    expect(
      await screen.findByText(/Half of Lanes' runs waited less than 12\smin/),
    ).toBeInTheDocument();
    const suggestions = await screen.findByRole('region', {
      name: 'What other teams use and Lanes does not',
    });
    expect(suggestions).toHaveTextContent('Elastic Queue');
    expect(suggestions).toHaveTextContent('1 of 2 teams');
    expect(screen.getByText('Simulated data.')).toBeInTheDocument();
  }, 60_000);

  it('says why a person cannot be chosen, and lets one choose again', async () => {
    const user = userEvent.setup();
    render(createApp({ features }).createRoot());
    await user.click(
      await screen.findByRole(
        'button',
        { name: 'Somebody who left' },
        { timeout: 15_000 },
      ),
    );
    expect(
      await screen.findByText('user:default/gone is nobody to choose'),
    ).toBeInTheDocument();
    await user.click(screen.getByRole('button', { name: 'Choose again' }));
    expect(
      await screen.findByRole('heading', { name: 'Who do you want to be?' }),
    ).toBeInTheDocument();
  }, 60_000);
});
