import { field } from '../message/format-message.ts';
import { header, type HeaderField, type IncomingRequest } from '../message/message.ts';
import type { AgentContext } from './agent-context.ts';
import { Resender } from './resender.ts';

interface Outstanding {
  readonly tag: string;
  readonly sequence: number;
  readonly hasBody: boolean;
  readonly resender: Resender;
}

interface Queued {
  readonly tag: string;
  readonly hasBody: boolean;
  /** Sends the answer with these headers added; called again for each retransmission. */
  readonly send: (headers: readonly HeaderField[]) => void;
}

/** Reliable provisional answers of one INVITE (RFC 3262 §3): one at a time, each sent again until its PRACK. */
export class ReliableProgress {
  readonly #context: AgentContext;
  readonly #inviteSequence: number;
  readonly #lost: () => void;
  readonly #next = new Map<string, number>();
  readonly #queue: Queued[] = [];
  #outstanding: Outstanding | null = null;

  constructor(context: AgentContext, inviteSequence: number, lost: () => void) {
    this.#context = context;
    this.#inviteSequence = inviteSequence;
    this.#lost = lost;
  }

  /** A 2xx must wait as long as an answer with a session description is not confirmed. */
  get holdsAcceptance(): boolean {
    return this.#outstanding?.hasBody === true || this.#queue.some(({ hasBody }) => hasBody);
  }

  push(answer: Queued): void {
    this.#queue.push(answer);
    this.#sendNext();
  }

  /** Whether the PRACK confirms the answer that waits. */
  confirmed(prack: IncomingRequest): boolean {
    const waiting = this.#outstanding;
    const rack = /^(\d+)\s+(\d+)\s+INVITE$/.exec(header(prack, 'rack') ?? '');
    if (!waiting || !rack || prack.envelope.toTag !== waiting.tag) return false;
    if (Number(rack[1]) !== waiting.sequence || Number(rack[2]) !== this.#inviteSequence) return false;
    waiting.resender.stop();
    this.#outstanding = null;
    // The PRACK is answered first.
    queueMicrotask(() => this.#sendNext());
    return true;
  }

  /** A final answer goes out: nothing is sent any more, but a PRACK under way is still known. */
  stop(): void {
    this.#outstanding?.resender.stop();
    this.#queue.length = 0;
  }

  #sendNext(): void {
    const answer = this.#outstanding ? undefined : this.#queue.shift();
    if (!answer) return;
    const { clock, timers, random } = this.#context;
    // The first number is chosen at random from the lower half (RFC 3262 §3).
    const sequence = this.#next.get(answer.tag) ?? 1 + random.int(2 ** 31 - 1_000);
    this.#next.set(answer.tag, sequence + 1);
    const headers = [field('require', '100rel'), field('rseq', String(sequence))];
    const send = (): void => answer.send(headers);
    const resender = new Resender(clock, timers, 'provisional', send, () => this.#lost());
    this.#outstanding = { tag: answer.tag, sequence, hasBody: answer.hasBody, resender };
    send();
  }
}
