import { registerMswTestHooks } from '@backstage/frontend-test-utils';
import { techdocsApiRef } from '@backstage/plugin-techdocs-react';
import { screen } from '@testing-library/react';
import { http, HttpResponse } from 'msw';
import { setupServer } from 'msw/node';
import { FEATURE_STORE } from '../../__testUtils__/entities';
import { OFFERINGS_URL, renderPage } from '../../__testUtils__/renderPage';
import { OfferingDocs } from './OfferingDocs';

describe('OfferingDocs', () => {
  const server = setupServer();
  registerMswTestHooks(server);

  it('says what is missing where nothing can render it, and offers the guide', async () => {
    server.use(
      http.get(`${OFFERINGS_URL}/documentation`, () =>
        HttpResponse.json({ canRender: false }),
      ),
    );
    renderPage(<OfferingDocs />, {
      entity: FEATURE_STORE,
      apis: [
        [
          techdocsApiRef,
          {
            getTechDocsMetadata: async () => {
              throw new Error('not rendered');
            },
          },
        ],
      ],
    });
    expect(
      await screen.findByText(
        'The documentation cannot be shown on this portal yet',
      ),
    ).toBeInTheDocument();
    expect(
      screen.getByText('pip install mkdocs-techdocs-core'),
    ).toBeInTheDocument();
    expect(
      screen.getByRole('link', { name: 'Read the guide instead' }),
    ).toHaveAttribute('href', 'https://docs.example.com/feature-store');
  });

  it('offers to try again when that cannot be told', async () => {
    server.use(
      http.get(
        `${OFFERINGS_URL}/documentation`,
        () => new HttpResponse('down', { status: 503 }),
      ),
    );
    renderPage(<OfferingDocs />, {
      entity: FEATURE_STORE,
      apis: [[techdocsApiRef, {}]],
    });
    expect(
      await screen.findByText('The documentation could not be loaded'),
    ).toBeInTheDocument();
  });
});
