import { spawnSync } from 'node:child_process';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { readConfig } from '../../src/app/config.ts';
import { runDemo, type DemoOptions } from '../../src/app/demo/run-demo.ts';
import { worldOf } from '../../src/app/run-command.ts';
import { silentLogger } from '../../src/foundation/logger.ts';

const isRoot = process.getuid?.() === 0;
const folder = await mkdtemp(join(tmpdir(), 'waihu-demo-'));
await chmod(folder, 0o755);
const config = {
  ...readConfig(
    { WAIHU_DATA: folder, WAIHU_HTTP_PORT: '0', WAIHU_SIP_PORT: '5099', WAIHU_RTP_PORTS: '30000-31999' },
    isRoot,
  ),
  sip: { ...readConfig({}, false).sip, port: 0 },
};
const options: DemoOptions = {
  seed: 7,
  people: 10,
  concurrency: 10,
  atMs: null,
  hearing: 'text',
  lie: false,
  consoleFolder: null,
  scriptFile: 'examples/scripts/insurance.yaml',
};
const said: string[] = [];
const output = { say: (line: string) => void said.push(line), progress: () => undefined };

afterAll(() => rm(folder, { recursive: true, force: true }));

test(
  'a small campaign of real calls has one difference from the carrier: the lie that was planted',
  { timeout: 400_000 },
  async () => {
    const demo = await runDemo(config, worldOf(config, silentLogger), { ...options, lie: true }, output);
    try {
      const { report } = demo;
      expect(report.calls).toBeGreaterThanOrEqual(10);
      expect(report.compared).toBe(report.calls);
      expect(
        new Set(report.mismatches.map(({ sipCallId }) => sipCallId)).size,
        JSON.stringify(report.mismatches, null, 1),
      ).toBe(1);
      expect(report.recordings).toBe(report.answered);
      const rules = [
        'cap.per-30-days',
        'cap.per-day',
        'caller.not-owned',
        'consent.missing',
        'number.real-on-simulated-trunk',
        'number.simulated-on-real-trunk',
        'region.blocked',
        'suppression.platform',
        'suppression.tenant',
        'trunk.unknown',
      ];
      expect(rules.filter((rule) => !report.refused[rule])).toEqual([]);
      expect(demo.shortcoming).toBe(`${report.mismatches.length} differences between the product and the simulator`);
      expect(said.join('\n')).toContain('第 ');
      const log = join(folder, 'simulator-log');
      const judge = ['scripts/check-carrier-log.mjs', join(log, 'carrier.jsonl'), join(log, 'rules.json')];
      const judged = spawnSync(process.execPath, judge, { encoding: 'utf8' });
      expect(judged.stdout + judged.stderr).toMatch(/^\d\d+ INVITEs judged by .*: no breaches\n$/);
      const page = await fetch(`${demo.waihu.api.url}/api/v1/session`);
      expect(page.status).toBe(401);
    } finally {
      await demo.close();
    }
  },
);

test('at half past eight in the evening nobody is dialed, and the demo says why', { timeout: 120_000 }, async () => {
  said.length = 0;
  const demo = await runDemo(
    config,
    worldOf(config, silentLogger),
    { ...options, people: 4, atMs: Date.parse('2026-03-02T20:30+08:00') },
    output,
  );
  await demo.close();
  expect(demo.shortcoming).toBeNull();
  expect(demo.report.calls).toBe(0);
  expect(demo.report.refused['window.callee-local'], 'four people, and the two whom a cap holds too').toBe(6);
  expect(said.some((line) => line.includes('没有拨打') && line.includes('不在可外呼时段'))).toBe(true);
});
