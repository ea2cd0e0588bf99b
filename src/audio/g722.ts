import { HighBand, LowBand } from './g722-bands.ts';

/** Half of the 24 coefficients of the quadrature mirror filters (G.722 table 11), which are symmetric. */
const mirror = [3, -11, 12, 32, -210, 951, 3876, -805, 362, -156, 53, -11] as const;
const taps = 24;

const clamp = (value: number): number => (value > 32_767 ? 32_767 : value < -32_768 ? -32_768 : value);

/** Shifts two more samples into a filter's memory; gives its sums over the even and the odd ones. */
class MirrorFilter {
  readonly #line = new Int32Array(taps);
  odd = 0;
  even = 0;

  push(first: number, second: number): void {
    const line = this.#line;
    for (let index = 2; index < taps; index++) line[index - 2] = line[index] as number;
    line[taps - 2] = first;
    line[taps - 1] = second;
    this.odd = 0;
    this.even = 0;
    for (let index = 0; index < 12; index++) {
      this.odd += (line[2 * index] as number) * (mirror[index] as number);
      this.even += (line[2 * index + 1] as number) * (mirror[11 - index] as number);
    }
  }
}

/** 16 kHz sound to 64 kbit/s (ITU-T G.722): one byte for two samples, the high band's two bits above the low band's six. */
export class G722Encoder {
  readonly #filter = new MirrorFilter();
  readonly #low = new LowBand();
  readonly #high = new HighBand();

  /** Encodes an even count of samples, into `into` from `offset` where it is given. */
  encode(samples: Int16Array, into: Uint8Array = new Uint8Array(samples.length / 2), offset = 0): Uint8Array {
    for (let pair = 0; 2 * pair + 1 < samples.length; pair++) {
      this.#filter.push(samples[2 * pair] as number, samples[2 * pair + 1] as number);
      const { even, odd } = this.#filter;
      const low = this.#low.encode((even + odd) >> 14);
      const high = this.#high.encode((even - odd) >> 14);
      into[offset + pair] = (high << 6) | low;
    }
    return into;
  }
}

/** 64 kbit/s back to 16 kHz sound. */
export class G722Decoder {
  readonly #filter = new MirrorFilter();
  readonly #low = new LowBand();
  readonly #high = new HighBand();

  /** Two samples for each byte, into `into` where it is given. */
  decode(bytes: Uint8Array, into: Int16Array = new Int16Array(bytes.length * 2)): Int16Array {
    for (let index = 0; index < bytes.length; index++) {
      const byte = bytes[index] as number;
      const low = this.#low.decode(byte & 0x3f);
      const high = this.#high.decode(byte >> 6);
      this.#filter.push(low + high, low - high);
      into[2 * index] = clamp(this.#filter.even >> 11);
      into[2 * index + 1] = clamp(this.#filter.odd >> 11);
    }
    return into;
  }
}
