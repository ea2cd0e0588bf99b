/// <reference lib="dom" />
// Takes the pictures of docs/screenshots from a small campaign to simulated customers: `node bin/run-ts.mjs
// scripts/take-screenshots.ts [folder]`. Needs Debian's chromium.
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { listCalls } from '../src/records/index.ts';
import { buildConsole, openBrowser, signIn } from '../tests/console/browser.ts';
import { openSmallCampaign } from '../tests/console/small-campaign.ts';
import { pictureInBoth, showIn } from './console-pictures.ts';

const folder = process.argv[2] ?? join('docs', 'screenshots');
await mkdir(folder, { recursive: true });

const built = await buildConsole();
const demo = await openSmallCampaign({
  consoleFolder: built.folder,
  people: 14,
  suppressed: 2,
  concurrency: 5,
  seed: 7,
  only: [
    'buys-critical-illness',
    'wants-person',
    'asks-three-questions',
    'thinks-it-over',
    'refuses',
    'voicemail',
    'busy',
    'powered-off',
  ],
});
const browser = await openBrowser();
try {
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 }, timezoneId: 'Asia/Shanghai' });
  await page.goto(demo.url);
  const inBoth = (name: string, ready: (view: Page) => Promise<unknown>): Promise<void> =>
    pictureInBoth(page, folder, name, ready);
  const until = (look: () => boolean): Promise<unknown> => page.waitForFunction(look, undefined, { timeout: 150_000 });

  await inBoth('sign-in', (view) => view.locator('button[type=submit]').waitFor());
  await signIn(page, demo);
  await page.locator('table').waitFor();

  await demo.start();
  await page.goto(`${demo.url}/campaigns/${demo.campaignId}`);
  await until(() => Number(/(\d+) \/ \d+/.exec(document.querySelector('main')?.textContent ?? '')?.[1]) >= 9);
  await inBoth('campaign', () => until(() => document.querySelector('.ant-table-row') !== null).then(() => undefined));
  await page.goto(`${demo.url}/campaigns`);
  await inBoth('campaigns', (view) => view.locator('.ant-table-row').first().waitFor());
  await demo.done();
  await page.goto(`${demo.url}/calls`);
  await inBoth('calls', (view) => view.locator('.ant-table-row').first().waitFor());

  const { calls } = await listCalls(demo.waihu.database, demo.waihu.tenantId, { limit: 50 });
  const talked = calls.find(({ outcome, grade }) => outcome === 'completed' && grade === 'A') ?? calls[0];
  await page.goto(`${demo.url}/calls/${talked?.callId}`);
  const waveIsThere = (): boolean => /0:00 \/ (?!0:00)\d+:\d\d/.test(document.querySelector('main')?.textContent ?? '');
  await inBoth('call', () => until(waveIsThere).then(() => undefined));
  if (process.argv[3] === 'dark') {
    await showIn(page, 'zh-CN', 'dark');
    await until(waveIsThere);
    await page.screenshot({ path: join(folder, 'call.dark.png'), fullPage: true });
    await page.goto(`${demo.url}/campaigns/${demo.campaignId}`);
    await page.locator('h1').waitFor();
    await page.screenshot({ path: join(folder, 'campaign.dark.png'), fullPage: true });
  }
} finally {
  await browser.close();
  await demo.close();
  await built.remove();
}
process.exit(0);
