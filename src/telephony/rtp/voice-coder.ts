import {
  decodeG711,
  Downsampler,
  encodeG711,
  G722Decoder,
  G722Encoder,
  Upsampler,
  type G711Codec,
} from '../../audio/index.ts';

export type VoiceCodec = G711Codec | 'G722';

const frameSamples = 160;

/** Voice of one stream between 8 kHz samples and the octets of its codec; 20 ms are 160 octets in all of them. */
export interface VoiceCoder {
  readonly codec: VoiceCodec;
  /** Encodes a frame into `into` from `offset`. */
  encode(samples: Int16Array, into: Uint8Array, offset: number): void;
  /** Decodes one packet, of any length; overwritten by the next. */
  decode(bytes: Uint8Array): Int16Array;
}

export const voiceCoder = (codec: VoiceCodec): VoiceCoder =>
  codec === 'G722' ? new G722Coder() : new G711Coder(codec);

class G711Coder implements VoiceCoder {
  readonly codec: G711Codec;
  readonly #frame = new Int16Array(frameSamples);

  constructor(codec: G711Codec) {
    this.codec = codec;
  }

  encode(samples: Int16Array, into: Uint8Array, offset: number): void {
    encodeG711(this.codec, samples, into, offset);
  }

  decode(bytes: Uint8Array): Int16Array {
    return bytes.length === frameSamples ? decodeG711(this.codec, bytes, this.#frame) : decodeG711(this.codec, bytes);
  }
}

/** Sound at 16 kHz on the wire, at 8 kHz here. Its RTP clock runs at 8 kHz all the same: an old error kept (RFC 3551 §4.5.2). */
class G722Coder implements VoiceCoder {
  readonly codec = 'G722';
  readonly #encoder = new G722Encoder();
  readonly #decoder = new G722Decoder();
  readonly #up = new Upsampler();
  readonly #down = new Downsampler();

  encode(samples: Int16Array, into: Uint8Array, offset: number): void {
    this.#encoder.encode(this.#up.push(samples), into, offset);
  }

  decode(bytes: Uint8Array): Int16Array {
    return this.#down.push(this.#decoder.decode(bytes));
  }
}
