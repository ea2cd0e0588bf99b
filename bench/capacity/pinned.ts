import { spawnSync, type ChildProcess } from 'node:child_process';
import { cpus } from 'node:os';
import { startChild } from '../../src/foundation/entry.ts';
import type { EngineNews } from '../../src/speech/engines/engine-program.ts';
import { newsOf } from '../ask-child.ts';

const core = cpus().length - 1;
const canPin = core > 0 && spawnSync('taskset', ['--version']).status === 0;

/** For the method's text. */
export const pinning = canPin
  ? `on core ${core} alone (taskset), whoever drives it on the others`
  : 'on any core: there is one only, or no taskset';

/** Leaves the engine's core to the engine. */
export function keepOffTheCore(): void {
  if (canPin) spawnSync('taskset', ['-acp', core === 1 ? '0' : `0-${core - 1}`, String(process.pid)]);
}

/** Starts a program on the core of engines, all its threads with it; resolves when it says that it is ready. Throws with why it is not. */
export async function startPinned(entry: URL, args: readonly string[]): Promise<ChildProcess> {
  const pinned = canPin ? { execPath: 'taskset', execArgv: ['-c', String(core), process.execPath] } : {};
  const child = startChild(entry, args, { ...pinned, serialization: 'advanced' });
  const news = await newsOf<EngineNews>(child);
  if (news.kind === 'ready') return child;
  child.kill();
  throw new Error(news.reason);
}
