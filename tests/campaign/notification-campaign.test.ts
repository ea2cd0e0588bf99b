import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'yaml';
import { expect, it } from 'vitest';
import { testCaller } from '../../src/app/testing/hello-script.ts';
import { eventually, startTestProgram } from '../../src/app/testing/test-program.ts';
import { startSimulator } from '../../src/simulator/index.ts';

const example = (name: string): Promise<string> => readFile(new URL(`../../examples/${name}`, import.meta.url), 'utf8');

it('a notification begins at its time, reads the reminder to everybody, and each record holds what was pressed', async () => {
  const simulator = await startSimulator({
    seed: 7,
    callerNumbers: [testCaller],
    voice: 'murmur',
    only: ['keys-buys', 'keys-refuse', 'silent', 'busy'],
  });
  const program = await startTestProgram();
  try {
    const numbers = await simulator.numbers(8);
    const trunk = `trunks:\n  - { name: carrier, proxy: '${simulator.sipAddress.udp}', callerNumbers: ['${testCaller}'], simulated: true, callsPerSecond: 10 }\n`;
    await program.run('lines apply', { text: trunk + (await example('ivr/class-reminder.yaml')) });
    const path = join(program.folder, 'people.csv');
    await writeFile(path, ['手机号,姓名,course', ...numbers.map((number) => `${number},王女士,钢琴课`)].join('\n'));
    await program.run('leads import', { path, list: '学员' });
    const startAt = new Date(Date.now() + 4_000).toISOString();
    const settings = parse(await example('campaigns/class-reminder.yaml')) as Record<string, unknown>;
    await program.run('campaign create', { ...settings, windows: [], startAt, retry: {} });
    await program.run('campaign start', { name: '上课提醒' });
    await eventually(
      async () => (await program.records()).length === numbers.length,
      'a record of every call',
      110_000,
    );
    await program.waihu.reactions.drained();

    const records = await program.records();
    expect(Math.min(...records.map(({ startedAtMs }) => startedAtMs))).toBeGreaterThanOrEqual(Date.parse(startAt));
    const answers = records.map(({ slots }) => `${slots['remind'] ?? '–'} ${slots['answer'] ?? '–'}`);
    expect(answers.toSorted()).toEqual(['1 参加', '1 参加', '2 改期', '2 改期', '– –', '– –', '– –', '– –']);
    const ends = records.map(({ outcome, reason }) => `${outcome} ${reason}`);
    expect(ends.filter((end) => end === 'completed confirmed')).toHaveLength(2);
    expect(ends.filter((end) => end === 'completed call-back')).toHaveLength(2);
    expect(ends.filter((end) => end === 'completed told')).toHaveLength(2);
    expect(records.filter(({ callBack }) => callBack !== null)).toHaveLength(2);
    expect(records.filter(({ answeredBy }) => answeredBy === 'human')).toHaveLength(4);
    const report = await program.run('campaign report', { name: '上课提醒' });
    expect(report.json).toMatchObject({
      answers: {
        answer: [
          { value: '参加', calls: 2 },
          { value: '改期', calls: 2 },
        ],
        remind: [
          { value: '1', calls: 2 },
          { value: '2', calls: 2 },
        ],
      },
    });
    expect(report.text).toMatch(/按键回答[\s\S]+remind · 1 +2 +50\.0%/u);
    const [heard] = records.flatMap(({ transcript }) => transcript);
    expect(heard?.text).toContain('王女士您好');
    expect(heard?.text).toContain('钢琴课');
    expect(records.every(({ scriptId }) => scriptId === null)).toBe(true);
  } finally {
    await program.close();
    await simulator.close();
  }
}, 200_000);
