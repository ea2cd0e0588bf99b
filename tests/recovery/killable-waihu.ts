import type { ChildProcess } from 'node:child_process';
import { askRunningProgram } from '../../src/app/control/control-client.ts';
import { controlSocketOf } from '../../src/app/control/control-socket.ts';
import { startChild } from '../../src/foundation/entry.ts';

/** The product in a process of its own, to be killed and started again on the same data folder. */
export class KillableWaihu {
  /** Wall time at which the process was made: nothing of it ran before. */
  readonly startedAtMs: number;
  /** Wall time at which it said that it is ready: recovery is over by then. */
  readyAtMs = 0;
  /** Resolves to the wall time at which the process was seen gone. */
  readonly gone: Promise<number>;
  readonly #child: ChildProcess;
  readonly #dataFolder: string;

  private constructor(child: ChildProcess, dataFolder: string) {
    this.startedAtMs = Date.now();
    this.#child = child;
    this.#dataFolder = dataFolder;
    this.gone = new Promise((resolve) => {
      child.once('exit', () => resolve(Date.now()));
    });
  }

  /** `onLog` gets what the process writes to standard error, its log. */
  static async start(
    environment: Readonly<Record<string, string>> & { readonly WAIHU_DATA: string },
    onLog: (text: string) => void,
  ): Promise<KillableWaihu> {
    const child = startChild(new URL('killable-waihu-entry.ts', import.meta.url), [], {
      env: { ...process.env, ...environment },
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
    child.stderr?.setEncoding('utf8').on('data', onLog);
    const program = new KillableWaihu(child, environment.WAIHU_DATA);
    await program.#told('ready');
    program.readyAtMs = Date.now();
    return program;
  }

  #told(word: string): Promise<void> {
    return new Promise((resolve, reject) => {
      const hear = (message: unknown): void => {
        if (message !== word) return;
        this.#child.off('message', hear);
        resolve();
      };
      this.#child.on('message', hear);
      this.#child.once('exit', (code, signal) => reject(new Error(`gone (${signal ?? code}) before it was ${word}`)));
    });
  }

  /** From now on the program kills itself when it reaches `point` for the n-th time: `talking:2`. */
  async crashAt(point: string): Promise<void> {
    const armed = this.#told('armed');
    this.#child.send({ crashAt: point });
    await armed;
  }

  kill(): void {
    this.#child.kill('SIGKILL');
  }

  async stop(): Promise<void> {
    this.#child.kill('SIGTERM');
    await this.gone;
  }

  /** Has the program run a command, by the socket that the terminal uses. */
  async ask(command: string, args: unknown): Promise<string> {
    const io = { say: () => undefined, progress: () => undefined, signal: new AbortController().signal };
    const answer = await askRunningProgram(controlSocketOf(this.#dataFolder), command, args, io);
    if (!answer) throw new Error(`nobody takes commands on ${this.#dataFolder}`);
    return answer.text;
  }
}
