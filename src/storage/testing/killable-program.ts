import { once } from 'node:events';
import type { ChildProcess } from 'node:child_process';
import { entryBeside, startChild } from '../../foundation/entry.ts';

interface Told {
  opened?: string;
  kept?: string;
  refused?: string;
  message?: string;
}

/** A child that uses a database until it is killed. */
export interface KillableProgram {
  readonly pid: number;
  /** Names of the rows it was told are kept, so far. */
  readonly kept: readonly string[];
  /** Resolves when it has the database, or with why not. */
  readonly opened: Promise<Told>;
  /** Resolves when at least `count` rows are kept. */
  keeps(count: number): Promise<void>;
  kill(): Promise<void>;
}

export function startProgram(dataFolder: string, identity: { uid?: number; gid?: number } = {}): KillableProgram {
  const child: ChildProcess = startChild(entryBeside(import.meta.url, 'use-database-entry'), [dataFolder], {
    ...identity,
    silent: true,
    cwd: '/',
    env: {},
  });
  let stderr = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const exited = once(child, 'exit');
  const kept: string[] = [];
  const waiting: { count: number; resolve: () => void }[] = [];
  const opened = new Promise<Told>((resolve) => {
    child.on('message', (told: Told) => {
      if (told.kept !== undefined) kept.push(told.kept);
      else resolve(told);
      for (const { count, resolve: enough } of waiting) if (kept.length >= count) enough();
    });
    void exited.then(() => resolve({ refused: 'exited', message: stderr }));
  });
  return {
    pid: child.pid!,
    kept,
    opened,
    keeps: (count) => new Promise((resolve) => void waiting.push({ count, resolve })),
    async kill() {
      child.kill('SIGKILL');
      await exited;
    },
  };
}
