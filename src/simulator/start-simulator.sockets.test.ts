import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { startSimulator, type Simulator } from './index.ts';
import { ScriptedRobot } from './testing/scripted-robot.ts';

const caller = '+861095000001';
const folder = mkdtempSync(join(tmpdir(), 'carrier-'));
const open: { close(): Promise<void> }[] = [];

afterEach(async () => {
  for (const one of open.splice(0)) await one.close();
  rmSync(folder, { recursive: true, force: true });
});

async function start(more: object): Promise<Simulator> {
  const simulator = await startSimulator({ seed: 3, callerNumbers: [caller], voice: 'murmur', ...more });
  open.push(simulator);
  return simulator;
}

it('runs in a process of its own, logs at once, lies when told to, and tells nobody what a number does', async () => {
  const seats = [{ name: 'li', mode: 'answers' }] as const;
  const simulator = await start({ only: ['hangs-up-at-once', 'refuses'], seats, logFolder: folder, lie: true });
  expect(simulator.seats[0]?.address).toMatch(/^sip:li@127\.0\.0\.1:\d+$/u);
  const numbers = await simulator.numbers(2);
  const robot = await ScriptedRobot.open(simulator.sipAddress.udp);
  open.unshift(robot);
  for (const number of numbers) {
    const call = robot.call(number, caller);
    await call.answered;
    await call.say('现在方便吗？');
    if (!call.hasEnded) {
      await call.heardSentence();
      await call.hangUp();
    }
    await call.over;
  }
  const log = await simulator.log();
  expect(log.map(({ callee }) => callee)).toEqual(numbers);
  // The one conversation there was is lied about, the other call is not.
  expect(log.find(({ behaviour }) => behaviour === 'refuses')?.truth.hungUpBy).toBe('customer');
  expect(log.find(({ behaviour }) => behaviour === 'hangs-up-at-once')?.truth.hungUpBy).toBe('customer');
  expect(await simulator.seatLog()).toEqual([]);
  const lines = readFileSync(join(folder, 'carrier.jsonl'), 'utf8').trim().split('\n');
  const events = lines.map((line) => (JSON.parse(line) as { event: string }).event);
  expect(events.filter((event) => event === 'invite')).toHaveLength(2);
  expect(events).toContain('bye');
  expect(lines.join('')).not.toContain('refuses');
});

it('says why it cannot start', async () => {
  await expect(start({ only: ['buys-a-boat'] })).rejects.toThrow("there is no behaviour 'buys-a-boat'");
});
