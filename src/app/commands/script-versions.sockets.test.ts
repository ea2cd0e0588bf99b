import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startSimulator, type Simulator } from '../../simulator/index.ts';
import { eventually, startTestProgram, type TestProgram } from '../testing/test-program.ts';

const caller = '+9990000001';
const script = (bye: string): string => `id: service
name: 客户回访
purpose: service
flows:
  main:
    kind: main
    start: hello
    nodes:
      hello:
        kind: speak
        say: 您好，这里是智能助手，做一次客户回访。
        bargeIn: { mode: never }
        silenceMs: 1500
        branches:
          - { on: any, to: bye }
          - { on: silence, to: bye }
          - { on: unrecognised, to: bye }
      bye: { kind: end, say: ${bye} }
patterns:
  silence: { max: 0, say: 再见。, goTo: bye }
  noMatch: { max: 0, say: 再见。, goTo: bye }
`;

let program: TestProgram;
let simulator: Simulator;
const run: TestProgram['run'] = (...args) => program.run(...args);
const file = (name: string): string => join(program.folder, name);

beforeAll(async () => {
  [simulator, program] = await Promise.all([
    startSimulator({ seed: 5, callerNumbers: [caller], voice: 'murmur', only: ['silent'] }),
    startTestProgram(),
  ]);
});
afterAll(async () => {
  await program?.close();
  await simulator?.close();
});

describe('a script on its way', () => {
  it('is imported as a draft, reviewed, returned, approved and released, and the history tells it', async () => {
    await writeFile(file('a.yaml'), script('再见，第一版。'));
    expect((await run('script import', { path: file('a.yaml') })).text).toBe(
      "the draft of 'service' is what a.yaml says",
    );
    expect((await run('script list')).text).toBe('service\t–\tdraft\t客户回访');
    await expect(run('script release', { scriptId: 'service' })).rejects.toThrow('publish wants it approved');
    await run('script review', { scriptId: 'service' });
    await expect(run('script return', { scriptId: 'service' })).rejects.toThrow('wants a note');
    await run('script return', { scriptId: 'service', note: '太短' });
    await run('script review', { scriptId: 'service' });
    await run('script approve', { scriptId: 'service' });
    expect((await run('script release', { scriptId: 'service' })).text).toContain('published as version 1');
    const deeds = (await run('script history', { scriptId: 'service' })).text
      .split('\n')
      .map((line) => line.split('\t').slice(1).join(' '));
    expect(deeds).toEqual([
      'terminal published as version 1',
      'terminal approved',
      'terminal submitted',
      'terminal returned (太短)',
      'terminal submitted',
      'terminal imported (a.yaml)',
    ]);
  });

  it('goes out as a workbook and a CSV, and comes back changed in one wording, with the bad row named', async () => {
    for (const name of ['a.xlsx', 'a.json']) {
      await run('script export', { scriptId: 'service', path: file(name) });
      await run('script import', { path: file(name) });
      expect((await run('script diff', { scriptId: 'service' })).text).toBe(
        "script 'service', 1 → draft: no difference",
      );
    }
    await run('script export', { scriptId: 'service', path: file('a.csv') });
    const csv = await readFile(file('a.csv'), 'utf8');
    await writeFile(file('a.csv'), `${csv.replace('再见，第一版。', '回见。')}main,odd,stop\r\n`);
    const imported = await run('script import', { path: file('a.csv'), onto: 'service' });
    expect(imported.text).toMatch(
      /^a\.csv: 节点 row 4, 类型: .*\nthe draft of 'service' is what a\.csv says, but for 1 faults$/u,
    );
    expect((await run('script diff', { scriptId: 'service' })).text.split('\n')).toEqual([
      "script 'service', 1 → draft: 1 difference",
      '~ utterance main/bye say 1',
      '    - 再见，第一版。',
      '    + 回见。',
    ]);
    await expect(run('script export', { scriptId: 'service', path: file('a.doc') })).rejects.toThrow('is none of yaml');
    await expect(run('script diff', { scriptId: 'nobody' })).rejects.toThrow("there is no script 'nobody'");
  });

  it('published in the middle of a campaign leaves the call in the air its words; the next dial takes the new', async () => {
    await run('lines apply', {
      text: `trunks:\n  - { name: carrier, proxy: '${simulator.sipAddress.udp}', callerNumbers: ['${caller}'], simulated: true, callsPerSecond: 10 }\n`,
    });
    const numbers = await simulator.numbers(3);
    await writeFile(file('people.csv'), `手机号\n${numbers.join('\n')}\n`);
    await run('leads import', { path: file('people.csv'), list: '客户' });
    await run('campaign create', {
      name: 'spring',
      list: '客户',
      scriptId: 'service',
      purpose: 'service',
      trunk: 'carrier',
      callerNumbers: [],
      maxConcurrency: 1,
    });
    await run('campaign start', { name: 'spring' });
    const { live, tenantId } = program.waihu;
    await eventually(
      async () => live.list(tenantId).some(({ state }) => state === 'talking'),
      'the first call to talk',
    );
    expect((await run('script publish', { text: script('回见，第二版。'), file: 's.yaml' })).text).toContain(
      'version 2',
    );
    expect(await program.records()).toEqual([]);
    await eventually(async () => (await program.records()).length === 1, 'the first call to end');
    await eventually(
      async () => live.list(tenantId).some(({ state }) => state === 'talking'),
      'the second call to talk',
    );
    await run('script rollback', { scriptId: 'service', version: 1, reason: '第二版被投诉' });
    await eventually(async () => (await program.records()).length === 3, 'three records', 60_000);
    const heard = (await program.records()).toReversed().map(({ scriptVersion, transcript }) => {
      const last = transcript.findLast(({ speaker }) => speaker === 'robot');
      return [scriptVersion, last?.text];
    });
    expect(heard).toEqual([
      [1, '再见，第一版。'],
      [2, '回见，第二版。'],
      [3, '再见，第一版。'],
    ]);
  });
});
