// Takes the pictures of docs/screenshots that need no call: alerts, queues, voicemail, hearing and speaking.
// `node bin/run-ts.mjs scripts/take-house-screenshots.ts [folder] [dark]`. Needs Debian's chromium.
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { buildConsole, openBrowser, signIn } from '../tests/console/browser.ts';
import { openHouse } from '../tests/console/house.ts';
import { pictureInBoth, showIn } from './console-pictures.ts';

const folder = process.argv[2] ?? join('docs', 'screenshots');
await mkdir(folder, { recursive: true });
const built = await buildConsole();
const house = await openHouse(built.folder);
const browser = await openBrowser();
try {
  const { waihu } = house.program;
  const { tenantId, world } = waihu;
  const atMs = world.clock.now();
  const raised = { tenantId, atMs, severity: 'warning' } as const;
  waihu.alerts.raise({ ...raised, kind: 'sip-scan', source: '192.0.2.7', facts: { attempts: 12 } });
  waihu.alerts.raise({ ...raised, kind: 'trunk-down', severity: 'critical', source: 'office', facts: {} });
  waihu.queues.desk.of(tenantId).signIn('bob');
  for (const queue of ['service', 'service', 'claims']) house.waitIn(queue);
  await house.leaveMessage('8001', '+9991380001', 12);
  await house.leaveMessage('8001', '+9991380002', 31);
  await house.leaveMessage('8002', '', 7);

  const page = await browser.newPage({ viewport: { width: 1280, height: 800 }, timezoneId: 'Asia/Shanghai' });
  await signIn(page, house);
  for (const name of ['alerts', 'queues', 'voicemail', 'speech']) {
    await page.goto(`${house.url}/${name}`);
    await pictureInBoth(page, folder, name, (view) => view.locator('.ant-table-row').first().waitFor());
    if (process.argv[3] !== 'dark') continue;
    await showIn(page, 'zh-CN', 'dark');
    await page.locator('.ant-table-row').first().waitFor();
    await page.screenshot({ path: join(folder, `${name}.dark.png`), fullPage: true });
  }
} finally {
  await browser.close();
  await house.close();
  await built.remove();
}
process.exit(0);
