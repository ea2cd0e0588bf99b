import { spawn, spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AttackResult } from './attack-result.ts';
import type { AttackedProgram } from './attacked-program.ts';
import { openRelay } from './relay.ts';

/** Why sipvicious cannot be run here, or null. */
export const withoutSipvicious: string | null =
  spawnSync('svwar', ['--version']).error === undefined ? null : 'sipvicious is missing: apt-get install sipvicious';

const mostMs = 120_000;

/** Runs one of its programs to its end; what it printed. */
function run(program: string, args: readonly string[], home: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, HOME: home } });
    const timer = setTimeout(() => child.kill('SIGKILL'), mostMs);
    let said = '';
    child.stdout.on('data', (bytes: Buffer) => (said += bytes.toString()));
    child.stderr.on('data', (bytes: Buffer) => (said += bytes.toString()));
    child.once('error', reject);
    child.once('exit', () => {
      clearTimeout(timer);
      resolve(said);
    });
  });
}

/** Rows of the table it prints: `| 8001 | reqauth |`. */
const rowsOf = (said: string): string[] =>
  [...said.matchAll(/^[|\s]*(\d{4})\s*\|\s*(\S+)/gm)].map(([, name]) => name ?? '');

/** svwar asks for twenty numbers, of which ten are telephones: all at once by REGISTER and by INVITE, then one by one, since it gives up at once. */
export async function findExtensions({ server, extensions, alertOf }: AttackedProgram): Promise<AttackResult> {
  const host = '127.0.0.2';
  const home = await mkdtemp(join(tmpdir(), 'waihu-svwar-'));
  const relay = await openRelay(host, server);
  const first = Number(extensions[0]) - 10;
  const numbers = Array.from({ length: 20 }, (_, index) => String(first + index));
  const found = new Set<string>();
  const ask = async (...options: readonly string[]): Promise<void> => {
    const said = await run('svwar', [...options, '--maximumtime', '2', `udp://127.0.0.1:${relay.port}`], home);
    for (const name of rowsOf(said)) if (extensions.includes(name)) found.add(name);
  };
  try {
    for (const method of ['REGISTER', 'INVITE']) await ask('-e', numbers.join(','), '-m', method);
    for (let at = 0; at < numbers.length; at += 5)
      await Promise.all(numbers.slice(at, at + 5).map((number) => ask('-e', number, '-m', 'REGISTER')));
  } finally {
    relay.close();
    await rm(home, { recursive: true, force: true });
  }
  const alertedAfterMs = await alertOf(['sip-scan'], host);
  const holds = found.size === 0 && alertedAfterMs !== null;
  return { attack: 'svwar', holds, alertedAfterMs, detail: { found: found.size, of: extensions.length } };
}

/** svcrack tries passwords of one telephone; the right one is its 200th. */
export async function crackPassword({ server, passwordOf, alertOf }: AttackedProgram): Promise<AttackResult> {
  const host = '127.0.0.3';
  const relay = await openRelay(host, server);
  const home = await mkdtemp(join(tmpdir(), 'waihu-svcrack-'));
  try {
    const words = Array.from({ length: 199 }, (_, index) => `wrong-${index}`);
    const dictionary = join(home, 'words.txt');
    await writeFile(dictionary, `${[...words, passwordOf('8001')].join('\n')}\n`);
    const options = ['-u', '8001', '-d', dictionary, '--maximumtime', '5'];
    const said = await run('svcrack', [...options, `udp://127.0.0.1:${relay.port}`], home);
    const cracked = said.includes(passwordOf('8001'));
    const alertedAfterMs = await alertOf(['sip-source-banned'], host);
    return {
      attack: 'svcrack',
      holds: !cracked && alertedAfterMs !== null,
      alertedAfterMs,
      detail: { cracked, rightWord: 200 },
    };
  } finally {
    relay.close();
    await rm(home, { recursive: true, force: true });
  }
}
