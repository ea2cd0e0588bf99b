/**
 * Gathers frames into the packets a service likes: every packet but the last has `samplesPerPacket` samples. The last is never empty
 * unless nothing was pushed at all, since services refuse an empty end.
 */
export class SoundPackets {
  readonly #bytesPerPacket: number;
  readonly #send: (bytes: Buffer) => void;
  #held: Buffer[] = [];
  #heldBytes = 0;

  /** `send` gets 16-bit little-endian samples. */
  constructor(samplesPerPacket: number, send: (bytes: Buffer) => void) {
    this.#bytesPerPacket = samplesPerPacket * 2;
    this.#send = send;
  }

  /** Read before this returns. */
  push(samples: Int16Array): void {
    const bytes = Buffer.alloc(samples.length * 2);
    for (let index = 0; index < samples.length; index++) bytes.writeInt16LE(samples[index] as number, index * 2);
    this.#held.push(bytes);
    this.#heldBytes += bytes.length;
    if (this.#heldBytes <= this.#bytesPerPacket) return;
    let rest = Buffer.concat(this.#held);
    for (; rest.length > this.#bytesPerPacket; rest = rest.subarray(this.#bytesPerPacket))
      this.#send(rest.subarray(0, this.#bytesPerPacket));
    this.#held = [rest];
    this.#heldBytes = rest.length;
  }

  /** What is left, which the caller marks as the end. */
  finish(): Buffer {
    return Buffer.concat(this.#held);
  }
}
