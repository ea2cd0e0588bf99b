import type { RtpPacket } from './rtp-packet.ts';

/** Notices where one packet of a stream is missing, so that its copy in the next one can be taken. Pure. */
export class Losses {
  #last: number | null = null;

  /** Whether exactly one packet is missing before this one. What comes late changes nothing. */
  before({ sequence }: Pick<RtpPacket, 'sequence'>): boolean {
    const step = this.#last === null ? 1 : ((sequence - this.#last) << 16) >> 16;
    if (step > 0) this.#last = sequence;
    return step === 2;
  }
}
