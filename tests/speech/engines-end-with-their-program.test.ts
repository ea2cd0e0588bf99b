import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { once } from 'node:events';
import { expect, test } from 'vitest';

const program = new URL('./start-engines-program.ts', import.meta.url).pathname;

/** Running, and not a zombie that waits for its parent. */
function isAlive(pid: number): boolean {
  if (!existsSync(`/proc/${pid}/stat`)) return false;
  return !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
}

test.skipIf(process.platform !== 'linux')('kill -9 of the program ends every engine it had started', async () => {
  const dataFolder = await mkdtemp(join(tmpdir(), 'waihu-orphans-'));
  const child = spawn(process.execPath, ['bin/run-ts.mjs', program, dataFolder], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
  const pids = JSON.parse(line) as number[];
  expect(pids.every(isAlive)).toBe(true);
  child.kill('SIGKILL');
  await once(child, 'close');
  while (pids.some(isAlive))
    await new Promise<void>((resolve) => {
      setTimeout(resolve, 20);
    });
  expect(pids.filter(isAlive)).toEqual([]);
  await rm(dataFolder, { recursive: true });
});
