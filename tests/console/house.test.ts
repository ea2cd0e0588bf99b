/// <reference lib="dom" />
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Browser, Locator, Page } from 'playwright-core';
import { parseWav } from '../../src/audio/index.ts';
import { eventually } from '../../src/app/testing/test-program.ts';
import { zhCn } from '../../console/texts/zh-cn.ts';
import { expectAccessible, tabTo } from './accessibility.ts';
import { buildConsole, openBrowser, signIn } from './browser.ts';
import { openHouse, type House } from './house.ts';
import { describeWithChromium, expectAllTranslated, watchedPage } from './watched-page.ts';

describeWithChromium('pages of the house', () => {
  const closing: (() => unknown)[] = [];
  let house: House;
  let page: Page;
  let complaints: string[];

  beforeAll(async () => {
    const built = await buildConsole();
    closing.push(() => built.remove());
    house = await openHouse(built.folder);
    closing.push(() => house.close());
    const browser: Browser = await openBrowser();
    closing.push(() => browser.close());
    ({ page, complaints } = await watchedPage(browser));
    await signIn(page, house);
  }, 180_000);
  afterAll(async () => {
    for (const close of closing.reverse()) await close();
  });

  const card = (title: string): Locator => page.locator('.ant-card', { hasText: title }).first();
  const rows = (): Locator => page.locator('tbody tr.ant-table-row');
  const open = async (name: string): Promise<void> => {
    await page.getByRole('menuitem', { name }).click();
    await page.getByRole('heading', { level: 1, name }).waitFor();
  };
  /** Chooses, and looks whether it was: a list that still opens may swallow a click. */
  const choose = async (select: string, option: string): Promise<void> => {
    const combobox = page.getByRole('combobox', { name: select });
    const chosen = page.locator('.ant-select', { has: combobox }).getByText(option);
    await eventually(async () => {
      await combobox.click();
      const offered = page.locator('.ant-select-dropdown:visible .ant-select-item-option', { hasText: option });
      await offered.click({ timeout: 5_000 }).catch(() => undefined);
      return chosen.waitFor({ timeout: 5_000 }).then(
        () => true,
        () => false,
      );
    }, `${option} to be chosen`);
  };
  /** The page is told that something failed on the way, once. */
  const failing = async (path: RegExp, during: () => Promise<void>): Promise<void> => {
    await page.route(path, (route) =>
      route.fulfill({
        status: 503,
        json: { type: 'about:blank', title: 'database-away', status: 503, code: 'database-away', detail: 'away' },
      }),
    );
    await during();
    await page.unroute(path);
    complaints.splice(0);
  };

  it('says that there is no alert, and shows those that are raised: what, whose fault, how often', async () => {
    await open('告警');
    await page.getByText('没有符合条件的告警。').waitFor();
    await expectAccessible(page);
    const { alerts, tenantId, world } = house.program.waihu;
    const atMs = world.clock.now();
    const facts = { attempts: 12, until: null };
    const scan = { tenantId: null, kind: 'sip-scan', severity: 'warning', source: '192.0.2.7', facts, atMs } as const;
    alerts.raise(scan);
    alerts.raise({ ...scan, atMs: atMs + 1 });
    alerts.raise({ tenantId, kind: 'trunk-down', severity: 'critical', source: 'office', facts: {}, atMs });
    await rows().filter({ hasText: '192.0.2.7' }).getByText('有人扫描分机号').waitFor();
    await rows().filter({ hasText: '192.0.2.7' }).getByRole('cell', { name: '2', exact: true }).waitFor();
    await rows().filter({ hasText: 'attempts: 12' }).getByText('警告').waitFor();
    await rows().filter({ hasText: 'office' }).getByText('严重').waitFor();
    expect(await rows().count()).toBe(2);
    await expectAllTranslated(page);
    await expectAccessible(page);
  });

  it('filters alerts by kind, and takes off the list what somebody has seen to, by keys alone', async () => {
    await choose('类型', '线路不通');
    await rows().filter({ hasText: '192.0.2.7' }).waitFor({ state: 'detached' });
    await rows().filter({ hasText: 'office' }).waitFor();
    expect(await rows().count()).toBe(1);
    expect(page.url()).toContain('kind=trunk-down');
    await tabTo(page, '标为已处理');
    await page.keyboard.press('Enter');
    await page.getByText('没有符合条件的告警。').waitFor();
    await choose('状态', '已处理');
    await rows().filter({ hasText: 'office' }).getByText(house.login).waitFor();
    expect(await page.getByRole('button', { name: '标为已处理' }).count()).toBe(0);
    await expectAllTranslated(page);
  });

  it('shows who waits in each queue, who could answer, and how it went today', async () => {
    const hangUps = [house.waitIn('service'), house.waitIn('service'), house.waitIn('claims')];
    await open('队列');
    const service = card('人工服务');
    await service.getByText('没有坐席签入').waitFor();
    const figure = (of: Locator, title: string): Locator => of.locator('.ant-statistic', { hasText: title });
    await figure(service, '排队人数').getByText('2', { exact: true }).waitFor();
    await figure(service, '预计等待').getByText('无人可接').waitFor();
    await figure(service, '最长等待')
      .getByText(/^0:0[1-9]$/)
      .waitFor();
    await figure(card('理赔'), '排队人数').getByText('1', { exact: true }).waitFor();
    house.program.waihu.queues.desk.of(house.program.waihu.tenantId).signIn('bob');
    await rows().filter({ hasText: 'bob' }).getByText('振铃').waitFor();
    await rows().filter({ hasText: 'amy' }).getByText('未签入').waitFor();
    await expectAllTranslated(page);
    await expectAccessible(page);
    for (const hangUp of hangUps) hangUp();
    await figure(service, '排队人数').getByText('0', { exact: true }).waitFor();
    await service.getByText('其中很快放弃').waitFor();
    expect(await service.locator('.ant-descriptions-item', { hasText: '进入' }).innerText()).toMatch(/2$/);
  });

  it('says what failed, and shows the queues when it is asked again', async () => {
    await failing(/\/api\/v1\/queues$/, async () => {
      await page.getByText('出错了').waitFor();
      expect(await page.locator('.ant-alert-error').innerText()).toContain('away');
    });
    await page.getByRole('button', { name: '重试' }).click();
    await card('人工服务').waitFor();
  });

  it('lists messages by box; one that was played to its end is heard', async () => {
    await open('语音留言');
    await page.getByText('没有符合条件的留言。').waitFor();
    await house.leaveMessage('8001', '+9991380001', 1);
    await house.leaveMessage('8002', '', 2);
    await page.reload();
    await rows().filter({ hasText: '未显示号码' }).waitFor();
    expect(await rows().count()).toBe(2);
    expect(await page.locator('body').innerText()).not.toContain('+9991380001');
    await expectAccessible(page);
    await choose('信箱', '8001');
    await rows().filter({ hasText: '未显示号码' }).waitFor({ state: 'detached' });
    await rows().filter({ hasText: '8001' }).waitFor();
    const message = rows().filter({ hasText: '8001' });
    expect(await message.innerText()).toContain('未听');
    await message.getByRole('button', { name: '播放' }).click();
    await message.getByText('已听', { exact: true }).waitFor();
    await expectAccessible(page);
    await message.getByRole('button', { name: '标为未听' }).click();
    await message.getByText('未听', { exact: true }).waitFor();
    await expectAllTranslated(page);
  });

  it('deletes a message when that was confirmed, and keeps it otherwise', async () => {
    const message = rows().filter({ hasText: '8001' });
    await message.getByRole('button', { name: '删除' }).click();
    await page.getByRole('button', { name: '保留' }).click();
    expect(await rows().count()).toBe(1);
    await message.getByRole('button', { name: '删除' }).click();
    await page.getByRole('tooltip').getByRole('button', { name: '删除' }).click();
    await page.getByText('没有符合条件的留言。').waitFor();
    await eventually(
      async () =>
        (await (await fetch(`${house.url}/api/v1/voicemail-boxes`, { headers: await cookies() })).text()) ===
        '{"boxes":[{"box":"8001","newMessages":0,"heardMessages":0},{"box":"8002","newMessages":1,"heardMessages":0}]}',
      'the box to be empty',
    );
  });

  it('tells who hears and who speaks, what they cannot, and what this machine lacks', async () => {
    await open('听与说');
    const { capabilities } = house.program.waihu.speech;
    for (const { name } of [...capabilities.recognizers, ...capabilities.synthesizers])
      await rows().filter({ hasText: name }).first().waitFor();
    const espeak = rows().filter({ hasText: 'espeak-ng' });
    expect(await espeak.innerText()).toMatch(
      /本机自带[^]*普通话[^]*粤语[^]*英语[^]*语速 · 音高[^]*情绪只略微改变语速与音高/,
    );
    expect(await card('本机缺少的').locator('.ant-alert').count()).toBe(capabilities.missing.length);
    const lacks = await card('本机缺少的').innerText();
    for (const { code, mend } of capabilities.missing)
      expect([lacks.includes(zhCn[`speech.why.${code}`]), lacks.includes(mend)]).toEqual([true, true]);
    await expectAllTranslated(page);
    await expectAccessible(page);
  });

  it('says a sentence as a telephone would hear it, and why one cannot be said', async () => {
    const words = page.getByRole('textbox', { name: '要说的话' });
    await words.fill('');
    await page.getByRole('button', { name: '说给我听' }).click();
    await page.getByText('请输入要说的话').waitFor();
    await words.fill('您好，一共五十元。');
    await choose('情绪', '抱歉');
    await tabTo(page, '说给我听');
    await page.keyboard.press('Enter');
    await page.getByText('由它说出： espeak-ng').waitFor();
    const { samples, sampleRateHz } = parseWav(await soundInPage(), 'what the page plays');
    expect(sampleRateHz).toBe(8_000);
    expect(samples.length / sampleRateHz).toBeGreaterThan(1);
    expect(samples.some((sample) => Math.abs(sample) > 2_000)).toBe(true);
    await expectAccessible(page);
    await failing(/\/api\/v1\/speech\/try$/, async () => {
      await page.getByRole('button', { name: '说给我听' }).click();
      await page.getByText('说不出来').waitFor();
    });
  });

  it('keeps what a tenant sets, takes back what was not saved, and says why something is refused', async () => {
    const settings = card('本租户的设置');
    const gain = settings.getByRole('switch', { name: '识别前统一音量' });
    const save = settings.getByRole('button', { name: '保存' });
    await gain.waitFor();
    expect(await save.isDisabled()).toBe(true);
    await gain.click();
    await settings.getByRole('button', { name: '撤销修改' }).click();
    expect([await gain.isChecked(), await save.isDisabled()]).toEqual([false, true]);
    await gain.click();
    await choose('合成顺序', 'espeak-ng');
    await page.keyboard.press('Escape');
    await page.route(/\/api\/v1\/speech$/, (route) =>
      route.fulfill({
        status: 422,
        json: { type: 'about:blank', title: 'x', status: 422, code: 'speech-settings-unfit', detail: 'no such voice' },
      }),
    );
    await save.click();
    await settings.getByText('no such voice').waitFor();
    await page.unroute(/\/api\/v1\/speech$/);
    complaints.splice(0);
    await save.click();
    await page.getByText('已保存').waitFor();
    await expectAccessible(page);
    const { waihu } = house.program;
    expect(waihu.speechSettings.of(waihu.tenantId)).toMatchObject({ synthesizers: ['espeak-ng'], gainControl: true });
    await page.reload();
    await gain.waitFor();
    expect(await gain.isChecked()).toBe(true);
  });

  it('speaks English on every page, and goes by it in the dark', async () => {
    await page.getByRole('button', { name: 'English' }).click();
    await page.getByRole('button', { name: 'Dark' }).click();
    for (const name of ['Alerts', 'Queues', 'Voicemail', 'Hearing and speaking']) {
      await open(name);
      await page.locator('.ant-spin-spinning, .ant-skeleton').first().waitFor({ state: 'detached' });
      await expectAllTranslated(page);
      await expectAccessible(page);
      const words = (await page.locator('main').innerText()).replaceAll(/人工服务|理赔/g, '');
      expect(/\p{Script=Han}+/u.exec(words)?.[0]).toBeUndefined();
    }
  });

  it('never complained in the browser', () => {
    expect(complaints).toEqual([]);
  });

  /** What the player of the page has to play. */
  async function soundInPage(): Promise<Uint8Array> {
    const bytes = await page.evaluate(async () => {
      const player = document.querySelector('audio');
      const sound = await (await fetch(player?.src ?? '')).arrayBuffer();
      return [...new Uint8Array(sound)];
    });
    return Uint8Array.from(bytes);
  }

  async function cookies(): Promise<Record<string, string>> {
    const all = await page.context().cookies();
    return { cookie: all.map(({ name, value }) => `${name}=${value}`).join('; ') };
  }
});
