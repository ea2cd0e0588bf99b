import { expect } from 'vitest';
import type { Browser, Page } from 'playwright-core';
import { zhCn } from '../../console/texts/zh-cn.ts';
import { describeWith } from '../peers/describe-with.ts';
import { chromiumIsThere } from './browser.ts';

/** Tests that look at pages in a browser. */
export const describeWithChromium = describeWith(
  chromiumIsThere ? null : 'chromium is missing: apt-get install chromium',
);

/** A page whose complaints are kept. */
export interface WatchedPage {
  readonly page: Page;
  /** Errors of scripts and of the browser, other than being told that nobody is signed in. */
  readonly complaints: string[];
}

const kindsOfText = [...new Set(Object.keys(zhCn).map((key) => key.split('.')[0]))].join('|');
/** Names of texts as they would show if nobody had translated them, and what stands where a text is missing. */
const untranslated = new RegExp(
  `(?<![\\w/])(${kindsOfText})\\.[a-z][a-z-]*|\\bundefined\\b|\\[object Object\\]|\\bNaN\\b`,
);

export async function watchedPage(browser: Browser): Promise<WatchedPage> {
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 }, timezoneId: 'Asia/Shanghai' });
  page.setDefaultTimeout(60_000);
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => {
    const isSignedOut = message.location().url.endsWith('/api/v1/session') && message.text().includes('401');
    if (message.type() === 'error' && !isSignedOut)
      complaints.push(`${message.text().trim()} (${message.location().url})`);
  });
  return { page, complaints };
}

export async function expectAllTranslated(page: Page): Promise<void> {
  expect(untranslated.exec(await page.locator('body').innerText())?.[0]).toBeUndefined();
}
