import { registerMswTestHooks } from '@backstage/frontend-test-utils';
import type { AttestationTopic } from '@mli/plugin-scorecards-common';
import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { http, HttpResponse } from 'msw';
import { setupServer } from 'msw/node';
import { renderPage, SCORECARDS_URL } from '../../__testUtils__/renderPage';
import { dayFromNow } from '../../model/dayFromNow';
import { Attestations } from '.';

const SCHEMA: AttestationTopic = {
  topic: 'attested.ml_test.data.schema',
  section: 'data',
  title: 'What features look like is checked',
  points: 0,
  evidence: 'On the list for spring',
  until: '2027-03-01T00:00:00.000Z',
  ended: false,
};
const PRIVACY: AttestationTopic = {
  topic: 'attested.ml_test.data.privacy',
  section: 'data',
  title: 'Personal data are protected',
  points: 1,
  evidence: 'A nightly job',
  until: '2026-01-01T00:00:00.000Z',
  ended: true,
};

describe('attestations of a component', () => {
  const server = setupServer();
  registerMswTestHooks(server);
  let sent: unknown;

  function answer(mayAttest: boolean, status = 200) {
    sent = undefined;
    server.use(
      http.get(`${SCORECARDS_URL}/attestations`, () =>
        HttpResponse.json({
          entity: 'component:default/lane-net',
          mayAttest,
          items: [SCHEMA, PRIVACY],
        }),
      ),
      http.post(`${SCORECARDS_URL}/attestations`, async ({ request }) => {
        sent = await request.json();
        return status === 200
          ? HttpResponse.json({
              entity: 'component:default/lane-net',
              mayAttest,
              items: [],
            })
          : HttpResponse.json(
              { error: { name: 'NotAllowedError', message: 'Lanes can.' } },
              { status },
            );
      }),
    );
  }

  async function openFirst() {
    renderPage(<Attestations entity="component:default/lane-net" />);
    await userEvent.click(await screen.findByText('Data: 0 of 2'));
    await userEvent.click(
      screen.getByRole('button', { name: `Attest: ${SCHEMA.title}` }),
    );
    return screen.findByRole('dialog');
  }

  it('counts what has not ended, and says what was said', async () => {
    answer(false);
    renderPage(<Attestations entity="component:default/lane-net" />);
    await userEvent.click(await screen.findByText('Data: 0 of 2'));
    expect(
      screen.getByText('not done, until 1 Mar 2027: On the list for spring'),
    ).toBeInTheDocument();
    expect(
      screen.getByText('ended 1 Jan 2026, was automated'),
    ).toBeInTheDocument();
    expect(screen.queryByRole('button')).not.toBeInTheDocument();
  });

  it('begins with what was said last, and ends in half a year', async () => {
    answer(true);
    const dialog = await openFirst();
    expect(within(dialog).getByLabelText('not done')).toBeChecked();
    await userEvent.click(
      within(dialog).getByLabelText('automated and repeated'),
    );
    await userEvent.click(
      within(dialog).getByRole('button', { name: 'Attest' }),
    );
    expect(await screen.findByText('Data: 0 of 2')).toBeInTheDocument();
    expect(sent).toEqual({
      entity: 'component:default/lane-net',
      items: [
        {
          topic: SCHEMA.topic,
          points: 1,
          evidence: SCHEMA.evidence,
          until: dayFromNow(182),
        },
      ],
    });
    expect(screen.queryByRole('dialog')).not.toBeInTheDocument();
  });

  it('keeps what was typed when it is refused, and says why', async () => {
    answer(true, 403);
    const dialog = await openFirst();
    await userEvent.click(
      within(dialog).getByRole('button', { name: 'Attest' }),
    );
    expect(await within(dialog).findByText(/Lanes can\./)).toBeInTheDocument();
    expect(within(dialog).getByLabelText('Evidence')).toHaveValue(
      SCHEMA.evidence,
    );
  });
});
