import { bounds } from '../message/bounds.ts';

/** What a chunk of a TCP stream brought: whole messages, keep-alive pings to answer, or a stream that is lost. */
export interface Framed {
  readonly messages: readonly Buffer[];
  /** Double line ends between messages, each to be answered by one (RFC 5626 §4.4.1). */
  readonly pings: number;
  /** Set where the stream can no longer be cut into messages: close it. */
  readonly fault: string | null;
}

const contentLength = /\r\n(?:content-length|l)[ \t]*:[ \t]*(\d{1,6})[ \t]*(?=\r\n)/i;

/** Cuts a TCP stream into messages by Content-Length (RFC 3261 §18.3). */
export class StreamFramer {
  #pending: Buffer = Buffer.alloc(0);

  push(chunk: Buffer): Framed {
    this.#pending = this.#pending.length === 0 ? chunk : Buffer.concat([this.#pending, chunk]);
    const messages: Buffer[] = [];
    let pings = 0;
    for (;;) {
      pings += this.#skipLineEnds();
      const length = this.#messageLength();
      if (typeof length === 'string') return { messages, pings, fault: length };
      if (length === null || length > this.#pending.length) return { messages, pings, fault: null };
      messages.push(this.#pending.subarray(0, length));
      this.#pending = this.#pending.subarray(length);
    }
  }

  /** Whether a message has begun and not ended. */
  get isMidMessage(): boolean {
    return this.#pending.length > 0;
  }

  #skipLineEnds(): number {
    let at = 0;
    while (at + 1 < this.#pending.length && this.#pending[at] === 13 && this.#pending[at + 1] === 10) at += 2;
    this.#pending = this.#pending.subarray(at);
    return Math.floor(at / 4);
  }

  #messageLength(): number | string | null {
    const headEnd = this.#pending.indexOf('\r\n\r\n', 0, 'latin1');
    if (headEnd < 0) return this.#pending.length > bounds.headBytes ? 'headers too long' : null;
    if (headEnd > bounds.headBytes) return 'headers too long';
    const match = contentLength.exec(this.#pending.toString('latin1', 0, headEnd + 2));
    if (!match) return 'no content-length';
    const length = headEnd + 4 + Number(match[1]);
    return length > bounds.messageBytes ? 'message too long' : length;
  }
}
