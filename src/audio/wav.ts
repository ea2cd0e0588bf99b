import { CodedError } from '../foundation/errors.ts';
import { samplesPerFrame, type SampleRateHz } from './audio-frame.ts';
import { decodeG711, type G711Codec } from './g711.ts';
import { resample } from './resample.ts';
import { TelephoneDownsampler } from './telephone-downsampler.ts';

/** Samples of a wav file. Two channels are interleaved: left, right, left, right. */
export interface WavSound {
  readonly sampleRateHz: SampleRateHz;
  readonly channels: 1 | 2;
  readonly samples: Int16Array;
}

/** Format tags of the RIFF `fmt ` chunk that we read. */
const formatTags = new Map<number, 'PCM' | G711Codec>([
  [1, 'PCM'],
  [6, 'PCMA'],
  [7, 'PCMU'],
]);
const extensible = 0xfffe;

export const wavHeaderBytes = 44;

/**
 * Reads PCM16 and G.711 wav files of 8 or 16 kHz, mono or stereo. `name` says in errors which file it was.
 * A data size beyond the end of the file (a recorder that died) means "up to the end".
 * @throws CodedError `wav-unreadable` with what was found and what was wanted.
 */
export function parseWav(bytes: Uint8Array, name: string): WavSound {
  const sound = readWav(bytes);
  if (typeof sound === 'string') throw unreadable(name, sound, '8000 or 16000 Hz');
  const { sampleRateHz } = sound;
  if (sampleRateHz === 8000 || sampleRateHz === 16_000) return { ...sound, sampleRateHz };
  throw unreadable(name, `has ${sampleRateHz} Hz`, '8000 or 16000 Hz');
}

/**
 * A wav file that anybody recorded, of any rate from 8 to 192 kHz, as the telephone carries it: one channel, 8 kHz.
 * @throws CodedError `wav-unreadable` with what was found and what was wanted.
 */
export function readAsTelephoneSound(bytes: Uint8Array, name: string): Int16Array {
  const sound = readWav(bytes);
  if (typeof sound === 'string') throw unreadable(name, sound, anyRate);
  const { sampleRateHz, channels, samples } = sound;
  if (sampleRateHz < 8_000 || sampleRateHz > 192_000) throw unreadable(name, `has ${sampleRateHz} Hz`, anyRate);
  const mono = channels === 1 ? samples : averageChannels(samples);
  const down = new TelephoneDownsampler(sampleRateHz);
  return Int16Array.from([...down.push(mono), ...down.end()], (sample) =>
    Math.max(-32_768, Math.min(32_767, Math.round(sample))),
  );
}

const anyRate = '8000 to 192000 Hz';

function unreadable(name: string, found: string, rates: string): CodedError {
  const wanted = `16-bit PCM or G.711, ${rates}, 1 or 2 channels`;
  return new CodedError('wav-unreadable', `wav file '${name}': ${found}; wanted ${wanted}`, { name });
}

type FoundSound = Omit<WavSound, 'sampleRateHz'> & { readonly sampleRateHz: number };

/** The sound, or what is wrong with the file. */
function readWav(bytes: Uint8Array): FoundSound | string {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 12 || tagAt(view, 0) !== 'RIFF' || tagAt(view, 8) !== 'WAVE') return 'is no RIFF/WAVE file';
  const chunks = readChunks(view);
  const [format, data] = [chunks.get('fmt '), chunks.get('data')];
  if (!format || format.length < 16) return 'has no format chunk';
  if (!data) return 'has no data chunk';
  const at = (offset: number): number => view.getUint16(format.offset + offset, true);
  const tag = at(0) === extensible && format.length >= 26 ? at(24) : at(0);
  const codec = formatTags.get(tag);
  if (!codec) return `holds format ${tag}`;
  return readSamples(bytes.subarray(data.offset, data.offset + data.length), codec, {
    channels: at(2),
    sampleRateHz: at(4) + 65_536 * at(6),
    bits: at(14),
  });
}

