import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Locator, Page } from 'playwright-core';
import { getCall, listCalls } from '../../src/records/index.ts';
import { eventually } from '../../src/app/testing/test-program.ts';
import { buildConsole, openBrowser } from './browser.ts';
import { openSmallCampaign, type SmallCampaign } from './small-campaign.ts';
import { describeWithChromium, expectAllTranslated, watchedPage } from './watched-page.ts';

describeWithChromium('the console', () => {
  const closing: (() => unknown)[] = [];
  let campaign: SmallCampaign;
  let page: Page;
  let complaints: string[];

  beforeAll(async () => {
    const built = await buildConsole();
    closing.push(() => built.remove());
    campaign = await openSmallCampaign({
      consoleFolder: built.folder,
      people: 3,
      suppressed: 1,
      concurrency: 2,
      only: ['keys-refuse', 'refuses', 'wants-person-at-once'],
    });
    closing.push(() => campaign.close());
    const browser = await openBrowser();
    closing.push(() => browser.close());
    ({ page, complaints } = await watchedPage(browser));
    page.setDefaultTimeout(60_000);
  }, 180_000);
  afterAll(async () => {
    for (const close of closing.reverse()) await close();
  });

  const seen = async (locator: Locator): Promise<string> => {
    await locator.first().waitFor();
    return (await locator.first().textContent()) ?? '';
  };
  const card = (title: string): Locator => page.locator('.ant-card', { hasText: title });

  it('lets the first user in, and nobody with another password', async () => {
    await page.goto(campaign.url);
    await page.locator('#password').fill('something-else');
    await page.locator('button[type=submit]').click();
    await page.locator('.ant-alert-error').waitFor();
    complaints.splice(0);
    await expectAllTranslated(page);
    await page.locator('#user').fill(campaign.login);
    await page.locator('#password').fill(campaign.password);
    await page.locator('button[type=submit]').click();
    await page.getByRole('heading', { name: '外呼任务' }).waitFor();
    expect(await seen(page.getByRole('row', { name: campaign.name }))).toContain('草稿');
    await expectAllTranslated(page);
  });

  it('starts the campaign and shows its calls while they run, without being asked again', async () => {
    await page.getByRole('link', { name: campaign.name }).click();
    await page.getByRole('button', { name: '启动' }).click();
    await page.getByText('进行中').waitFor();
    await page.getByText(/^正在通话 \([1-9]\)$/).waitFor();
    expect(await seen(card('正在通话').locator('tbody tr:not(.ant-table-measure-row)'))).toContain('+999');
    await page.getByText('对话中').first().waitFor();
    await expectAllTranslated(page);
    await campaign.done();
    await page.getByText('已完成').waitFor();
    await page.getByText('4 / 4').waitFor();
    expect(await seen(card('未拨打原因'))).toContain('客户要求不再拨打');
    await expectAllTranslated(page);
  }, 240_000);

  it('lists the calls and finds them by what was said', async () => {
    await page.getByRole('link', { name: '查看通话' }).click();
    await page.getByRole('cell', { name: /\+999/ }).first().waitFor();
    expect(await page.getByRole('cell', { name: /\+999/ }).count()).toBe(3);
    expect(await seen(page.getByRole('row', { name: /\+999/ }))).toContain('呼出');
    expect(await page.locator('body').innerText()).not.toMatch(/\+999\d{6}/);
    await expectAllTranslated(page);
    await page.getByRole('searchbox').fill('没有人说过的话');
    await page.getByRole('searchbox').press('Enter');
    await page.getByText('没有符合条件的通话。').waitFor();
    await page.getByRole('searchbox').fill('');
    await page.getByRole('searchbox').press('Enter');
    await page.getByRole('cell', { name: /\+999/ }).first().waitFor();
  });

  it('shows a call: facts, transcript, intents, delays, and its recording, which plays', async () => {
    const { database, tenantId } = campaign.waihu;
    const talked = await eventually(async () => {
      const { calls } = await listCalls(database, tenantId, { limit: 50 });
      const records = await Promise.all(calls.map(({ callId }) => getCall(database, tenantId, callId)));
      // Who presses keys alone is understood without an intent.
      return records.find((record) => record !== null && record.grade !== null && record.intents.length > 0);
    }, 'a call that was talked in');
    await page.goto(`${campaign.url}/calls/${talked.callId}`);
    expect(await seen(card('通话详情'))).toContain('意向等级');
    expect(await seen(card('小结'))).toContain('结果：');
    const transcript = card('对话内容');
    expect(await transcript.locator('li').count()).toBeGreaterThan(1);
    expect(await transcript.locator('li', { hasText: '机器人' }).count()).toBeGreaterThan(0);
    expect(await seen(transcript.getByText('客户'))).toBe('客户');
    expect(await card('意图').locator('.ant-tag').count()).toBeGreaterThan(0);
    expect(await card('每轮情况').locator('tbody tr:not(.ant-table-measure-row)').count()).toBeGreaterThan(0);
    await expectAllTranslated(page);

    await page.getByText(/^0:00 \/ 0:(0[1-9]|[1-5]\d)$/).waitFor();
    expect(await page.getByTestId('waveform').locator('canvas').count()).toBeGreaterThan(1);
    await page.getByRole('button', { name: /播放/ }).click();
    await page.getByText(/^0:0[1-9] \/ /).waitFor();
    await page.getByRole('button', { name: /播放/ }).click();
    expect(await page.locator('.ant-alert').count()).toBe(0);
  });

  it('says so where it cannot read what the program answers, and offers to load the page anew', async () => {
    const { calls } = await listCalls(campaign.waihu.database, campaign.waihu.tenantId, { limit: 1 });
    const address = `${campaign.url}/calls/${calls[0]?.callId ?? ''}`;
    const oneCall = /\/api\/v1\/calls\/[^/]+$/;
    await page.route(oneCall, (route) => route.fulfill({ json: { callId: 'of a newer program' } }));
    await page.goto(address);
    expect(await seen(page.locator('.ant-alert-warning'))).toContain('版本不一致');
    await expectAllTranslated(page);
    await page.unroute(oneCall);
    await page.getByRole('button', { name: '刷新' }).click();
    await card('通话详情').waitFor();
  });

  it('speaks English and goes dark when asked, and remembers both', async () => {
    await page.getByRole('button', { name: 'English' }).click();
    await page.getByText('Transcript', { exact: false }).first().waitFor();
    await expectAllTranslated(page);
    const brightness = async (): Promise<number> => {
      const colour = await page.evaluate<string>(
        "getComputedStyle(document.querySelector('.ant-layout')).backgroundColor",
      );
      return [...colour.matchAll(/\d+/g)].slice(0, 3).reduce((sum, [part]) => sum + Number(part), 0);
    };
    const light = await brightness();
    await page.getByRole('button', { name: 'Dark' }).click();
    await page.getByRole('button', { name: 'Light' }).waitFor();
    expect(await brightness()).toBeLessThan(light / 2);
    await page.reload();
    await page.getByRole('button', { name: 'Light' }).waitFor();
    await page.goto(`${campaign.url}/campaigns/${campaign.campaignId}`);
    await page.getByText('Asked not to be called').waitFor();
    await expectAllTranslated(page);
    expect(await page.locator('html').getAttribute('lang')).toBe('en');
  });

  it('lets the user out', async () => {
    await page.getByRole('button', { name: /Sign out/ }).click();
    await page.locator('#password').waitFor();
    await page.goto(`${campaign.url}/calls`);
    await page.locator('#password').waitFor();
    expect(await page.getByRole('cell').count()).toBe(0);
  });

  it('never complained in the browser', () => {
    expect(complaints).toEqual([]);
  });
});
