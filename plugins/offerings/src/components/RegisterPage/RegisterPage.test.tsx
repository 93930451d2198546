import { configure, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { http, HttpResponse } from 'msw';
import {
  API,
  REGISTRATION,
  renderRegister,
  useRegisterServer,
} from '../../__testUtils__/renderRegister';

// The form asks the back end a moment after the last key.
configure({ asyncUtilTimeout: 15_000 });
jest.setTimeout(90_000);

const XSS = '<img src=x onerror=alert(1)>';

const CLAIM = {
  pattern: 'perception/lanes-*',
  jobs: 14,
  runs: 212,
  examples: [{ name: 'perception/lanes-train', runs: 200 }],
  repositories: [],
  experiments: [],
  stages: [],
  suggestion: { name: 'lanes', type: 'training-pipeline' },
};

describe('registering', () => {
  const server = useRegisterServer();

  it('offers what looks like the team’s own first, and fills the form with it', async () => {
    server.use(
      http.get(`${API}/claims`, () =>
        HttpResponse.json({ team: 'group:default/lanes', items: [CLAIM] }),
      ),
    );
    renderRegister('/register');
    expect(
      await screen.findByRole('heading', {
        name: /^14\sjobs look like Lanes’s$/,
      }),
    ).toBeInTheDocument();
    expect(screen.getByText(/14 jobs, 212 runs/)).toBeInTheDocument();
    await userEvent.click(
      screen.getByRole('link', { name: 'Claim perception/lanes-*' }),
    );
    expect(await screen.findByRole('textbox', { name: /^Name/ })).toHaveValue(
      'lanes',
    );
    expect(screen.getByRole('textbox', { name: /^Jobs/ })).toHaveValue(
      'perception/lanes-*',
    );
    expect(screen.getByRole('radio', { name: /^Pipeline/ })).toBeChecked();
    expect(await screen.findByText(/212 runs of 2 jobs/)).toBeInTheDocument();
  });

  it('can be done with the keyboard, and ends with what happens next', async () => {
    let sent: unknown;
    server.use(
      http.post(`${API}/registrations`, async ({ request }) => {
        sent = await request.json();
        return HttpResponse.json(REGISTRATION, { status: 201 });
      }),
    );
    renderRegister('/register/new');
    const user = userEvent.setup();
    await screen.findByRole('radio', { name: /^Pipeline/ });
    await user.tab();
    await user.keyboard('[Space]{ArrowDown}');
    await user.tab();
    await user.keyboard('Lane Nét, v2');
    expect(screen.getByRole('textbox', { name: /^Name/ })).toHaveValue(
      'lane-net-v2',
    );
    await user.click(screen.getByRole('checkbox', { name: 'Trainer' }));
    screen.getByRole('textbox', { name: /^Links/, hidden: true });
    await user.click(screen.getByRole('button', { name: 'Register' }));
    expect(
      await screen.findByRole('heading', { name: 'Lane net is registered' }),
    ).toBeInTheDocument();
    expect(sent).toMatchObject({
      draft: {
        type: 'model',
        name: 'lane-net-v2',
        title: 'Lane Nét, v2',
        owner: 'group:default/lanes',
        offerings: ['offering:default/trainer'],
      },
      acceptDuplicates: false,
    });
  });

  it('says what is wrong beside the field, once the reader has left it', async () => {
    server.use(
      http.post(`${API}/registrations/validate`, () =>
        HttpResponse.json({
          ok: false,
          duplicates: [],
          faults: [
            {
              field: 'name',
              message: 'Name "a b" is not one the catalog allows',
              why: 'why',
              example: 'lane-net',
            },
          ],
        }),
      ),
    );
    renderRegister('/register/new');
    const name = await screen.findByRole('textbox', { name: /^Name/ });
    await userEvent.type(name, 'a b');
    expect(
      screen.queryByText(/is not one the catalog/),
    ).not.toBeInTheDocument();
    await userEvent.tab();
    expect(
      await screen.findByText(
        'Name "a b" is not one the catalog allows. Example: lane-net',
      ),
    ).toBeInTheDocument();
    expect(name).toBeInvalid();
    expect(name).toHaveAccessibleDescription(/is not one the catalog allows/);
  });

  it('keeps a form that was left', async () => {
    const { unmount } = renderRegister('/register/new');
    await userEvent.type(
      await screen.findByRole('textbox', { name: 'Title' }),
      'Half done',
    );
    unmount();
    renderRegister('/register');
    expect(await screen.findByText('Half done')).toBeInTheDocument();
    await userEvent.click(
      screen.getByRole('link', { name: 'Go on where you were' }),
    );
    expect(await screen.findByRole('textbox', { name: 'Title' })).toHaveValue(
      'Half done',
    );
  });

  it('shows whose pattern overlaps, and saves when that is meant so', async () => {
    server.use(
      http.post(`${API}/registrations/validate`, () =>
        HttpResponse.json({
          ok: true,
          faults: [],
          duplicates: [
            {
              kind: 'jobs',
              ref: 'component:default/map-net',
              owner: 'group:default/maps',
              yours: 'a/*-x',
              theirs: 'a/maps-*',
              blocks: false,
            },
          ],
        }),
      ),
    );
    renderRegister('/register/new');
    const card = await screen.findByRole('region', {
      name: 'Registered already',
    });
    expect(card).toHaveTextContent(
      'map-net of maps claims some of the same jobs: a/*-x and a/maps-*',
    );
    expect(screen.getByRole('button', { name: 'Register' })).toBeDisabled();
    await userEvent.click(screen.getByRole('checkbox', { name: /meant so/ }));
    expect(screen.getByRole('button', { name: 'Register' })).toBeEnabled();
  });

  it('loses nothing when somebody else was faster', async () => {
    const theirs = {
      ...REGISTRATION,
      version: 4,
      fields: { ...REGISTRATION.fields, title: 'Theirs' },
    };
    const sent: { version: number; draft: object }[] = [];
    server.use(
      http.put(`${API}/registrations/:id`, async ({ request }) => {
        // The client sends what the test reads back.
        sent.push((await request.json()) as (typeof sent)[number]);
        return sent.length > 1
          ? HttpResponse.json({ ...theirs, version: 5 })
          : HttpResponse.json(
              {
                error: {
                  name: 'ConflictError',
                  message: 'changed since',
                  current: theirs,
                  changed: [
                    { field: 'title', before: 'Lane net', after: 'Theirs' },
                  ],
                },
                response: { statusCode: 409 },
              },
              { status: 409 },
            );
      }),
    );
    renderRegister(`/register/registrations/${REGISTRATION.id}/edit`);
    await userEvent.type(
      await screen.findByRole('textbox', { name: 'In a sentence' }),
      'Mine',
    );
    await userEvent.click(screen.getByRole('button', { name: 'Save' }));
    const conflict = (
      await screen.findByRole('heading', { name: /Somebody changed this/ })
    ).closest('section')!;
    expect(conflict).toHaveTextContent('title: Lane net → Theirs');
    await userEvent.click(
      within(conflict).getByRole('button', { name: /Take their changes/ }),
    );
    await userEvent.click(screen.getByRole('button', { name: 'Save' }));
    await waitFor(() =>
      expect(screen.getByTestId('location')).toHaveTextContent(
        `/register/registrations/${REGISTRATION.id}`,
      ),
    );
    expect(sent[1]).toMatchObject({
      version: 4,
      draft: { title: 'Theirs', description: 'Mine' },
    });
  });

  it('keeps what both changed if asked to, and takes what only they changed', async () => {
    const sent: { version: number; draft: object }[] = [];
    const theirs = {
      ...REGISTRATION,
      version: 4,
      fields: {
        ...REGISTRATION.fields,
        title: 'Theirs',
        description: 'Their sentence',
      },
    };
    server.use(
      http.put(`${API}/registrations/:id`, async ({ request }) => {
        // The client sends what the test reads back.
        sent.push((await request.json()) as (typeof sent)[number]);
        if (sent.length > 1) return HttpResponse.json(theirs);
        const error = {
          name: 'ConflictError',
          message: 'changed since',
          current: theirs,
          changed: [
            { field: 'title', before: 'Lane net', after: 'Theirs' },
            { field: 'description', after: 'Their sentence' },
          ],
        };
        return HttpResponse.json(
          { error, response: { statusCode: 409 } },
          { status: 409 },
        );
      }),
    );
    renderRegister(`/register/registrations/${REGISTRATION.id}/edit`);
    const title = await screen.findByRole('textbox', { name: 'Title' });
    await userEvent.clear(title);
    await userEvent.type(title, 'Mine');
    await userEvent.click(screen.getByRole('button', { name: 'Save' }));
    expect(
      (await screen.findByText('title', { selector: 'strong' })).parentElement,
    ).toHaveTextContent('title: Lane net → Theirs. You wrote: Mine');
    await userEvent.click(
      screen.getByRole('button', { name: 'Keep mine where we both changed' }),
    );
    await userEvent.click(screen.getByRole('button', { name: 'Save' }));
    await waitFor(() => expect(sent).toHaveLength(2));
    expect(sent[1]).toMatchObject({
      version: 4,
      draft: { title: 'Mine', description: 'Their sentence' },
    });
  });

  it('shows every text of a registration as text, and makes no link of what is not https', async () => {
    const { fields } = REGISTRATION;
    server.use(
      http.get(`${API}/registrations/:id`, () =>
        HttpResponse.json({
          ...REGISTRATION,
          fields: {
            ...fields,
            title: XSS,
            description: XSS,
            jobs: [XSS],
            links: [
              // eslint-disable-next-line no-script-url -- that it is no link is the point
              { url: 'javascript:alert(1)', title: XSS },
              { url: 'https://a.example', title: XSS },
            ],
          },
        }),
      ),
      http.get(`${API}/registrations/:id/history`, () =>
        HttpResponse.json({
          items: [
            {
              version: 2,
              at: REGISTRATION.updatedAt,
              author: XSS,
              action: 'edited',
              changed: [{ field: 'title', before: XSS, after: XSS }],
            },
          ],
        }),
      ),
    );
    const { container } = renderRegister(
      `/register/registrations/${REGISTRATION.id}`,
    );
    expect(
      await screen.findByRole('heading', { level: 1, name: XSS }),
    ).toBeInTheDocument();
    expect(await screen.findByText(/^edited$/)).toBeInTheDocument();
    expect(container.querySelector('img[src="x"]')).toBeNull();
    const targets = screen
      .getAllByRole('link')
      .map(link => link.getAttribute('href'));
    expect(targets).toContain('https://a.example');
    expect(targets.filter(href => /^javascript/i.test(href ?? ''))).toEqual([]);
  });

  it('says that Git has taken over and sends the reader there', async () => {
    server.use(
      http.get(`${API}/registrations/:id`, () =>
        HttpResponse.json({
          ...REGISTRATION,
          state: 'in-git',
          git: {
            location: 'url:https://git.example.com/catalog-info.yaml',
            editUrl: 'https://git.example.com/edit',
            since: REGISTRATION.updatedAt,
          },
        }),
      ),
    );
    renderRegister(`/register/registrations/${REGISTRATION.id}`);
    expect(
      await screen.findByRole('heading', {
        name: 'A file in Git describes it now',
      }),
    ).toBeInTheDocument();
    expect(screen.getByRole('link', { name: 'Edit the file' })).toHaveAttribute(
      'href',
      'https://git.example.com/edit',
    );
    expect(
      screen.queryByRole('link', { name: 'Edit' }),
    ).not.toBeInTheDocument();
  });
});

describe('bulk registration', () => {
  const server = useRegisterServer();

  it('shows every row’s fate before anything is saved', async () => {
    const dryRuns: unknown[] = [];
    server.use(
      http.post(`${API}/registrations/bulk`, async ({ request }) => {
        const { dryRun } = (await request.json()) as { dryRun: boolean };
        dryRuns.push(dryRun);
        return HttpResponse.json({
          batch: 'b',
          dryRun,
          counts: { registered: 1, changed: 0, unchanged: 0, refused: 1 },
          rows: [
            { row: 1, key: 'a', name: 'a', fate: 'registered', message: 'ok' },
            { row: 2, key: 'b', name: XSS, fate: 'refused', message: XSS },
          ],
        });
      }),
    );
    const { container } = renderRegister('/register/bulk');
    await userEvent.click(
      await screen.findByRole('button', { name: 'Fill in an example' }),
    );
    await userEvent.click(
      screen.getByRole('button', { name: 'Try without saving' }),
    );
    expect(
      await screen.findByRole('heading', {
        name: /^Trial run, nothing saved: 2\srows: 1 registered, 1 refused/,
      }),
    ).toBeInTheDocument();
    expect(container.querySelector('img')).toBeNull();
    await userEvent.click(screen.getByRole('button', { name: /^Save 1\srow/ }));
    await screen.findByRole('heading', { name: /^2\srows: 1 registered/ });
    expect(dryRuns).toEqual([true, false]);
  });
});

describe('files imported from Git', () => {
  const server = useRegisterServer();
  const FILES = [
    {
      id: 'own',
      url: `https://git.example.com/${XSS}.yaml`,
      entities: ['component:default/lane-net'],
      owners: ['group:default/lanes'],
      canRemove: true,
    },
    {
      id: 'shared',
      url: 'https://git.example.com/both.yaml',
      entities: ['component:default/lane-map'],
      owners: ['group:default/lanes', 'group:default/maps'],
      canRemove: false,
    },
  ];

  it('are taken out of the catalog by those they belong to, after a question', async () => {
    let files = FILES;
    const removed: unknown[] = [];
    server.use(
      http.get(`${API}/registrations`, () => HttpResponse.json({ items: [] })),
      http.get(`${API}/imported-files`, () =>
        HttpResponse.json({ items: files }),
      ),
      http.delete(`${API}/imported-files/:id`, ({ params }) => {
        removed.push(params.id);
        files = files.filter(({ id }) => id !== params.id);
        return new HttpResponse(null, { status: 204 });
      }),
    );
    const { container } = renderRegister('/register/mine');
    const imported = await screen.findByRole('region', {
      name: 'Imported from Git',
    });
    expect(imported).toHaveTextContent(
      /both\.yaml.*lane-map.*not yours \(lanes, maps\); MLI leads can remove it/,
    );
    expect(container.querySelector('img')).toBeNull();
    const buttons = within(imported).getAllByRole('button', { name: 'Remove' });
    expect(buttons).toHaveLength(1);
    await userEvent.click(within(imported).getByRole('button'));
    expect(removed).toEqual([]);
    await userEvent.click(
      await screen.findByRole('button', { name: 'Remove from the catalog' }),
    );
    await waitFor(() => expect(imported).not.toHaveTextContent('lane-net'));
    expect(removed).toEqual(['own']);
  });
});
