import fs from 'node:fs';
import path from 'node:path';
import { expect, test } from '@playwright/test';
import { signIn } from './signIn';

const PAGES = {
  home: '/',
  directory: '/offerings/directory',
  offering: '/catalog/default/offering/elastic-queue',
  adoption: '/offerings/adoption',
  teams: '/teams/overview',
  iteration: '/teams/iteration?team=group:default/lanes',
  scorecards: '/scorecards',
  'team-scorecards': '/catalog/default/group/lanes/scorecards',
};
const SHAPES = {
  wide: { width: 1440, height: 900 },
  narrow: { width: 390, height: 844 },
};
const folder = path.resolve(__dirname, '..', 'test-results', 'screenshots');

for (const scheme of ['light', 'dark'] as const) {
  for (const [shape, viewport] of Object.entries(SHAPES)) {
    test(`pages fit, ${shape}, ${scheme}`, async ({ browser }) => {
      test.setTimeout(180_000);
      const context = await browser.newContext({
        viewport,
        colorScheme: scheme,
        baseURL: process.env.MLI_URL,
      });
      const page = await context.newPage();
      const problems: string[] = [];
      page.on('pageerror', error => problems.push(String(error)));
      await signIn(page, 'bridge');
      fs.mkdirSync(folder, { recursive: true });
      for (const [name, url] of Object.entries(PAGES)) {
        await page.goto(url);
        await page.waitForLoadState('networkidle');
        await expect(
          page.locator('main, [role=main], article').first(),
        ).toBeVisible();
        const overflow = await page.evaluate(
          () =>
            document.documentElement.scrollWidth -
            document.documentElement.clientWidth,
        );
        expect
          .soft(overflow, `${name} is wider than the window`)
          .toBeLessThanOrEqual(1);
        await page.screenshot({
          path: path.join(folder, `${name}-${shape}-${scheme}.png`),
          fullPage: shape === 'wide',
        });
      }
      expect(problems).toEqual([]);
      await context.close();
    });
  }
}
