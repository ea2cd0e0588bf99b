import { spawn } from 'node:child_process';
import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { decodeG711 } from '../../src/audio/index.ts';
import { callRecordSchema, type CallRecord } from '../../src/contract/call-record.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** `waihu call` as a process of its own, on a data folder of its own. */
export interface RobotCall {
  /** Resolves when the robot has said a sentence with these words to its end. */
  said(words: string): Promise<void>;
  /** Resolves with the record that it prints, and its exit code, when it is over. */
  readonly ended: Promise<{ readonly record: CallRecord; readonly exitCode: number }>;
  /** A track of the record, decoded. */
  track(record: CallRecord, leg: 'robot' | 'customer'): Promise<Int16Array>;
  close(): Promise<void>;
}

export interface RobotCallOptions {
  readonly uri: string;
  /** Our address on the way there. */
  readonly host: string;
  /** In fixtures/scripts. */
  readonly script: string;
  readonly rtpPorts: string;
}

export async function startRobotCall({ uri, host, script, rtpPorts }: RobotCallOptions): Promise<RobotCall> {
  const folder = await mkdtemp(join(tmpdir(), 'waihu-call-'));
  // As root the database runs under another uid, which has to find its files.
  await chmod(folder, 0o755);
  const { DATABASE_URL: _own, ...environment } = process.env;
  const args = ['bin/waihu.mjs', 'call', uri, '--script', join('fixtures/scripts', script), '--json'];
  const child = spawn(process.execPath, args, {
    cwd: root,
    env: {
      ...environment,
      WAIHU_DATA: folder,
      WAIHU_SIP_HOST: host,
      WAIHU_RTP_PORTS: rtpPorts,
      WAIHU_LOG: 'warn',
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const told: string[] = [];
  const waiting = new Set<() => void>();
  createInterface(child.stderr).on('line', (line) => {
    told.push(line);
    for (const look of waiting) look();
  });
  let out = '';
  child.stdout.on('data', (bytes: Buffer) => (out += bytes.toString()));
  const ended = new Promise<{ record: CallRecord; exitCode: number }>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => {
      for (const look of waiting) look();
      const record = callRecordSchema.safeParse(out === '' ? null : JSON.parse(out));
      if (record.success) resolve({ record: record.data, exitCode: code ?? -1 });
      else reject(new Error(`waihu call ended with ${code}:\n${told.join('\n')}\n${out}`));
    });
  });
  ended.catch(() => undefined);
  return {
    ended,
    said: (words) =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          if (told.some((line) => line.startsWith('robot') && line.includes(words))) resolve();
          else if (child.exitCode !== null) reject(new Error(`the robot never said ${words}:\n${told.join('\n')}`));
          else return;
          waiting.delete(look);
        };
        waiting.add(look);
        look();
      }),
    async track(record, leg) {
      const track = record.recording?.tracks.find((each) => each.leg === leg && each.kind === 'audio');
      if (track?.codec !== 'PCMA') throw new Error(`the record has no A-law track of the ${leg}`);
      const file = join(folder, 'recordings', record.recording?.folder ?? '', track.file);
      return decodeG711('PCMA', await readFile(file));
    },
    async close() {
      if (child.exitCode === null) child.kill('SIGINT');
      await ended.catch(() => undefined);
      await rm(folder, { recursive: true, force: true });
    },
  };
}
