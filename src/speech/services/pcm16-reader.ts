/** Turns a stream of bytes, however cut, into samples of 16 bit, little endian. */
export class Pcm16Reader {
  #half = -1;

  push(bytes: Uint8Array): Int16Array {
    const whole = this.#half === -1 ? bytes : Buffer.concat([Buffer.of(this.#half), bytes]);
    this.#half = whole.length % 2 === 0 ? -1 : (whole[whole.length - 1] as number);
    const view = new DataView(whole.buffer, whole.byteOffset, whole.length);
    return Int16Array.from({ length: whole.length >> 1 }, (_, index) => view.getInt16(index * 2, true));
  }

  /** Whether the stream stopped in the middle of a sample. */
  get broken(): boolean {
    return this.#half !== -1;
  }
}
