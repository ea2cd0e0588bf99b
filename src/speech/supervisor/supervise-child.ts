import type { ChildProcess } from 'node:child_process';
import type { Clock } from '../../foundation/clock.ts';
import { CodedError, messageOf } from '../../foundation/errors.ts';
import type { Logger } from '../../foundation/logger.ts';
import type { EngineNews } from '../engines/engine-program.ts';
import { lowerPriority } from './lower-priority.ts';
import { initialRestart, planRestart, type RestartState } from './restart-plan.ts';

export interface Supervision {
  /** For messages: "recogniser 'zipformer-zh'". */
  readonly what: string;
  readonly start: () => ChildProcess;
  readonly clock: Clock;
  readonly logger: Logger;
  /** How long a load may last. */
  readonly loadMs?: number;
}

/**
 * A child that is kept alive.
 *
 * ```
 *  loading ──ready──▶ serving ──died──▶ waiting ──▶ loading
 *     ├──died once──▶ waiting
 *     └──refused, died twice, too slow twice──▶ given up
 * ```
 */
export interface SupervisedChild {
  /** Settles when the first load has: with the engine's name, or rejects with why there is none. */
  readonly ready: Promise<string>;
  /** Null while no process runs. */
  readonly pid: number | null;
  readonly restarts: number;
  /** Asks it to end, and ends it. */
  close(): Promise<void>;
}

const stopGraceMs = 2_000;

export function superviseChild(supervision: Supervision): SupervisedChild {
  const { what, clock, logger } = supervision;
  let state: RestartState = initialRestart;
  let child: ChildProcess | null = null;
  let closing = false;
  let restarts = 0;
  let cancelRestart: () => void = () => undefined;
  const first = firstLoad();

  const start = (): void => {
    child = supervision.start();
    if (child.pid !== undefined) lowerPriority(child.pid, clock);
    watch(child, supervision, {
      ready: (name) => first.resolve(name),
      ended: (end) => {
        child = null;
        if (closing) return;
        const plan = planRestart(state, end, what);
        if (plan.kind === 'give-up') {
          logger.error({ what, reason: plan.reason }, 'speech engine given up');
          return first.reject(new CodedError('speech-engine-refused', plan.reason, { what }));
        }
        state = plan.state;
        restarts++;
        logger.warn({ what, how: end.how, restartAfterMs: plan.afterMs }, 'speech engine died');
        cancelRestart = clock.after(plan.afterMs, start);
      },
    });
  };
  start();

  return {
    ready: first.promise,
    get pid() {
      return child?.pid ?? null;
    },
    get restarts() {
      return restarts;
    },
    close() {
      closing = true;
      cancelRestart();
      first.reject(new CodedError('speech-engine-closed', `${what} was closed while loading`, { what }));
      return child ? stop(child, clock) : Promise.resolve();
    },
  };
}

/** A promise and its two hands. Whoever does not wait for it is not brought down by its rejection. */
function firstLoad(): { promise: Promise<string>; resolve: (name: string) => void; reject: (error: Error) => void } {
  let settle: { resolve: (name: string) => void; reject: (error: Error) => void } | null = null;
  const promise = new Promise<string>((resolve, reject) => {
    settle = { resolve, reject };
  });
  promise.catch(() => undefined);
  return { promise, resolve: (name) => settle?.resolve(name), reject: (error) => settle?.reject(error) };
}

function watch(
  child: ChildProcess,
  { clock, what, logger, loadMs = 60_000 }: Supervision,
  told: { ready(name: string): void; ended(end: Parameters<typeof planRestart>[1]): void },
): void {
  const startedAtMs = clock.monotonicMs();
  let wasReady = false;
  let refusal: string | null = null;
  let over = false;
  const cancelLoad = clock.after(loadMs, () => {
    logger.warn({ what, loadMs }, 'speech engine loads too long');
    child.kill('SIGKILL');
  });
  const ended = (how: string): void => {
    if (over) return;
    over = true;
    cancelLoad();
    told.ended({ wasReady, startedAtMs, endedAtMs: clock.monotonicMs(), refusal, how });
  };
  child.on('message', (message) => {
    const news = message as EngineNews;
    if (news.kind === 'refused') refusal = news.reason;
    if (news.kind !== 'ready') return;
    wasReady = true;
    cancelLoad();
    told.ready(news.name);
  });
  child.on('error', (error) => ended(messageOf(error)));
  child.on('exit', (code, signal) => ended(signal ?? `exit code ${code}`));
}

/** Closing the IPC channel tells it to end; one that does not is killed. */
function stop(child: ChildProcess, clock: Clock): Promise<void> {
  return new Promise((resolve) => {
    const cancel = clock.after(stopGraceMs, () => child.kill('SIGKILL'));
    child.once('exit', () => {
      cancel();
      resolve();
    });
    if (child.connected) child.disconnect();
    else child.kill('SIGKILL');
  });
}
