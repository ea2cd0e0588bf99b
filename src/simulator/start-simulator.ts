import type { ChildProcess } from 'node:child_process';
import type { EachWithout } from '../foundation/each-without.ts';
import { CodedError } from '../foundation/errors.ts';
import { entryBeside, startChild } from '../foundation/entry.ts';
import type {
  CallLog,
  RobotSaid,
  SeatAddress,
  SeatLog,
  SimulatorOptions,
  SimulatorQuestion,
  SimulatorReply,
} from './messages.ts';

/** A carrier with its customers and people, running in a process of its own. */
export interface Simulator {
  /** Where a trunk sends its calls: `host:port`, by transport. */
  readonly sipAddress: { readonly udp: string; readonly tcp: string };
  readonly seats: readonly SeatAddress[];
  /** Allots `count` more numbers. What is behind each is the carrier's secret until the log tells. */
  numbers(count: number): Promise<readonly string[]>;
  /** The number of a customer who reads these lines, one after each time the robot has spoken: words, `#1` by keys, `…` for silence. */
  reader(says: readonly string[]): Promise<string>;
  /** Every INVITE that reached the carrier, in order, calls in the air included. */
  log(): Promise<readonly CallLog[]>;
  seatLog(): Promise<readonly SeatLog[]>;
  /** Tells the customer of a call without text what the robot has just said: people understand what they hear. */
  robotSaid(sipCallId: string, text: string): void;
  /** Ends all calls and the process. */
  close(): Promise<void>;
}

type Reply<Kind extends SimulatorReply['kind']> = Extract<SimulatorReply, { kind: Kind }>;

interface Waiting {
  readonly resolve: (reply: SimulatorReply) => void;
  readonly reject: (error: Error) => void;
}

/** Questions and answers over the child's IPC channel. */
class Conversation {
  readonly #child: ChildProcess;
  readonly #waiting = new Map<number, Waiting>();
  #lastId = 0;
  #over: Error | null = null;

  constructor(child: ChildProcess) {
    this.#child = child;
    child.on('message', (message) => this.#take(message as SimulatorReply));
    child.on('exit', (code, signal) =>
      this.#end(new CodedError('simulator-gone', `simulator: the process ended (${signal ?? code})`, { code, signal })),
    );
    child.on('error', (error) =>
      this.#end(new CodedError('simulator-failed', 'simulator: the process could not be started', {}, error)),
    );
  }

  /** The first message: no question led to it. */
  ready(): Promise<Reply<'ready'>> {
    return this.#wait<'ready'>(0);
  }

  ask<Kind extends 'numbers' | 'log' | 'seat-log' | 'closed'>(
    question: EachWithout<SimulatorQuestion, 'id'>,
  ): Promise<Reply<Kind>> {
    const id = ++this.#lastId;
    const answer = this.#wait<Kind>(id);
    if (!this.#over) this.#child.send({ ...question, id } satisfies SimulatorQuestion);
    return answer;
  }

  /** Says something that has no answer. */
  tell(fact: RobotSaid): void {
    if (!this.#over) this.#child.send(fact);
  }

  #wait<Kind extends SimulatorReply['kind']>(id: number): Promise<Reply<Kind>> {
    if (this.#over) return Promise.reject(this.#over);
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve: resolve as Waiting['resolve'], reject });
    });
  }

  #take(reply: SimulatorReply): void {
    const id = reply.kind === 'ready' ? 0 : (reply.id ?? 0);
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    if (reply.kind === 'failed') waiting?.reject(new CodedError('simulator-failed', `simulator: ${reply.reason}`));
    else waiting?.resolve(reply);
  }

  #end(error: Error): void {
    this.#over = error;
    for (const { reject } of this.#waiting.values()) reject(error);
    this.#waiting.clear();
  }
}

/** Starts the simulator's process; rejects with the reason where it cannot listen. Whoever starts it closes it. */
export async function startSimulator(options: SimulatorOptions): Promise<Simulator> {
  const child = startChild(entryBeside(import.meta.url, 'simulator-entry'), [JSON.stringify(options)], {
    serialization: 'advanced',
  });
  const conversation = new Conversation(child);
  const gone = new Promise<void>((resolve) => {
    child.once('exit', () => resolve());
  });
  const { udp, tcp, seats } = await conversation.ready();
  return {
    sipAddress: { udp, tcp },
    seats,
    numbers: async (count) => (await conversation.ask<'numbers'>({ kind: 'numbers', count })).numbers,
    reader: async (says) => (await conversation.ask<'numbers'>({ kind: 'reader', says })).numbers[0] ?? '',
    log: async () => (await conversation.ask<'log'>({ kind: 'log' })).calls,
    robotSaid: (sipCallId, text) => conversation.tell({ kind: 'robot-said', sipCallId, text }),
    seatLog: async () => (await conversation.ask<'seat-log'>({ kind: 'seat-log' })).calls,
    close: async () => {
      if (child.exitCode === null && child.signalCode === null)
        await conversation.ask<'closed'>({ kind: 'close' }).catch(() => child.kill());
      await gone;
    },
  };
}
