import { expect, test } from '@playwright/test';
import { signIn } from './signIn';

test('somebody without an account of the company is not let in', async ({
  page,
}) => {
  await page.goto('/offerings/directory');
  await expect(page.getByRole('button', { name: /sign in/i })).toBeVisible();
  await expect(page.getByRole('navigation')).toHaveCount(0);
});

test('a team lead finds her team, its speed and its scorecard', async ({
  page,
}) => {
  test.setTimeout(180_000);
  await signIn(page, 'lead');
  // What was imported a moment ago is published within the next minute.
  await expect(async () => {
    await page.goto(
      '/teams/iteration?team=group:default/lanes&metric=queue_time',
    );
    await expect(page.getByText(/queue time/i).first()).toBeVisible();
    await expect(page.getByText(/p50/).first()).toBeVisible({ timeout: 5_000 });
  }).toPass({ timeout: 120_000 });

  await page.goto('/catalog/default/group/lanes/scorecards');
  await expect(page.getByText(/adoption/i).first()).toBeVisible();
  await expect(
    page.getByText(/offerings in use is \d+, must be at least/).first(),
  ).toBeVisible();
});

test('a small team sees what to do for the next level, and what is hidden', async ({
  page,
}) => {
  await signIn(page, 'bridge');
  await page.goto('/catalog/default/group/comfort/scorecards');
  await expect(page.getByText(/to reach/i).first()).toBeVisible();
  await expect(page.getByText(/fewer than 5 people/i).first()).toBeVisible();
});

test('the directory finds an offering by a word of its problem', async ({
  page,
}) => {
  await signIn(page, 'mle');
  await page.goto('/offerings/directory');
  await page.getByRole('searchbox').first().fill('queue');
  await expect(page.getByText('Elastic Queue').first()).toBeVisible();
  await expect(page).toHaveURL(/q(uery)?=queue/);
});

test('adoption shows which team was seen on which offering', async ({
  page,
}) => {
  await signIn(page, 'bridge');
  await page.goto('/offerings/adoption');
  await expect(
    page.getByText(/need\ssomebody.*in\suse.*28\steams\sand\s30\sofferings/),
  ).toBeVisible({ timeout: 30_000 });
  await expect(
    page
      .getByRole('list', { name: 'Who needs somebody' })
      .getByRole('link', {
        name: 'Why?',
      })
      .first(),
  ).toBeVisible();
  await page.goto('/offerings/adoption?view=matrix');
  await expect(
    page.getByRole('columnheader', { name: /Elastic Queue/ }).first(),
  ).toBeVisible();
});

test('the public trace shows its published queue times', async ({ page }) => {
  test.skip(
    !process.env.MLI_CONFORMANCE_DATA,
    'MLI_CONFORMANCE_DATA is not set: the trace is not part of the repository',
  );
  await signIn(page, 'bridge');
  test.setTimeout(180_000);
  await expect(async () => {
    await page.goto('/teams/iteration?source=openb');
    await expect(page.getByText(/7,255/).first()).toBeVisible({
      timeout: 5_000,
    });
  }).toPass({ timeout: 120_000 });
  for (const figure of [
    /^2\ss$/,
    /^35\ss$/,
    /^1\smin\s46\ss$/,
    /7,255/,
    /897/,
  ]) {
    await expect(page.getByText(figure).first()).toBeVisible();
  }
  await expect(page.getByText(/28\s%/).first()).toBeVisible();
});

test('every page says that the data are simulated', async ({ page }) => {
  await signIn(page, 'mle');
  for (const path of ['/', '/offerings', '/teams', '/scorecards']) {
    await page.goto(path);
    await expect(page.getByText(/simulated/i).first()).toBeVisible();
  }
});

test('an engineer does not see the speed of a team that is not hers', async ({
  page,
}) => {
  await signIn(page, 'mle');
  const answer = await page.evaluate(async () => {
    const response = await fetch(
      '/api/insights/metrics/queue_time?team=tracking',
    );
    return response.status;
  });
  // The browser sends no token by itself: the route must not answer without one.
  expect(answer).toBe(401);

  // The page sends hers: then it is the team that is not hers.
  const asked = page.waitForResponse(
    response =>
      response.url().includes('/api/insights/metrics/queue_time') &&
      response.url().includes('tracking'),
  );
  await page.goto(
    '/teams/iteration?team=group:default/tracking&metric=queue_time',
  );
  expect((await asked).status()).toBe(403);
});