function readSamples(
  raw: Uint8Array,
  codec: 'PCM' | G711Codec,
  { channels, sampleRateHz, bits }: { readonly channels: number; readonly sampleRateHz: number; readonly bits: number },
): FoundSound | string {
  if (channels !== 1 && channels !== 2) return `has ${channels} channels`;
  if (bits !== (codec === 'PCM' ? 16 : 8)) return `has ${bits} bits a sample`;
  return { sampleRateHz, channels, samples: codec === 'PCM' ? readPcm16(raw) : decodeG711(codec, raw) };
}

/** The sound of a wav file as the telephone carries it: one channel (stereo is averaged), 8 kHz. */
export function telephoneSound(wav: WavSound): Int16Array {
  return resample(wav.channels === 1 ? wav.samples : averageChannels(wav.samples), wav.sampleRateHz, 8000);
}

/** A whole PCM16 wav file. */
export function formatWav(sound: WavSound): Uint8Array {
  const bytes = new Uint8Array(wavHeaderBytes + sound.samples.length * 2);
  bytes.set(formatWavHeader(sound.sampleRateHz, sound.channels, sound.samples.length * 2));
  const view = new DataView(bytes.buffer);
  for (let index = 0; index < sound.samples.length; index++)
    view.setInt16(wavHeaderBytes + index * 2, sound.samples[index] as number, true);
  return bytes;
}

/** The 44 bytes before `dataBytes` of PCM16. */
export function formatWavHeader(sampleRateHz: SampleRateHz, channels: 1 | 2, dataBytes: number): Uint8Array {
  const view = new DataView(new ArrayBuffer(wavHeaderBytes));
  const tag = (offset: number, text: string): void => {
    for (let index = 0; index < 4; index++) view.setUint8(offset + index, text.charCodeAt(index));
  };
  tag(0, 'RIFF');
  view.setUint32(4, wavHeaderBytes - 8 + dataBytes, true);
  tag(8, 'WAVE');
  tag(12, 'fmt ');
  view.setUint32(16, 16, true);
  view.setUint16(20, 1, true);
  view.setUint16(22, channels, true);
  view.setUint32(24, sampleRateHz, true);
  view.setUint32(28, sampleRateHz * channels * 2, true);
  view.setUint16(32, channels * 2, true);
  view.setUint16(34, 16, true);
  tag(36, 'data');
  view.setUint32(40, dataBytes, true);
  return new Uint8Array(view.buffer);
}

/** Cuts a sound into 20 ms frames, the last one filled up with silence. */
export function framesOf(samples: Int16Array, sampleRateHz: SampleRateHz = 8000): Int16Array[] {
  const size = samplesPerFrame(sampleRateHz);
  return Array.from({ length: Math.ceil(samples.length / size) }, (_, index) => {
    const frame = new Int16Array(size);
    frame.set(samples.subarray(index * size, (index + 1) * size));
    return frame;
  });
}

interface Chunk {
  readonly offset: number;
  readonly length: number;
}

function readChunks(view: DataView): ReadonlyMap<string, Chunk> {
  const chunks = new Map<string, Chunk>();
  for (let offset = 12; offset + 8 <= view.byteLength;) {
    const length = view.getUint32(offset + 4, true);
    const name = tagAt(view, offset);
    if (!chunks.has(name))
      chunks.set(name, { offset: offset + 8, length: Math.min(length, view.byteLength - offset - 8) });
    offset += 8 + length + (length % 2);
  }
  return chunks;
}

function tagAt(view: DataView, offset: number): string {
  return String.fromCharCode(...[0, 1, 2, 3].map((index) => view.getUint8(offset + index)));
}

function readPcm16(bytes: Uint8Array): Int16Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Int16Array.from({ length: bytes.length >> 1 }, (_, index) => view.getInt16(index * 2, true));
}

function averageChannels(interleaved: Int16Array): Int16Array {
  return Int16Array.from(
    { length: interleaved.length >> 1 },
    (_, index) => ((interleaved[2 * index] as number) + (interleaved[2 * index + 1] as number)) >> 1,
  );
}
