import fs from 'node:fs';
import { chromium, type Browser, type Page } from '@playwright/test';
import { MeasuredPage, PAGES } from './pages';
import type { Portal } from './portal';
import { chunksKb } from './sizes';
import { observe, type Observed } from './observe';

const PERSON = 'olivier.tremblay@norrvik.example';

export interface PageFigures {
  readonly firstContentMs: number[];
  /** The same with what the browser kept from the visit before. */
  readonly againMs: number[];
  readonly lcpMs: number[];
  readonly inpMs: number[];
  readonly cls: number[];
  chunksKb: number;
  /** What the back ends were asked for, in kB as sent. */
  apiKb: number;
}

/** A slow machine is told by the figures, not by a run that breaks off. */
const PATIENCE_MS = 120_000;

/** Signals keep a connection open, so the network of some pages is never quiet. */
const QUIET_MS = 5_000;

type Portals = Pick<Portal, 'url' | 'personFile'>;

/** Each round opens each page, or those named in `only`, in a browser that has seen nothing but the sign-in. */
export async function measure(
  portal: Portals,
  { rounds, only }: { rounds: number; only?: readonly string[] },
): Promise<Map<string, PageFigures>> {
  const browser = await chromium.launch({
    executablePath: process.env.MLI_CHROMIUM ?? '/usr/bin/chromium',
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
  const figures = new Map<string, PageFigures>();
  try {
    const session = await signIn(browser, portal);
    const pages = Object.entries(PAGES).filter(
      ([name]) => only === undefined || only.includes(name),
    );
    for (let round = -1; round < rounds; round += 1) {
      for (const [name, measured] of pages) {
        const known = figures.get(name) ?? noFigures();
        figures.set(name, known);
        const visit = await visitOnce(browser, { portal, session, measured });
        // The first round fills the caches of the back end and is not counted.
        if (round >= 0) add(known, visit);
        console.error(
          `${name}, round ${round + 1}: ${Math.round(visit.firstContentMs ?? NaN)} ms`,
        );
      }
    }
  } finally {
    await browser.close();
  }
  return figures;
}

interface Visit extends Observed {
  readonly inpMs: number;
  readonly againMs: number;
  readonly chunksKb: number;
  readonly apiKb: number;
}

type Session = Awaited<ReturnType<typeof signIn>>;

async function visitOnce(
  browser: Browser,
  options: { portal: Portals; session: Session; measured: MeasuredPage },
): Promise<Visit> {
  const { portal, session, measured } = options;
  const context = await browser.newContext({
    baseURL: portal.url,
    storageState: session,
    viewport: { width: 1440, height: 900 },
  });
  try {
    await context.addInitScript(observe, measured.content);
    const page = await context.newPage();
    page.setDefaultTimeout(PATIENCE_MS);
    await page.goto(measured.path);
    await page.locator(measured.content).first().waitFor();
    await settle(page);
    const first = await read(page);
    if (first.firstContentMs === undefined) {
      throw new Error(`${measured.path} never showed ${measured.content}`);
    }
    const { scripts, apiKb } = await loaded(page);
    await measured.interact(page);
    await page.waitForTimeout(400);
    const { interactionMs, cls } = await read(page);
    await page.goto(measured.path);
    await page.locator(measured.content).first().waitFor();
    await settle(page);
    const again = await read(page);
    return {
      ...first,
      cls,
      interactionMs,
      inpMs: interactionMs,
      againMs: again.firstContentMs ?? NaN,
      chunksKb: chunksKb(scripts),
      apiKb,
    };
  } finally {
    await context.close();
  }
}

async function settle(page: Page): Promise<void> {
  await page
    .waitForLoadState('networkidle', { timeout: QUIET_MS })
    .catch(() => {});
  await page.waitForTimeout(300);
}

async function read(page: Page): Promise<Observed> {
  // Put there by observe().
  return await page.evaluate(() => Reflect.get(window, 'mliObserved'));
}

async function loaded(page: Page) {
  const resources = await page.evaluate(() =>
    performance.getEntriesByType('resource').map(entry => ({
      name: entry.name,
      size: Reflect.get(entry, 'transferSize') as number, // of PerformanceResourceTiming
    })),
  );
  const paths = resources.map(({ name, size }) => ({
    path: new URL(name).pathname,
    size,
  }));
  return {
    scripts: paths.map(({ path }) => path).filter(path => path.endsWith('.js')),
    apiKb:
      paths
        .filter(({ path }) => path.startsWith('/api/'))
        .reduce((sum, { size }) => sum + size, 0) / 1000,
  };
}

async function signIn(browser: Browser, { url, personFile }: Portals) {
  fs.writeFileSync(personFile, PERSON);
  const context = await browser.newContext({ baseURL: url });
  const page = await context.newPage();
  page.setDefaultTimeout(PATIENCE_MS);
  await page.goto('/');
  const popup = page.waitForEvent('popup').catch(() => undefined);
  const button = page.getByRole('button', { name: /sign in/i });
  await button.click();
  await popup;
  await page.getByRole('navigation').first().waitFor();
  const state = await context.storageState();
  await context.close();
  return state;
}

function noFigures(): PageFigures {
  return {
    firstContentMs: [],
    againMs: [],
    lcpMs: [],
    inpMs: [],
    cls: [],
    chunksKb: 0,
    apiKb: 0,
  };
}

function add(figures: PageFigures, visit: Visit): void {
  figures.firstContentMs.push(visit.firstContentMs ?? NaN);
  figures.againMs.push(visit.againMs);
  figures.lcpMs.push(visit.lcpMs);
  figures.inpMs.push(visit.inpMs);
  figures.cls.push(visit.cls);
  figures.chunksKb = visit.chunksKb;
  figures.apiKb = visit.apiKb;
}
