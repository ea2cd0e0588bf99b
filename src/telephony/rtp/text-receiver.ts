import { parseRedundancy } from './text-redundancy.ts';
import type { RtpPacket } from './rtp-packet.ts';

/** Stands for text that was lost for good (RFC 4103 §5.4). */
const lostText = '\uFFFD';

/**
 * Reads real-time text: blocks that were lost are taken from the redundancy of later packets, each character once and in
 * order; where even that is gone one U+FFFD stands for it. Byte order marks are left out, backspaces (U+0008) passed on.
 */
export class TextReceiver {
  readonly #redPayloadType: number | null;
  #last: { readonly sequence: number; readonly ssrc: number } | null = null;

  constructor(redPayloadType: number | null) {
    this.#redPayloadType = redPayloadType;
  }

  /** New text, empty where there was none. */
  push(packet: RtpPacket): string {
    const redundant = packet.payloadType === this.#redPayloadType;
    const content = redundant ? parseRedundancy(packet.payload) : { older: [], primary: packet.payload };
    if (!content) return '';
    const missing = this.#missingBefore(packet, content.older.length);
    if (missing === null) return '';
    this.#last = { sequence: packet.sequence, ssrc: packet.ssrc };
    const recovered = content.older.slice(Math.max(0, content.older.length - missing));
    const text = [...recovered.map((block) => block.data), content.primary].map(decode).join('');
    return missing > content.older.length ? lostText + text : text;
  }

  /** How many packets before this one never came, null for one that is late or repeated. */
  #missingBefore(packet: RtpPacket, olderBlocks: number): number | null {
    // At the start, and from a new source, all redundancy is news and nothing is known to be lost.
    if (!this.#last || this.#last.ssrc !== packet.ssrc) return olderBlocks;
    const step = ((packet.sequence - this.#last.sequence) << 16) >> 16;
    return step <= 0 ? null : step - 1;
  }
}

const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

function decode(bytes: Uint8Array): string {
  return decoder.decode(bytes).replaceAll('\uFEFF', '');
}
