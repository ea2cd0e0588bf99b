/// <reference lib="dom" />
import { join } from 'node:path';
import type { Page } from 'playwright-core';

const languages = ['zh-CN', 'en'] as const;
type PictureLanguage = (typeof languages)[number];

/** Shows the page anew in a language and shade of the console. */
export async function showIn(page: Page, language: PictureLanguage, shade: 'light' | 'dark' = 'light'): Promise<void> {
  await page.evaluate(
    ([chosen, theme]) => {
      localStorage.setItem('language', chosen);
      localStorage.setItem('theme', theme);
    },
    [language, shade] as const,
  );
  await page.reload();
  await page.locator('h1').waitFor();
}

/** A picture of the page in each language: `NAME.LANGUAGE.png`, when it is `ready`. */
export async function pictureInBoth(
  page: Page,
  folder: string,
  name: string,
  ready: (view: Page) => Promise<unknown>,
): Promise<void> {
  for (const language of languages) {
    await showIn(page, language);
    await ready(page);
    await page.screenshot({ path: join(folder, `${name}.${language}.png`), animations: 'disabled' });
  }
}
