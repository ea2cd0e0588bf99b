import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { versionOf } from './report.ts';
import { readLateness, type Lateness } from './rtp-lateness.ts';

/** Null where the rig cannot be compiled. */
export const compiler = versionOf('cc', '--version');

export function compileRig(folder: string): string {
  if (compiler === null) throw new Error('this bench needs a C compiler: apt-get install gcc');
  const program = join(folder, 'rtp-rig');
  const source = fileURLToPath(new URL('rtp-rig.c', import.meta.url));
  execFileSync('cc', ['-O2', '-pthread', '-o', program, source], { stdio: 'inherit' });
  return program;
}

export interface TelephonesOptions {
  /** What `compileRig` gave. */
  readonly program: string;
  readonly count: number;
  /** Telephone I is on this port + 2 I. */
  readonly firstPort: number;
  /** A-law, said over and over. */
  readonly voiceFile: string;
}

/** Telephones of the rig, in a process of its own. */
export interface Telephones {
  /** Telephone `index` speaks to that port of loopback, and what comes to it is counted. */
  speak(index: number, port: number): void;
  /** Forgets what came so far, and after `ms` says how late what came since was. */
  listen(ms: number): Promise<Lateness>;
  /** Resolves when the process is gone and its ports are free. */
  close(): Promise<void>;
}

export async function startTelephones(options: TelephonesOptions): Promise<Telephones> {
  const args = ['call', String(options.count), String(options.firstPort), options.voiceFile];
  const rig = spawn(options.program, args, { stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = createInterface(rig.stdout);
  const exited = once(rig, 'exit');
  const gone = exited.then(() => {
    throw new Error('the telephones of the rig ended: see above');
  });
  gone.catch(() => undefined);
  const line = async (): Promise<string> => {
    const [text] = (await Promise.race([once(lines, 'line'), gone])) as [string];
    return text;
  };
  await line();
  return {
    speak: (index, port) => void rig.stdin.write(`to ${index} ${port}\n`),
    async listen(ms) {
      rig.stdin.write('begin\n');
      await new Promise((resolve) => setTimeout(resolve, ms));
      const report = line();
      rig.stdin.write('report\n');
      return readLateness(await report);
    },
    async close() {
      rig.kill();
      await exited;
    },
  };
}
