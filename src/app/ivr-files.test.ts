import { readFile } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { lintIvrFile, tryIvrFile, type IvrTrialChoice } from './ivr-files.ts';

const hotline = await readFile(new URL('../../examples/ivr/bank-hotline.yaml', import.meta.url), 'utf8');
const mondayTenMs = Date.parse('2026-03-02T10:00:00+08:00');

describe('ivr lint', () => {
  it('has nothing to say of the bank hotline', () => {
    expect(lintIvrFile(hotline, 'bank.yaml')).toMatchObject({ text: 'bank.yaml: no problems', exitCode: 0 });
  });

  it.each(['write-an-ivr.md', 'write-an-ivr.zh-CN.md'])('has nothing to say of the flow in %s', async (name) => {
    const guide = await readFile(new URL(`../../docs/guides/${name}`, import.meta.url), 'utf8');
    const [, written = ''] = /```yaml\n(.*?)```/s.exec(guide) ?? [];
    expect(lintIvrFile(written, name).text).toBe(`${name}: no problems`);
    expect(await attempt(written, { answers: ['{"state":"已发货"}'] }, '1', '1234#', '0')).toContain(
      '语音 您的订单1 2 3 4，已发货。',
    );
  });

  it('names the line, the node and what was wanted, all at once', () => {
    const wrong = hotline
      .replace("'2': say-wish", "'2': say-wsh")
      .replace('calendar: office-hours', 'calendar: office');
    const { text, exitCode } = lintIvrFile(wrong, 'bank.yaml');
    expect(exitCode).toBe(1);
    expect(text.replaceAll(/line \d+: /g, 'line N: ').split('\n')).toEqual([
      "line N: ivrs[0].nodes.main-menu.keys.2: ivr 'bank-hotline' node 'main-menu': key '2' leads to 'say-wsh', which does not exist",
      expect.stringContaining("node 'say-wish': nothing leads here") as string,
      expect.stringContaining("node 'lost-card': nothing leads here") as string,
      expect.stringContaining("node 'is-open': there is no calendar 'office'") as string,
    ]);
  });
});

async function attempt(text: string, choice: IvrTrialChoice, ...lines: readonly string[]): Promise<string[]> {
  const written: string[] = [];
  await tryIvrFile(text, choice, Readable.from([`${lines.join('\n')}\n`]), mondayTenMs, (line) => written.push(line));
  return written;
}

describe('ivr try', () => {
  it('presses keys, is answered by a web service, and shows what the agent would see', async () => {
    const rows = await attempt(hotline, { answers: ['{"balance":88}'] }, '1', '6222#', '135790', '0');
    expect(rows).toContain('  [POST http://127.0.0.1:8088/accounts/6222/balance]');
    expect(rows.join('\n')).toContain('余额是88元');
    expect(rows.at(-1)).toContain('"queue":"service"');
    expect(rows.at(-1)).toContain('按键 1 6222 *** 0 卡号=6222 余额=88');
  });

  it('tells that a service is away, and ends when nobody presses a key', async () => {
    const rows = await attempt(hotline, { ivr: 'bank-hotline', answers: [] }, '1', '6222#', '135790');
    expect(rows.filter((row) => row === '  [查询失败 unreachable]')).toHaveLength(2);
  });

  it('refuses a flow that is not there, and a document that is wrong', async () => {
    await expect(attempt(hotline, { ivr: 'shop', answers: [] })).rejects.toThrow(
      "there is no flow 'shop' in the document: it has 'bank-hotline'",
    );
    await expect(attempt('trunks: []\n', { answers: [] })).rejects.toThrow('it has none');
    await expect(attempt('ivrs: 1\n', { answers: [] })).rejects.toMatchObject({ code: 'lines-document-invalid' });
  });
});
