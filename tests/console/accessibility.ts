/// <reference lib="dom" />
import { expect } from 'vitest';
import type { Page } from 'playwright-core';

/** What a reader of screens stumbles over on the page as it is: empty where nothing was found. */
export function accessibilityFaults(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const textOf = (ids: string): string =>
      ids
        .split(/\s+/)
        .map((id) => (id === '' ? '' : (document.querySelector(`#${CSS.escape(id)}`)?.textContent ?? '')))
        .join(' ');
    const nameOf = (element: Element): string => {
      const labels = 'labels' in element ? [...((element.labels as NodeListOf<Element> | null) ?? [])] : [];
      const inside = [...element.querySelectorAll('[alt], [aria-label]')].map(
        (one) => one.getAttribute('alt') ?? one.getAttribute('aria-label'),
      );
      return [
        element.getAttribute('aria-label'),
        textOf(element.getAttribute('aria-labelledby') ?? ''),
        ...labels.map((label) => label.textContent),
        element.matches('input, select, textarea, audio') ? '' : element.textContent,
        element.getAttribute('title'),
        ...inside,
      ]
        .join('')
        .trim();
    };
    const isSeen = (element: Element): boolean =>
      element.checkVisibility({ visibilityProperty: true }) && element.closest('[aria-hidden=true]') === null;
    const shown = (selector: string): Element[] => [...document.querySelectorAll(selector)].filter(isSeen);
    const operable =
      'a[href], button, input:not([type=hidden]), select, textarea, audio, [role=button], [role=combobox], [role=switch], [role=slider], [role=progressbar]';
    const outline = (element: Element): string => element.outerHTML.slice(0, 160);
    const faults = shown(operable)
      .filter((element) => nameOf(element) === '')
      .map((element) => `no name: ${outline(element)}`);
    const levels = shown('h1, h2, h3, h4, h5, h6').map(({ tagName }) => Number(tagName[1]));
    if (levels.filter((level) => level === 1).length !== 1) faults.push(`first headings: ${levels.join(' ')}`);
    if (shown('main').length !== 1) faults.push('there is not one main part');
    if (document.documentElement.lang === '') faults.push('the page tells no language');
    for (const head of shown('thead th'))
      if (head.textContent?.trim() === '') faults.push(`a column without a name: ${outline(head)}`);
    for (const element of shown('[tabindex]'))
      if (Number(element.getAttribute('tabindex')) > 0) faults.push(`out of the order of keys: ${outline(element)}`);
    for (const image of shown('img:not([alt]), [role=img]:not([aria-label])'))
      faults.push(`no words: ${outline(image)}`);
    const ids = [...document.querySelectorAll('[id]')].map(({ id }) => id);
    const twice = ids.filter((id, index) => ids.indexOf(id) < index);
    if (twice.length > 0) faults.push(`ids twice: ${twice.join(' ')}`);
    return faults;
  });
}

/** Goes by Tab from element to element until `wanted` has the focus. @throws where it never has, in as many steps as there are. */
export async function tabTo(page: Page, wanted: string): Promise<void> {
  for (let step = 0; step < 80; step++) {
    await page.keyboard.press('Tab');
    const name = await page.evaluate(() => {
      const focused = document.activeElement;
      return focused?.getAttribute('aria-label') ?? focused?.textContent ?? '';
    });
    if (name.trim() === wanted) return;
  }
  throw new Error(`'${wanted}' cannot be reached by Tab`);
}

export async function expectAccessible(page: Page): Promise<void> {
  expect(await accessibilityFaults(page)).toEqual([]);
}
