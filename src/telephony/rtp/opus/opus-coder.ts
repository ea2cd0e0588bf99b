import { CodedError } from '../../../foundation/errors.ts';
import type { VoiceCoder } from '../voice-coder.ts';
import { opusHere, type OpusLibrary } from './opus-library.ts';

const rateHz = 8_000;
const channels = 1;
const frameSamples = 160;
/** What a packet of ours may have: as many as G.711 has, so that all codecs share their buffers. */
const mostOctets = 160;
/** A packet is at most 120 ms (RFC 6716 §3.2.5). */
const longestSamples = 960;
/** `OPUS_APPLICATION_VOIP` */
const forVoice = 2048;
/**
 * Requests of `opus_defines.h`. Half of what G.711 takes; the least effort, a third of the CPU of a middling one; copies of each
 * frame for a network that loses a tenth.
 */
const settings = {
  bitrate: [4002, 24_000],
  complexity: [4010, 0],
  inBandFec: [4012, 1],
  lossPercent: [4014, 10],
} as const;
const nothing = new Int16Array(0);

/**
 * Opus (RFC 6716, RFC 7587) at 8 kHz and mono, whatever the peer sends: libopus decodes every band and both channels to it.
 * Without DTX; lost packets are taken from the copy in the next one where the peer sends such copies.
 */
export class OpusCoder implements VoiceCoder {
  readonly codec = 'opus';
  readonly #library: OpusLibrary;
  /** Plain memory, without pointers: it goes when this object does. */
  readonly #encoder: Uint8Array;
  readonly #decoder: Uint8Array;
  readonly #decoded = new Int16Array(longestSamples);

  constructor(library: OpusLibrary | null = opusHere()) {
    if (!library) throw new CodedError('no-opus', 'Opus was agreed to where libopus does not load');
    this.#library = library;
    this.#encoder = new Uint8Array(library.opus_encoder_get_size(channels));
    this.#decoder = new Uint8Array(library.opus_decoder_get_size(channels));
    accepted('an encoder', library.opus_encoder_init(this.#encoder, rateHz, channels, forVoice));
    accepted('a decoder', library.opus_decoder_init(this.#decoder, rateHz, channels));
    for (const [name, [request, value]] of Object.entries(settings))
      accepted(name, library.opus_encoder_ctl(this.#encoder, request, 'int', value));
  }

  encode(samples: Int16Array, into: Uint8Array, offset: number): number {
    const room = into.subarray(offset, offset + mostOctets);
    return accepted('a frame', this.#library.opus_encode(this.#encoder, samples, frameSamples, room, room.length));
  }

  decode(bytes: Uint8Array): Int16Array {
    return this.#decode(bytes, longestSamples, 0);
  }

  recover(bytes: Uint8Array): Int16Array {
    // The copy is of a packet as long as this one.
    return this.#decode(bytes, this.samplesIn(bytes), 1).slice();
  }

  samplesIn(bytes: Uint8Array): number {
    if (bytes.length === 0) return 0;
    return Math.max(0, this.#library.opus_packet_get_nb_samples(bytes, bytes.length, rateHz));
  }

  /** Nothing where the packet is broken. */
  #decode(bytes: Uint8Array, most: number, recover: 0 | 1): Int16Array {
    if (bytes.length === 0 || most === 0) return nothing;
    const count = this.#library.opus_decode(this.#decoder, bytes, bytes.length, this.#decoded, most, recover);
    if (count <= 0) return nothing;
    const samples = this.#decoded.subarray(0, count);
    // The lowest value marks what is missing in a jitter buffer.
    for (let at = samples.indexOf(-32_768); at !== -1; at = samples.indexOf(-32_768, at + 1)) samples[at] = -32_767;
    return samples;
  }
}

function accepted(what: string, result: number): number {
  if (result < 0) throw new CodedError('opus-failed', `libopus refused ${what} with ${result}`);
  return result;
}
