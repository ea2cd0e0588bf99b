import { join } from 'node:path';
import { decodeG711, formatWav, mixInto } from '../../audio/index.ts';
import type { MaskedSpan, RecordingTrack } from '../../contract/call-event.ts';

const samplesPerMs = 8;

/** A track with its bytes as they stand in the file. */
export interface LoadedTrack {
  readonly track: RecordingTrack;
  readonly bytes: Uint8Array;
}

/** Seconds of a recording; to its end where `toSec` is absent. */
interface WavPart {
  readonly fromSec: number;
  readonly toSec?: number | undefined;
}

/**
 * One stereo wav of a call for listening: the customer left, the robot and the seats right; where no customer is (a call
 * within the house, a conference) who came first left, all others right. Each at its true time, masked spans silent on
 * both sides; of these seconds alone where `part` is given. Pure; text tracks are left out.
 */
export function stereoWav(
  tracks: readonly LoadedTrack[],
  maskedSpans: readonly MaskedSpan[],
  part: WavPart = { fromSec: 0 },
): Uint8Array {
  const isLeft = leftOf(tracks.map(({ track }) => track));
  const audio = tracks.flatMap((loaded) => {
    const samples = samplesOf(loaded);
    return samples ? [{ left: isLeft(loaded.track), from: startOf(loaded.track), samples }] : [];
  });
  const length = Math.max(0, ...audio.map(({ from, samples }) => from + samples.length));
  const sides = { left: new Int16Array(length), right: new Int16Array(length) };
  for (const { left, from, samples } of audio) mixInto((left ? sides.left : sides.right).subarray(from), samples);
  for (const span of maskedSpans)
    for (const side of [sides.left, sides.right]) side.fill(0, span.fromMs * samplesPerMs, span.toMs * samplesPerMs);
  const [from, to] = [part.fromSec, part.toSec ?? Infinity].map((sec) =>
    Math.min(length, Math.round(sec * 1000 * samplesPerMs)),
  );
  const [left, right] = [sides.left.subarray(from, to), sides.right.subarray(from, to)];
  const interleaved = new Int16Array(left.length * 2);
  for (let index = 0; index < left.length; index++) {
    interleaved[2 * index] = left[index] as number;
    interleaved[2 * index + 1] = right[index] as number;
  }
  return formatWav({ sampleRateHz: 8000, channels: 2, samples: interleaved });
}

/** Reads a recording's tracks from its folder and makes the stereo wav; a track that cannot be read is silent. */
export async function stereoWavOf(
  folder: string,
  recording: { readonly tracks: readonly RecordingTrack[]; readonly maskedSpans: readonly MaskedSpan[] },
  read: (path: string) => Promise<Uint8Array>,
  part?: WavPart,
): Promise<Uint8Array> {
  const loaded: LoadedTrack[] = [];
  for (const track of recording.tracks) {
    if (track.kind !== 'audio') continue;
    const bytes = await read(join(folder, track.file)).catch(() => new Uint8Array());
    loaded.push({ track, bytes });
  }
  return stereoWav(loaded, recording.maskedSpans, part);
}

function leftOf(tracks: readonly RecordingTrack[]): (track: RecordingTrack) => boolean {
  const voices = tracks.filter(({ kind }) => kind === 'audio');
  if (voices.some(({ leg }) => leg === 'customer')) return ({ leg }) => leg === 'customer';
  const [first] = voices.filter(({ leg }) => leg === 'seat').toSorted((a, b) => a.startOffsetMs - b.startOffsetMs);
  return (track) => track === first;
}

function startOf(track: RecordingTrack): number {
  return Math.round(track.startOffsetMs * samplesPerMs);
}

function samplesOf({ track, bytes }: LoadedTrack): Int16Array | null {
  if (track.codec === 'PCMA' || track.codec === 'PCMU') return decodeG711(track.codec, bytes);
  if (track.codec !== 'L16') return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Int16Array.from({ length: bytes.length >> 1 }, (_, index) => view.getInt16(index * 2, true));
}
