import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium, type Browser, type Page } from 'playwright-core';

const root = fileURLToPath(new URL('../../', import.meta.url));
const chromiumPath = '/usr/bin/chromium';

export const chromiumIsThere = existsSync(chromiumPath);

/** Debian's Chromium, without a window and without any traffic of its own. */
export function openBrowser(moreArgs: readonly string[] = []): Promise<Browser> {
  return chromium.launch({
    executablePath: chromiumPath,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      ...moreArgs,
    ],
  });
}

/** Signs in as the console asks for it. */
export async function signIn(
  page: Page,
  to: { readonly url: string; readonly login: string; readonly password: string },
) {
  await page.goto(to.url);
  await page.locator('#user').fill(to.login);
  await page.locator('#password').fill(to.password);
  await page.locator('button[type=submit]').click();
  await page.getByRole('menuitem').first().waitFor();
}

/** Builds the console as it is now into a folder of its own. */
export async function buildConsole(): Promise<{ readonly folder: string; remove(): Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'waihu-built-console-'));
  const args = [
    'build',
    '--config',
    'console/vite.config.ts',
    '--outDir',
    folder,
    '--emptyOutDir',
    '--logLevel',
    'warn',
  ];
  const { status, stderr } = spawnSync(process.execPath, ['node_modules/vite/bin/vite.js', ...args], {
    cwd: root,
    // As it is published: components give one id to all in tests.
    env: { ...process.env, NODE_ENV: 'production' },
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`the console could not be built: ${stderr}`);
  return { folder, remove: () => rm(folder, { recursive: true, force: true }) };
}
