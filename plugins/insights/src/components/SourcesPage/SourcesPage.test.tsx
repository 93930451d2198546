import { registerMswTestHooks } from '@backstage/frontend-test-utils';
import type {
  PatternPreview,
  SourceActivity,
  SourceList,
} from '@mli/plugin-insights-common';
import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { http, HttpResponse } from 'msw';
import { setupServer } from 'msw/node';
import { SCOPE } from '../../__testUtils__/answers';
import { INSIGHTS_URL, renderPage } from '../../__testUtils__/renderPage';
import { effectSentence } from './AddPattern';
import { dailyEvents } from './sourceFigures';
import { SourcesPage } from './SourcesPage';

const trainer: SourceActivity = {
  name: 'trainer',
  kind: 'openlineage',
  historical: false,
  subjects: ['external:trainer'],
  lastReceivedAt: new Date(Date.now() - 5 * 3_600_000).toISOString(),
  counts: [
    {
      day: new Date().toISOString().slice(0, 10),
      status: 'accepted',
      count: 140,
    },
    {
      day: new Date().toISOString().slice(0, 10),
      status: 'quarantined',
      reason: 'future',
      count: 2,
    },
  ],
  state: 'silent',
  silence: {
    usualPauseHours: 2,
    silentAfterHours: 3,
    expectedBy: new Date().toISOString(),
  },
  waiting: 2,
  runs: {
    basis: 'runs of the last 28 days',
    total: 100,
    unattributed: 20,
    coverage: {
      attributed: 0.8,
      submitted: 0,
      started: 1,
      ended: 0.9,
      actor: 1,
      stage: 1,
      commit: 1,
    },
  },
  lag: {
    events: 140,
    shares: [1, 1, 1, 1, 1, 1],
    half: 'within a minute',
    most: 'within 10 minutes',
  },
};

const SOURCES: SourceList = {
  items: [trainer],
  unlocks: [
    {
      kind: 'slurm',
      title: 'Slurm',
      connected: false,
      unlocks: ['queue time', 'blocked hours'],
      how: 'docs/recipes/import-runs.md',
    },
  ],
};

const PREVIEW: PatternPreview = {
  team: 'group:default/lanes',
  jobs: 1,
  runs: 20,
  attributed: 18,
  moved: 0,
  kept: 2,
  items: [],
};

describe('SourcesPage', () => {
  const server = setupServer();
  registerMswTestHooks(server);
  const sent: { path: string; body: unknown }[] = [];

  beforeEach(() => {
    sent.length = 0;
    const keep = async (path: string, request: Request) =>
      sent.push({ path, body: await request.json() });
    server.use(
      http.get(`${INSIGHTS_URL}/scope`, () => HttpResponse.json(SCOPE)),
      http.get(`${INSIGHTS_URL}/sources`, () => HttpResponse.json(SOURCES)),
      http.get(`${INSIGHTS_URL}/patterns`, () =>
        HttpResponse.json({ items: [] }),
      ),
      http.get(`${INSIGHTS_URL}/unattributed`, () =>
        HttpResponse.json({
          items: [
            { source: 'trainer', namespace: 'adhoc', job: 'nightly', runs: 20 },
          ],
        }),
      ),
      http.get(`${INSIGHTS_URL}/quarantine/summary`, () =>
        HttpResponse.json({
          items: [
            {
              source: 'trainer',
              reason: 'future',
              count: 2,
              oldestAt: new Date().toISOString(),
              newestAt: new Date().toISOString(),
              expiresFirstAt: '2026-12-07T00:00:00.000Z',
            },
          ],
        }),
      ),
      http.post(`${INSIGHTS_URL}/quarantine/redrive`, async ({ request }) => {
        await keep('redrive', request);
        return HttpResponse.json({
          results: [
            { id: '1', source: 'trainer', eventId: 'a', status: 'accepted' },
            { id: '2', source: 'trainer', eventId: 'b', status: 'quarantined' },
          ],
        });
      }),
      http.post(`${INSIGHTS_URL}/patterns/preview`, () =>
        HttpResponse.json(PREVIEW),
      ),
      http.post(`${INSIGHTS_URL}/patterns`, async ({ request }) => {
        await keep('patterns', request);
        return HttpResponse.json({ id: '1' }, { status: 201 });
      }),
    );
  });

  it('says first what needs somebody, then how each source is', async () => {
    renderPage(<SourcesPage />, { path: '/settings/sources' });
    expect(
      await screen.findByText(/1.source of 1 fell silent: trainer/),
    ).toHaveTextContent(/2.items wait in quarantine. 20.% of runs/);
    const table = screen.getByRole('region', { name: /^Sources and what/ });
    const row = within(table).getByRole('row', { name: /trainer/ });
    expect(row).toHaveTextContent('silent');
    expect(row).toHaveTextContent('pauses up to 2 h, silent after 3 h');
    expect(row).toHaveTextContent('any submission, end (10');
    expect(row).toHaveTextContent('half within a minute');
    expect(row).toHaveTextContent('140');
    expect(row).toHaveTextContent('10 a day');
    expect(row).toHaveTextContent('2 quarantined');
    const next = screen.getByRole('region', { name: 'What to connect next' });
    expect(next).toHaveTextContent('queue time; blocked hours');
  });

  it('re-drives a group and says what became of it', async () => {
    renderPage(<SourcesPage />, { path: '/settings/sources' });
    await userEvent.click(
      await screen.findByRole('button', { name: 'Re-drive future of trainer' }),
    );
    expect(
      await screen.findByText(/2.items read once more: 1 accepted/),
    ).toHaveTextContent('1 still refused');
    expect(sent).toEqual([
      { path: 'redrive', body: { source: 'trainer', reason: 'future' } },
    ]);
  });

  it('asks whose a job is, and shows what that changes before it is saved', async () => {
    renderPage(<SourcesPage />, { path: '/settings/sources' });
    await userEvent.click(
      await screen.findByRole('button', { name: 'Say whose adhoc/nightly is' }),
    );
    const dialog = await screen.findByRole('dialog');
    const save = within(dialog).getByRole('button', {
      name: 'Add the pattern',
    });
    expect(save).toBeDisabled();
    await userEvent.click(
      within(dialog).getByRole('radio', { name: 'a component' }),
    );
    await userEvent.type(
      within(dialog).getByRole('textbox', { name: /^Component/ }),
      'lane-model',
    );
    expect(
      await within(dialog).findByText(/18 get a team, with their past/),
    ).toBeInTheDocument();
    await userEvent.click(save);
    await waitFor(() =>
      expect(sent).toEqual([
        {
          path: 'patterns',
          body: {
            source: 'trainer',
            glob: 'adhoc/nightly',
            component: 'lane-model',
          },
        },
      ]),
    );
  });

  it('says who may see it to whoever may not', async () => {
    server.use(
      http.get(`${INSIGHTS_URL}/sources`, () =>
        HttpResponse.json(
          {
            error: {
              name: 'NotAllowedError',
              message: 'MLI leads see the sources and what was refused.',
            },
          },
          { status: 403 },
        ),
      ),
    );
    renderPage(<SourcesPage />, { path: '/settings/sources' });
    expect(await screen.findByText(/MLI leads see/)).toBeInTheDocument();
    expect(screen.queryByText('Quarantine')).not.toBeInTheDocument();
  });
});

