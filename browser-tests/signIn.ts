import fs from 'node:fs';
import { expect, type Page } from '@playwright/test';

/** Signs in through the identity provider as the person with this User name. */
export async function signIn(page: Page, name: keyof typeof PEOPLE) {
  fs.writeFileSync(process.env.MLI_TEST_PERSON_FILE ?? '', PEOPLE[name]);
  await page.goto('/');
  const popup = page.waitForEvent('popup').catch(() => undefined);
  const button = page.getByRole('button', { name: /sign in/i });
  await button.click();
  await popup;
  await expect(page.getByRole('navigation').first()).toBeVisible();
  await expect(button).toBeHidden();
}

export const PEOPLE = {
  mle: 'maya.lindqvist@norrvik.example',
  lead: 'olivier.tremblay@norrvik.example',
  provider: 'rosa.serrano@norrvik.example',
  bridge: 'hana.nakata@norrvik.example',
};
