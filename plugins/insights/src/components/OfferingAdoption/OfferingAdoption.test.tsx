import { registerMswTestHooks } from '@backstage/frontend-test-utils';
import { screen } from '@testing-library/react';
import { http, HttpResponse } from 'msw';
import { setupServer } from 'msw/node';
import { adoptionRow, SCOPE } from '../../__testUtils__/answers';
import { INSIGHTS_URL, renderPage } from '../../__testUtils__/renderPage';
import { OfferingAdoption } from './OfferingAdoption';

const ENTITY = {
  apiVersion: 'mli.internal/v1alpha1',
  kind: 'Offering',
  metadata: { name: 'feature-store' },
};

describe('OfferingAdoption', () => {
  const server = setupServer();
  registerMswTestHooks(server);

  it('shows the teams of its offering in their groups, eligible ones only', async () => {
    let offering: string | null = null;
    server.use(
      http.get(`${INSIGHTS_URL}/scope`, () => HttpResponse.json(SCOPE)),
      http.get(`${INSIGHTS_URL}/adoption`, ({ request }) => {
        offering = new URL(request.url).searchParams.get('offering');
        return HttpResponse.json({
          items: [
            adoptionRow(),
            adoptionRow({
              team: 'group:default/signs',
              status: 'seen-not-declared',
              evidence: { sentence: 'Seen on 14 runs, not declared.' },
            }),
            adoptionRow({ team: 'group:default/cad', eligible: false }),
          ],
        });
      }),
    );
    renderPage(<OfferingAdoption />, { entity: ENTITY });
    expect(
      await screen.findByText(
        /1 of 2.eligible teams uses it; for 1 word and runs do not match/,
      ),
    ).toBeInTheDocument();
    expect(offering).toBe('offering:default/feature-store');
    expect(
      screen.getByRole('region', { name: 'Does not match (1)' }),
    ).toHaveTextContent('Seen on 14 runs, not declared.');
    expect(screen.queryByText('cad')).not.toBeInTheDocument();
  });

  it('says that nobody is eligible yet', async () => {
    server.use(
      http.get(`${INSIGHTS_URL}/scope`, () => HttpResponse.json(SCOPE)),
      http.get(`${INSIGHTS_URL}/adoption`, () =>
        HttpResponse.json({ items: [] }),
      ),
    );
    renderPage(<OfferingAdoption />, { entity: ENTITY });
    expect(await screen.findByText('No eligible team yet')).toBeInTheDocument();
  });
});
