import { formatRedundancy, maxTimestampOffset, type RedundantBlock } from './text-redundancy.ts';
import type { RtpPacket } from './rtp-packet.ts';

export interface TextSenderOptions {
  readonly t140PayloadType: number;
  /** Null: no redundancy (RFC 2198) was agreed. */
  readonly redPayloadType: number | null;
  readonly ssrc: number;
  readonly firstSequence: number;
  readonly firstTimestamp: number;
  /** At most one packet in so many milliseconds while text flows (RFC 4103 §5.1: 300 suggested, less allowed). */
  readonly intervalMs: number;
}

/** How often each character is sent again. */
const generations = 2;
/** A block must fit into a redundancy header (1 023 octets); a person never types so much in an interval. */
const maxBlockChars = 200;
const byteOrderMark = '\uFEFF';

/**
 * Sends real-time text (RFC 4103): what was appended goes out as soon as the interval allows, each block twice more in
 * the packets after it; a flow that pauses is followed by empty blocks until all redundancy is out, then by nothing.
 * The first block is a byte order mark (T.140 §8). The clock rate is 1 000 Hz. Pure: times are arguments.
 */
export class TextSender {
  readonly #options: TextSenderOptions;
  #pending = byteOrderMark;
  /** Blocks of the packets just before, oldest first, empty ones included: their places are sequence numbers. */
  #sent: { readonly atMs: number; readonly data: Uint8Array }[] = [];
  #sequence: number;
  #startedAtMs: number | null = null;
  #lastAtMs = Number.NEGATIVE_INFINITY;

  constructor(options: TextSenderOptions) {
    this.#options = options;
    this.#sequence = options.firstSequence;
  }

  append(text: string): void {
    this.#pending += text;
  }

  /** True when all text and its redundancy are out. */
  get idle(): boolean {
    return this.#pending === '' && this.#sent.every((block) => block.data.length === 0);
  }

  /** The packet that is due, null where none is. */
  poll(nowMs: number): RtpPacket | null {
    if (this.idle || nowMs - this.#lastAtMs < this.#options.intervalMs) return null;
    this.#startedAtMs ??= nowMs;
    const marker = this.#sent.every((block) => block.data.length === 0);
    this.#sent = this.#sent.filter((block) => nowMs - block.atMs <= maxTimestampOffset);
    const data = new TextEncoder().encode(this.#takePending());
    const packet = {
      marker,
      payloadType: this.#options.redPayloadType ?? this.#options.t140PayloadType,
      sequence: this.#sequence,
      timestamp: (this.#options.firstTimestamp + Math.round(nowMs - this.#startedAtMs)) >>> 0,
      ssrc: this.#options.ssrc,
      payload: this.#payload(data, nowMs),
    };
    this.#sequence = (this.#sequence + 1) & 0xffff;
    this.#lastAtMs = nowMs;
    if (this.#options.redPayloadType !== null) this.#sent = [...this.#sent, { atMs: nowMs, data }].slice(-generations);
    return packet;
  }

  #payload(primary: Uint8Array, nowMs: number): Uint8Array {
    if (this.#options.redPayloadType === null) return primary;
    const older = this.#sent.map(({ atMs, data }): RedundantBlock => ({
      timestampOffset: Math.min(maxTimestampOffset, Math.round(nowMs - atMs)),
      data,
    }));
    return formatRedundancy({ older, primary }, this.#options.t140PayloadType);
  }

  #takePending(): string {
    const chars = Array.from(this.#pending);
    this.#pending = chars.slice(maxBlockChars).join('');
    return chars.slice(0, maxBlockChars).join('');
  }
}
