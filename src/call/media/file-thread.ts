import type { Worker } from 'node:worker_threads';
import type { Clock } from '../../foundation/clock.ts';
import { entryBeside, startThread } from '../../foundation/entry.ts';
import type { FileAnswer, FileOrder } from './grow-files.ts';
import type { GrowingFile } from './media-files.ts';

export interface FilesOrdered {
  readonly orders: readonly FileOrder[];
}

/** To each order of a batch, in its order. */
export interface FilesAnswered {
  readonly answers: readonly FileAnswer[];
}

/** Blocks wait so long for others: one message takes them all. */
const gatherMs = 20;

type Thread = Pick<Worker, 'postMessage' | 'on' | 'terminate'>;

interface Waiting {
  resolve(answer: FileAnswer): void;
  reject(error: Error): void;
}

/**
 * Growing files that a thread of their own writes. A media worker hands on all blocks of 20 ms in one message: a write by Node's
 * pool of threads cost it 0.1 ms, as much as ten packets. Should the thread fail, its files fail with it; the next one has a new thread.
 */
export class FileThread {
  readonly #clock: Clock;
  readonly #start: () => Thread;
  /** Null until the first file is wanted. */
  #thread: Thread | null = null;
  #orders: FileOrder[] = [];
  /** Of the orders on their way, then of those above. */
  readonly #waiting: Waiting[] = [];
  #cancelGathering: (() => void) | null = null;
  #files = 0;

  constructor(clock: Clock, start: () => Thread = () => startThread(entryBeside(import.meta.url, 'file-entry'), null)) {
    this.#clock = clock;
    this.#start = start;
  }

  /** Creates or empties a file that grows by whole blocks. */
  async create(path: string): Promise<GrowingFile> {
    const file = ++this.#files;
    await this.#ask({ file, kind: 'create', path });
    return {
      append: async (block) => void (await this.#ask({ file, kind: 'append', block })),
      rewriteHead: async (head) => void (await this.#ask({ file, kind: 'rewrite-head', head })),
      close: async () => (await this.#ask({ file, kind: 'close' })).sha256 ?? '',
    };
  }

  async close(): Promise<void> {
    await this.#thread?.terminate();
  }

  async #ask(order: FileOrder): Promise<FileAnswer> {
    this.#orders.push(order);
    const answered = new Promise<FileAnswer>((resolve, reject) => this.#waiting.push({ resolve, reject }));
    if (order.kind === 'append') this.#cancelGathering ??= this.#clock.after(gatherMs, () => this.#post());
    else this.#post();
    const answer = await answered;
    if (answer.failure !== null) throw new Error(answer.failure);
    return answer;
  }

  #post(): void {
    this.#cancelGathering?.();
    this.#cancelGathering = null;
    this.#thread ??= this.#begin();
    if (this.#orders.length > 0) this.#thread.postMessage({ orders: this.#orders } satisfies FilesOrdered);
    this.#orders = [];
  }

  #begin(): Thread {
    const thread = this.#start();
    thread.on('message', ({ answers }: FilesAnswered) => {
      for (const [at, waiting] of this.#waiting.splice(0, answers.length).entries())
        waiting.resolve(answers[at] as FileAnswer);
    });
    thread.on('error', (error: unknown) => this.#lost(thread, String(error)));
    thread.on('exit', () => this.#lost(thread, 'it ended'));
    return thread;
  }

  #lost(thread: Thread, why: string): void {
    if (this.#thread !== thread) return;
    const lost = new Error(`the thread that wrote recordings is gone: ${why}`);
    this.#thread = null;
    this.#orders = [];
    for (const waiting of this.#waiting.splice(0)) waiting.reject(lost);
  }
}
