import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { helloScript, testCaller } from '../../src/app/testing/hello-script.ts';
import { eventually, startTestProgram } from '../../src/app/testing/test-program.ts';
import { startSimulator } from '../../src/simulator/index.ts';

/** Everything in the data folder that anybody would call a log, PostgreSQL's included. */
async function logsUnder(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter(
      (entry) => entry.isFile() && /\.log$|^postgresql|logfile/u.test(entry.name) && !/journal/u.test(entry.parentPath),
    )
    .map((entry) => join(entry.parentPath, entry.name));
}

it('after a campaign at trace level no lead’s number stands in any log, PostgreSQL’s included', async () => {
  const simulator = await startSimulator({
    seed: 4,
    callerNumbers: [testCaller],
    voice: 'murmur',
    only: ['hangs-up-at-once', 'busy', 'vacant', 'rejects', 'trunk-fault', 'silent'],
  });
  const program = await startTestProgram();
  try {
    const numbers = await simulator.numbers(6);
    const lines = `trunks:\n  - { name: carrier, proxy: '${simulator.sipAddress.udp}', callerNumbers: ['${testCaller}'], simulated: true, callsPerSecond: 10 }\n`;
    await program.run('lines apply', { text: lines });
    await program.run('script publish', { text: helloScript, file: 'hello.yaml' });
    const path = join(program.folder, 'people.csv');
    // Two that cannot be used and one that is there twice: what is said of them must not name them either.
    await writeFile(path, ['手机号', ...numbers, numbers[0], `${numbers[1]}99999`, '1391234'].join('\n'));
    await program.run('leads import', { path, list: '客户' });
    await program.run('campaign create', {
      name: '回访',
      list: '客户',
      scriptId: 'hello',
      trunk: 'carrier',
      purpose: 'service',
    });
    await program.run('campaign start', { name: '回访' });
    await eventually(async () => (await program.records()).length === numbers.length, 'a record of every call');
    await program.waihu.reactions.drained();
    const logFiles = await logsUnder(program.waihu.config.dataFolder);
    const logs = new Map([['the program’s own log', program.log()]]);
    for (const file of logFiles) logs.set(file, await readFile(file, 'latin1'));
    expect(logFiles.some((file) => file.includes('postgres'))).toBe(true);
    expect(program.log().match(/"msg":"call-ended"/gu)).toHaveLength(numbers.length);
    const found = numbers.flatMap((number) =>
      [...logs].filter(([, text]) => text.includes(number.slice(1))).map(([name]) => `${number} stands in ${name}`),
    );
    expect(found).toEqual([]);
  } finally {
    await program.close();
    await simulator.close();
  }
});
