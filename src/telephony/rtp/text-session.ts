import type { Random } from '../../foundation/random.ts';
import type { DatagramSocket } from './datagram-socket.ts';
import { formatRtp, parseRtp } from './rtp-packet.ts';
import { SourceLatch, type NetworkAddress } from './source-latch.ts';
import { srtpFor, type SrtpSession } from './srtp/srtp-session.ts';
import type { SrtpKeys } from './srtp/srtp-suite.ts';
import { TextReceiver } from './text-receiver.ts';
import { TextSender } from './text-sender.ts';

export interface TextRemote extends NetworkAddress {
  readonly t140PayloadType: number;
  /** Null: no redundancy (RFC 2198). */
  readonly redPayloadType: number | null;
  /** Keys of SRTP; absent: in clear. */
  readonly srtp?: SrtpKeys;
}

export interface TextSessionParts {
  readonly socket: DatagramSocket;
  readonly random: Random;
  readonly nowMs: () => number;
  /** Characters in order, backspaces (U+0008) and U+FFFD for lost ones included. */
  readonly onText: (text: string, atMs: number) => void;
  /** At most one packet in so many milliseconds. */
  readonly intervalMs?: number;
}

/** Real-time text both ways (RFC 4103) on a socket of its own. Stepped by `tick`. */
export class TextSession {
  readonly #parts: TextSessionParts;
  #remote: TextRemote | null = null;
  #latch: SourceLatch | null = null;
  #srtp: SrtpSession | null = null;
  #sender: TextSender | null = null;
  #receiver: TextReceiver | null = null;
  #unsent = '';

  constructor(parts: TextSessionParts) {
    this.#parts = parts;
    parts.socket.onMessage((bytes, from) => this.#receive(bytes, from));
  }

  /** Sets or changes the peer; the same one again changes nothing. Null: no text was agreed, what was waiting is dropped. */
  connect(remote: TextRemote | null): void {
    const before = this.#remote;
    this.#srtp = srtpFor(this.#srtp, remote?.srtp ?? null);
    const same = before !== null && remote !== null && before.address === remote.address && before.port === remote.port;
    if (same && before.redPayloadType === remote.redPayloadType && before.t140PayloadType === remote.t140PayloadType)
      return;
    this.#remote = remote;
    this.#latch = remote && new SourceLatch({ address: remote.address, port: remote.port });
    this.#receiver = remote && new TextReceiver(remote.redPayloadType);
    this.#sender =
      remote &&
      new TextSender({
        t140PayloadType: remote.t140PayloadType,
        redPayloadType: remote.redPayloadType,
        ssrc: this.#parts.random.int(2 ** 32),
        firstSequence: this.#parts.random.int(2 ** 15),
        firstTimestamp: this.#parts.random.int(2 ** 32),
        intervalMs: this.#parts.intervalMs ?? 100,
      });
    this.#sender?.append(this.#unsent);
    this.#unsent = '';
  }

  get agreed(): boolean {
    return this.#remote !== null;
  }

  /** Text to send; kept until the peer is known. */
  append(text: string): void {
    if (this.#sender) this.#sender.append(text);
    else this.#unsent += text;
  }

  tick(nowMs: number): void {
    const packet = this.#sender?.poll(nowMs);
    if (!packet || !this.#latch) return;
    const bytes = formatRtp(packet);
    this.#parts.socket.send(this.#srtp ? this.#srtp.sender.sealRtp(bytes) : bytes, this.#latch.target);
  }

  #receive(bytes: Uint8Array, from: NetworkAddress): void {
    const remote = this.#remote;
    if (!remote || !this.#latch || !this.#receiver) return;
    const clear = this.#srtp ? this.#srtp.receiver.openRtp(bytes) : bytes;
    const packet = clear && parseRtp(clear);
    if (!packet) return;
    if (packet.payloadType !== remote.t140PayloadType && packet.payloadType !== remote.redPayloadType) return;
    const { accepted, changed } = this.#latch.accept(from, this.#parts.nowMs());
    if (changed && this.#latch.final) this.#parts.socket.connect(from);
    const text = accepted ? this.#receiver.push(packet) : '';
    if (text !== '') this.#parts.onText(text, this.#parts.nowMs());
  }
}
