import {
  decodeG711,
  Downsampler,
  encodeG711,
  G722Decoder,
  G722Encoder,
  Upsampler,
  type G711Codec,
} from '../../audio/index.ts';
import { OpusCoder } from './opus/opus-coder.ts';

export type VoiceCodec = G711Codec | 'G722' | 'opus';

const frameSamples = 160;

/** Voice of one stream between 8 kHz samples and the octets of its codec; 20 ms are at most 160 octets in all of them. */
export interface VoiceCoder {
  readonly codec: VoiceCodec;
  /** Encodes a frame into `into` from `offset`; says how many octets it took. */
  encode(samples: Int16Array, into: Uint8Array, offset: number): number;
  /** Decodes one packet, of any length; overwritten by the next. Nothing where it is broken. */
  decode(bytes: Uint8Array): Int16Array;
  /** What the packet before this one said, which was lost: asked before this one is decoded. Codecs without copies have none. */
  recover?(bytes: Uint8Array): Int16Array;
  /** How long a packet is, in samples at 8 kHz. */
  samplesIn(bytes: Uint8Array): number;
}

/** Throws `no-opus` for Opus where libopus does not load. */
export function voiceCoder(codec: VoiceCodec): VoiceCoder {
  if (codec === 'opus') return new OpusCoder();
  return codec === 'G722' ? new G722Coder() : new G711Coder(codec);
}

class G711Coder implements VoiceCoder {
  readonly codec: G711Codec;
  readonly #frame = new Int16Array(frameSamples);

  constructor(codec: G711Codec) {
    this.codec = codec;
  }

  encode(samples: Int16Array, into: Uint8Array, offset: number): number {
    encodeG711(this.codec, samples, into, offset);
    return samples.length;
  }

  samplesIn(bytes: Uint8Array): number {
    return bytes.length;
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

  encode(samples: Int16Array, into: Uint8Array, offset: number): number {
    this.#encoder.encode(this.#up.push(samples), into, offset);
    return samples.length;
  }

  samplesIn(bytes: Uint8Array): number {
    return bytes.length;
  }

  decode(bytes: Uint8Array): Int16Array {
    return this.#down.push(this.#decoder.decode(bytes));
  }
}
