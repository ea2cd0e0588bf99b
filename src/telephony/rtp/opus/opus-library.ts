import { CodedError } from '../../../foundation/errors.ts';
import { loadFunctions } from '../../../foundation/native-library.ts';

/** Calls of libopus, as in its header `opus.h`: a negative result is a refusal. Their state is memory of ours. */
export interface OpusLibrary {
  opus_encoder_get_size(channels: number): number;
  opus_encoder_init(state: Uint8Array, rateHz: number, channels: number, application: number): number;
  opus_encoder_ctl(state: Uint8Array, request: number, type: 'int', value: number): number;
  opus_encode(state: Uint8Array, samples: Int16Array, count: number, into: Uint8Array, most: number): number;
  opus_decoder_get_size(channels: number): number;
  opus_decoder_init(state: Uint8Array, rateHz: number, channels: number): number;
  opus_decode(
    state: Uint8Array,
    bytes: Uint8Array,
    length: number,
    into: Int16Array,
    most: number,
    recover: 0 | 1,
  ): number;
  opus_packet_get_nb_samples(bytes: Uint8Array, length: number, rateHz: number): number;
}

const prototypes: Readonly<Record<keyof OpusLibrary, string>> = {
  opus_encoder_get_size: 'int opus_encoder_get_size(int)',
  opus_encoder_init: 'int opus_encoder_init(void *, int32_t, int, int)',
  opus_encoder_ctl: 'int opus_encoder_ctl(void *, int, ...)',
  opus_encode: 'int32_t opus_encode(void *, const void *, int, void *, int32_t)',
  opus_decoder_get_size: 'int opus_decoder_get_size(int)',
  opus_decoder_init: 'int opus_decoder_init(void *, int32_t, int)',
  opus_decode: 'int opus_decode(void *, const void *, int32_t, void *, int, int)',
  opus_packet_get_nb_samples: 'int opus_packet_get_nb_samples(const void *, int32_t, int32_t)',
};

const fileOn: Readonly<Record<string, string>> = { linux: 'libopus.so.0', darwin: 'libopus.0.dylib' };

/** Throws `no-opus` where libopus or the package `koffi` is missing. */
export function loadOpus(platform: string = process.platform): OpusLibrary {
  const file = fileOn[platform];
  if (file === undefined) throw new CodedError('no-opus', `Opus on ${platform}: wanted linux or darwin`);
  try {
    return loadFunctions<OpusLibrary>(file, prototypes);
  } catch (error) {
    throw new CodedError('no-opus', `Opus: ${file} does not load`, {}, error);
  }
}

let found: OpusLibrary | null | undefined;

/** Looked for once; null where it is not to be had. */
export function opusHere(): OpusLibrary | null {
  if (found !== undefined) return found;
  try {
    found = loadOpus();
  } catch {
    found = null;
  }
  return found;
}