describe('figures', () => {
  it('has a day without events as zero', () => {
    expect(dailyEvents(trainer, 3, new Date())).toEqual([0, 0, 140]);
  });

  it('tells what a pattern does', () => {
    expect(effectSentence({ ...PREVIEW, moved: 3 })).toMatch(
      /^1.job with 20.runs match: 18 get a team, with their past; 3 belong to another team, whose later runs move; 2 stay/,
    );
    expect(effectSentence({ ...PREVIEW, jobs: 0 })).toMatch(/^No job/);
  });
});

describe('pulled sources', () => {
  const server = setupServer();
  registerMswTestHooks(server);

  it('shows why a pull failed, and pulls by hand', async () => {
    const pulls: string[] = [];
    const failed: SourceActivity = {
      ...trainer,
      name: 'tracker',
      kind: 'mlflow',
      pull: {
        running: false,
        failures: 2,
        lastError: 'runs/search answered 503.',
        nextTryAt: new Date().toISOString(),
        progress: {
          batches: 1,
          read: 40,
          accepted: 12,
          duplicate: 27,
          quarantined: 1,
          rejected: 0,
        },
      },
    };
    server.use(
      http.get(`${INSIGHTS_URL}/scope`, () => HttpResponse.json(SCOPE)),
      http.get(`${INSIGHTS_URL}/sources`, () =>
        HttpResponse.json({ items: [trainer, failed], unlocks: [] }),
      ),
      http.get(`${INSIGHTS_URL}/patterns`, () =>
        HttpResponse.json({ items: [] }),
      ),
      http.get(`${INSIGHTS_URL}/unattributed`, () =>
        HttpResponse.json({ items: [] }),
      ),
      http.get(`${INSIGHTS_URL}/quarantine/summary`, () =>
        HttpResponse.json({ items: [] }),
      ),
      http.post(`${INSIGHTS_URL}/sources/tracker/pull`, ({ request }) => {
        pulls.push(request.url);
        return HttpResponse.json({
          name: 'tracker',
          outcome: 'done',
          pull: { ...failed.pull, failures: 0 },
        });
      }),
    );
    await renderPage(<SourcesPage />);
    const table = await screen.findByRole('table', {
      name: /Sources that are pulled/,
    });
    expect(within(table).getByText('failed 2 times')).toBeInTheDocument();
    expect(
      within(table).getByText('runs/search answered 503.'),
    ).toBeInTheDocument();
    expect(within(table).queryByText('trainer')).not.toBeInTheDocument();
    await userEvent.click(
      within(table).getByRole('button', { name: 'Pull tracker now' }),
    );
    expect(
      await screen.findByText(
        'tracker was pulled: 12 runs are new or changed.',
      ),
    ).toBeInTheDocument();
    expect(pulls).toHaveLength(1);
  });
});
