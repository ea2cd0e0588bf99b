import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll } from 'vitest';
import { freePort } from '../../src/foundation/testing/free-port.ts';
import { describeWith } from './describe-with.ts';

const scenarios = new URL('../../fixtures/sipp/', import.meta.url);

const missing = spawnSync('sipp', ['-v']).error === undefined ? null : 'sipp is missing: apt-get install sip-tester';

/** Tests with sipp as the other side. */
export const describeWithSipp = describeWith(missing);

export interface SippRun {
  /** Resolves when sipp ended well; rejects with what it complained of. */
  readonly done: Promise<void>;
  readonly port: number;
  /** What went over the wire so far, as sipp wrote it down. */
  messages(): string;
  stop(): void;
}

export interface SippOptions {
  /** File in fixtures/sipp, without `.xml`. */
  readonly scenario: string;
  /** Whom to call; absent: waits for calls. */
  readonly remote?: { readonly host: string; readonly port: number };
  readonly transport?: 'udp' | 'tcp';
  readonly port?: number;
  readonly calls?: number;
  readonly callsPerSecond?: number;
  /** Further arguments. */
  readonly extra?: readonly string[];
}

const folder = missing === null ? mkdtempSync(join(tmpdir(), 'waihu-sipp-')) : '';
let runs = 0;
afterAll(() => {
  if (missing === null) rmSync(folder, { recursive: true, force: true });
});

/** Runs one scenario. A callee that is returned listens already. */
export async function runSipp(options: SippOptions): Promise<SippRun> {
  if (missing !== null) throw new Error(missing);
  const port = options.port ?? (await freePort());
  const { calls = 1, transport = 'udp' } = options;
  const log = join(folder, `run-${++runs}`);
  const args = ['-sf', fileURLToPath(new URL(`${options.scenario}.xml`, scenarios)), '-i', '127.0.0.1'];
  args.push('-p', String(port), '-t', transport === 'tcp' ? 't1' : 'u1', '-m', String(calls));
  args.push('-nostdin', '-timeout', '50s', '-timeout_error');
  args.push('-trace_err', '-error_file', `${log}.err`, '-trace_msg', '-message_file', `${log}.msg`);
  args.push(...(options.extra ?? []));
  if (options.remote) args.push('-r', String(options.callsPerSecond ?? 10), addressText(options.remote));
  const child = spawn('sipp', args, { stdio: 'ignore' });
  const done = new Promise<void>((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', (code, signal) => {
      if (code === 0) resolve();
      else
        reject(
          new Error(
            `sipp ${options.scenario} ended with ${code ?? signal}\n${tail(`${log}.err`)}\n${tail(`${log}.msg`)}`,
          ),
        );
    });
  });
  done.catch(() => undefined);
  if (!options.remote) await listening(port, transport);
  return { done, port, messages: () => read(`${log}.msg`), stop: () => void child.kill('SIGKILL') };
}

const addressText = ({ host, port }: { readonly host: string; readonly port: number }): string => `${host}:${port}`;

const tail = (file: string): string => read(file).slice(-6_000);

const read = (file: string): string => (existsSync(file) ? readFileSync(file, 'utf8') : '');

/** A callee that is called before it listens gets the same INVITE twice, which its scenario does not expect. */
async function listening(port: number, transport: 'udp' | 'tcp'): Promise<void> {
  const table = `/proc/net/${transport}`;
  // Elsewhere than on Linux the first INVITE is simply lost and sent again.
  if (!existsSync(table)) return;
  const entry = new RegExp(`^ *\\d+: 0100007F:${port.toString(16).toUpperCase().padStart(4, '0')} `, 'm');
  for (let attempt = 0; !entry.test(readFileSync(table, 'utf8')); attempt++) {
    if (attempt > 1_000) throw new Error(`sipp does not listen on ${port}`);
    await new Promise((resolve) => {
      setTimeout(resolve, 10);
    });
  }
}
