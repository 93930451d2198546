import type { Page } from '@playwright/test';

export interface MeasuredPage {
  readonly path: string;
  /** Says that the page's own content is there, no placeholder of it; looked for in every frame. */
  readonly content: string;
  /** What somebody does on it; the slowest answer counts. */
  readonly interact: (page: Page) => Promise<void>;
}

const card = 'article[aria-label]';

/** A tab, whichever role the page header of the kind gives it. */
const inPage = (page: Page, text: string) =>
  page.locator('#content').getByText(text, { exact: true }).first();

/** Every page somebody comes to, with a few of the things they do there. */
export const PAGES: Readonly<Record<string, MeasuredPage>> = {
  home: {
    path: '/',
    content: '#content input, #content [role=searchbox]',
    interact: async page => {
      await page.getByRole('searchbox').first().pressSequentially('queue');
    },
  },
  directory: {
    path: '/offerings/directory',
    content: card,
    interact: async page => {
      const search = page.getByRole('searchbox').first();
      await search.pressSequentially('wait', { delay: 60 });
      await search.fill('');
      await page.getByText('By stage', { exact: true }).click();
      await page.getByText('Cards', { exact: true }).click();
      await page.getByText('Compare', { exact: true }).first().click();
    },
  },
  offering: {
    path: '/catalog/default/offering/elastic-queue',
    content: '#content h2, #content h3',
    interact: async page => {
      await inPage(page, 'Adoption').click();
      await inPage(page, 'Overview').click();
    },
  },
  teams: {
    path: '/teams/overview',
    content: '#content table, #content h2, #content h3',
    interact: async page => {
      await inPage(page, 'Iteration').click();
    },
  },
  team: {
    path: '/catalog/default/group/lanes',
    content: '#content h2, #content h3',
    interact: async page => {
      await inPage(page, 'Scorecards').click();
    },
  },
  adoption: {
    path: '/offerings/adoption',
    content: '#content ol li',
    interact: async page => {
      await page.getByText('Matrix', { exact: true }).first().click();
    },
  },
  scorecards: {
    path: '/scorecards',
    content: '#content h2, #content h3',
    interact: async page => {
      await page.locator('#content a, #content button').last().hover();
    },
  },
  register: {
    path: '/register',
    content: '#content h2, #content h3',
    interact: async page => {
      await page
        .getByRole('link', { name: /form|register/i })
        .last()
        .click();
    },
  },
};
