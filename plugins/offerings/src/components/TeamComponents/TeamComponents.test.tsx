import { EntityProvider } from '@backstage/plugin-catalog-react';
import { mockApis, renderInTestApp } from '@backstage/frontend-test-utils';
import { configure, screen, waitFor } from '@testing-library/react';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { http, HttpResponse } from 'msw';
import { API, useRegisterServer } from '../../__testUtils__/renderRegister';
import { registerApiRef } from '../../api/RegisterApi';
import { RegisterClient } from '../../api/RegisterClient';
import { TeamComponents } from './TeamComponents';

configure({ asyncUtilTimeout: 15_000 });
jest.setTimeout(60_000);

function renderFor(name: string) {
  const client = new RegisterClient({
    discoveryApi: mockApis.discovery({ baseUrl: 'http://localhost' }),
    fetchApi: { fetch: (...request) => fetch(...request) },
  });
  const queryClient = new QueryClient();
  renderInTestApp(
    <QueryClientProvider client={queryClient}>
      <EntityProvider
        entity={{
          apiVersion: 'backstage.io/v1alpha1',
          kind: 'Group',
          metadata: { name },
        }}
      >
        <TeamComponents />
      </EntityProvider>
    </QueryClientProvider>,
    { apis: [[registerApiRef, client]] },
  );
  return queryClient;
}

describe('TeamComponents', () => {
  const server = useRegisterServer();

  it('tells members how many jobs wait, and leads to claiming them', async () => {
    server.use(
      http.get(`${API}/claims`, () =>
        HttpResponse.json({
          team: 'group:default/lanes',
          items: [{ pattern: 'a/*', jobs: 14, runs: 212, examples: [] }],
        }),
      ),
    );
    renderFor('lanes');
    expect(
      await screen.findByText(/14\sjobs look like Lanes’s and belong to no/),
    ).toBeInTheDocument();
    expect(screen.getByRole('link', { name: 'Claim them' })).toHaveAttribute(
      'href',
      '/register?team=group%3Adefault%2Flanes',
    );
  });

  it('is not there for who may not register for the team', async () => {
    const queryClient = renderFor('maps');
    await waitFor(() => expect(queryClient.isFetching()).toBe(0));
    await waitFor(() =>
      expect(
        queryClient.getQueryData(['offerings', 'register', 'scope']),
      ).toBeDefined(),
    );
    expect(screen.queryByText(/Register what/)).not.toBeInTheDocument();
  });
});
