import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { delay, systemClock } from '../../foundation/clock.ts';
import { messageOf } from '../../foundation/errors.ts';
import type { CallRecord } from '../../contract/call-record.ts';
import { getCall, listCalls } from '../../records/index.ts';
import type { CommandResult } from '../commands/command.ts';
import { readConfig, type Config } from '../config.ts';
import { createLogger } from '../logging.ts';
import { runInside, worldOf } from '../run-command.ts';
import { startWaihu, type Waihu } from '../start-waihu.ts';
import type { World } from '../open-office.ts';

/** The whole program in this process, on a data folder and ports of its own. */
export interface TestProgram {
  readonly waihu: Waihu;
  /** Parent of the data folder: files of the test may stand here. */
  readonly folder: string;
  /** The program's log so far. */
  log(): string;
  /** Runs a command as the terminal would; `said` is what it told while it worked. */
  run(
    command: string,
    args?: unknown,
    signal?: AbortSignal,
  ): Promise<CommandResult & { readonly said: readonly string[] }>;
  /** The records of all calls, newest first. */
  records(): Promise<readonly CallRecord[]>;
  close(): Promise<void>;
}

export interface TestProgramOptions {
  readonly config?: Partial<Config>;
  readonly world?: Partial<World>;
  /** Folder of the built console, where the test looks at it. */
  readonly consoleFolder?: string;
}

/** A folder that root's PostgreSQL, which runs under another account, can get through. */
export async function testFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'waihu-app-'));
  await chmod(folder, 0o711);
  return folder;
}

/** What the program is configured with in tests: any free ports, and simulated calls at any hour. */
export function testConfig(folder: string, changes: Partial<Config> = {}): Config {
  const environment = {
    WAIHU_DATA: join(folder, 'data'),
    WAIHU_HTTP_PORT: '0',
    WAIHU_SIP_PORT: '0',
    WAIHU_RTP_PORTS: '20000-29999',
    WAIHU_MEDIA_WORKERS: '1',
    WAIHU_SIMULATED_ANY_HOUR: '1',
    WAIHU_LOG: 'trace',
  };
  return { ...readConfig(environment, process.getuid?.() === 0), ...changes };
}

export async function startTestProgram(options: TestProgramOptions = {}): Promise<TestProgram> {
  const folder = await testFolder();
  let log = '';
  const config = testConfig(folder, options.config);
  const logger = createLogger(config.logLevel, { write: (line: string) => (log += line) });
  const remove = (): Promise<void> => rm(folder, { recursive: true, force: true });
  const waihu = await startWaihu(
    config,
    { ...worldOf(config, logger), ...options.world },
    { consoleFolder: options.consoleFolder ?? null },
  ).catch(async (error: unknown) => {
    await remove();
    throw error;
  });
  return {
    waihu,
    folder,
    log: () => log,
    async run(command, args = {}, signal = new AbortController().signal) {
      const said: string[] = [];
      const io = { signal, say: (line: string) => void said.push(line), progress: () => undefined };
      return { ...(await runInside(waihu, command, args, io)), said };
    },
    async records() {
      const { calls } = await listCalls(waihu.database, waihu.tenantId, { limit: 200 });
      const found = await Promise.all(calls.map(({ callId }) => getCall(waihu.database, waihu.tenantId, callId)));
      return found.filter((record) => record !== null);
    },
    async close() {
      await waihu.close();
      await remove();
    },
  };
}

/** Looks again and again until something is there; there is one generous deadline. */
export async function eventually<T>(
  find: () => Promise<T | null | undefined | false>,
  what: string,
  withinMs = 90_000,
): Promise<T> {
  const giveUpAtMs = systemClock.monotonicMs() + withinMs;
  for (;;) {
    const found = await find().catch((error: unknown) => {
      throw new Error(`while waiting for ${what}: ${messageOf(error)}`, { cause: error });
    });
    if (found !== null && found !== undefined && found !== false) return found;
    if (systemClock.monotonicMs() > giveUpAtMs) throw new Error(`waited ${withinMs} ms for ${what}`);
    await delay(systemClock, 50);
  }
}
