import { rm } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TestReport } from '../../rehearsal/index.ts';
import { createLogger } from '../logging.ts';
import { worldOf } from '../run-command.ts';
import { testConfig, testFolder } from '../testing/test-program.ts';
import { testScriptByCalls } from './test-by-calls.ts';

const script = `id: visit
name: 上门
purpose: service
slots:
  people: { name: 人数, entity: { type: number, units: [位, 个人] } }
flows:
  main:
    kind: main
    start: ask
    nodes:
      ask:
        kind: slot
        slot: people
        say: 您好，几位？
        branches: [{ on: ok, to: order }, { on: failed, to: bye }]
      order:
        kind: function
        name: lookup-profile
        args: { people: '{people}' }
        saveTo: { people: people }
        branches: [{ on: ok, to: check }, { on: failed, to: sorry }]
      check:
        kind: speak
        say: 您是{people}位，对吗？
        branches: [{ on: positive, to: done }, { on: digits, digits: '1', to: done }, { on: any, to: bye }]
      done: { kind: end, reason: booked, say: 约好了，再见。 }
      sorry: { kind: end, reason: not-booked, say: 没约上，再见。 }
      bye: { kind: end, reason: gone, say: 打扰了，再见。 }
experiments:
  ending: { kind: words, node: done, success: { outcome: ordered }, baseline: 20, minimumEffect: 5, variants: { warm: { say: 多谢您，再见。 } } }
patterns:
  silence: { afterMs: 1200, max: 1, say: 能听到吗？, goTo: bye }
  noMatch: { max: 1, say: 没听清。, goTo: bye }
`;
const cases = `script: visit
cases:
  - name: 说三位，按键确认
    says: [三位, '#1']
    functions: { lookup-profile: { ok: true, values: { people: 5 } } }
    variants: { ending: warm }
    expect: { ends: booked, slots: { people: 5 }, says: [多谢您] }
  - name: 查不到
    says: [我们两个人]
    functions: { lookup-profile: { ok: false, reason: away } }
    expect: { ends: not-booked, functions: [{ name: lookup-profile, args: { people: 2 } }] }
  - name: 一直不说话，不会约上
    says: […, …]
    expect: { ends: booked }
  - name: 生气
    says: ['[angry] 三位']
    expect: { ends: booked }
`;

let folder = '';
beforeAll(async () => {
  folder = await testFolder();
});
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

describe('the cases of a script as calls', () => {
  it('are held by SIP with keys, words, silence and the answers of functions, and judged as in a conversation by text', async () => {
    const config = testConfig(folder);
    const world = worldOf(config, createLogger('silent'));
    const done: number[] = [];
    const files = { script: { file: 'visit.yaml', text: script }, cases: { file: 'visit.cases.yaml', text: cases } };
    const { json, text, exitCode } = await testScriptByCalls({ config, world }, files, (held) => void done.push(held));
    expect(json).toMatchObject({ cases: 3, passed: 2, passedOver: ['生气'] });
    const [failure] = (json as TestReport).failed;
    expect(failure).toMatchObject({
      name: '一直不说话，不会约上',
      line: 12,
      differences: [{ what: 'ends', wanted: 'booked', got: 'gone' }],
    });
    expect(text).toContain("visit.cases.yaml:12: case '一直不说话，不会约上'");
    expect([exitCode, done]).toEqual([1, [1, 2, 3]]);
  });
});
