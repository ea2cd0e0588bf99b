import { join } from 'node:path';
import { encodeG711, frameMs, g711Silence } from '../../audio/index.ts';
import type { MaskedSpan, RecordingTrack } from '../../contract/call-event.ts';
import { messageOf } from '../../foundation/errors.ts';
import type { MediaFiles } from './media-files.ts';
import { formatRecordingHeader, recordingHeaderFile } from './recording-header.ts';
import { TrackWriter } from './track-writer.ts';

const frameBytes = 160;
/** Sound of a key may come before its event is known: frames wait so long before they are written. */
const lookBackFrames = 10;

export type TrackLeg = RecordingTrack['leg'];

interface AudioTrack {
  readonly leg: TrackLeg;
  readonly file: string;
  readonly startOffsetMs: number;
  readonly writer: TrackWriter;
  /** Frames of the customer not yet written, so that they can still be muted: frame `n` in the slot `n` modulo their number. */
  readonly lookBack: readonly Uint8Array[];
  /** Frames given so far: where the next one stands. */
  frames: number;
}

interface TextTrack {
  readonly leg: TrackLeg;
  readonly file: string;
  readonly writer: TrackWriter;
  lastOffsetMs: number;
}

export interface ClosedRecording {
  readonly tracks: readonly RecordingTrack[];
  readonly maskedSpans: readonly MaskedSpan[];
  readonly complete: boolean;
}

/**
 * The recording of one call: an A-law track for each speaker, a JSON-lines track for each one's text, all aligned with
 * the call's own clock, one frame each 20 ms, silence where nothing was. Written while the call runs; whatever the disk
 * does, the call goes on.
 *
 * ```
 *  frame ─► look-back (200 ms, may still be muted) ─► block of 0.5 s ─► asynchronous append ─► sum at close
 * ```
 */
export class CallRecording {
  readonly #folder: string;
  readonly #files: MediaFiles;
  readonly #callId: string;
  readonly #startedAtMs: number;
  readonly #startedWallMs: number;
  readonly #onFailure: (reason: string) => void;
  readonly #ready: Promise<void>;
  /** By leg id, for each kind of speaker. */
  readonly #audio: Readonly<Record<TrackLeg, Map<string, AudioTrack>>> = {
    customer: new Map(),
    robot: new Map(),
    seat: new Map(),
  };
  readonly #tracks: AudioTrack[] = [];
  readonly #text = new Map<TrackLeg, TextTrack>();
  readonly #maskedSpans: MaskedSpan[] = [];
  /** Where the pause under way began, null outside one. */
  #pausedFromMs: number | null = null;
  #lastDueMs: number;
  #muteFromMs = Number.POSITIVE_INFINITY;
  #muteToMs = Number.NEGATIVE_INFINITY;
  #headerWriting: Promise<void> = Promise.resolve();
  #failed = false;

  constructor(parts: {
    readonly folder: string;
    readonly files: MediaFiles;
    readonly callId: string;
    /** Monotonic time of offset 0: a frame's due time. */
    readonly startedAtMs: number;
    readonly startedWallMs: number;
    readonly onFailure: (reason: string) => void;
  }) {
    this.#folder = parts.folder;
    this.#files = parts.files;
    this.#callId = parts.callId;
    this.#startedAtMs = parts.startedAtMs;
    this.#lastDueMs = parts.startedAtMs;
    this.#startedWallMs = parts.startedWallMs;
    this.#onFailure = parts.onFailure;
    this.#ready = parts.files.makeFolder(parts.folder);
    this.#ready.catch((error: unknown) => this.#fail(messageOf(error)));
  }

  offsetOf(atMs: number): number {
    return Math.max(0, Math.round(atMs - this.#startedAtMs));
  }

  /** One frame of one speaker, due at `dueMs`; null is silence. `legId` tells one seat from the next. */
  writeFrame(leg: TrackLeg, legId: string, samples: Int16Array | null, dueMs: number): void {
    this.#lastDueMs = dueMs;
    const track = this.#audioTrack(leg, legId, dueMs);
    const position = Math.round((dueMs - this.#startedAtMs - track.startOffsetMs) / frameMs);
    // Frames that were never due because the process stood still leave no hole in time.
    while (track.frames < position) push(track, null);
    if (position === track.frames) push(track, this.#isMuted(leg, dueMs) ? null : samples);
  }

  writeText(leg: TrackLeg, text: string, atMs: number): void {
    if (this.#pausedFromMs !== null) return;
    let track = this.#text.get(leg);
    if (!track) {
      const file = `${leg}-text.jsonl`;
      track = { leg, file, writer: this.#openWriter(file), lastOffsetMs: 0 };
      this.#text.set(leg, track);
      this.#writeHeader(false);
    }
    track.lastOffsetMs = this.offsetOf(atMs);
    track.writer.append(new TextEncoder().encode(`${JSON.stringify({ offsetMs: track.lastOffsetMs, text })}\n`));
    track.writer.flush();
  }

  /** Mutes the customer from `fromMs` (at most 200 ms ago is still possible) to `toMs`, and says so in the header. */
  mute(fromMs: number, toMs: number, reason: string): void {
    this.#muteFromMs = fromMs;
    this.#muteToMs = Math.max(this.#muteToMs, toMs);
    for (const track of this.#audio.customer.values()) this.#muteLookBack(track, fromMs, toMs);
    const span = { fromMs: this.offsetOf(fromMs), toMs: this.offsetOf(toMs), reason };
    const last = this.#maskedSpans.at(-1);
    if (last?.reason === reason && last.toMs >= span.fromMs)
      this.#maskedSpans.splice(-1, 1, { ...last, toMs: Math.max(last.toMs, span.toMs) });
    else this.#maskedSpans.push(span);
    this.#writeHeader(false);
  }

  /** From here on nothing of anybody is written but silence, until it is switched off; its span is masked. */
  pause(on: boolean, atMs: number): void {
    if (on === (this.#pausedFromMs !== null)) return;
    const fromMs = this.#pausedFromMs;
    this.#pausedFromMs = on ? atMs : null;
    if (fromMs !== null)
      this.#maskedSpans.push({ fromMs: this.offsetOf(fromMs), toMs: this.offsetOf(atMs), reason: 'paused' });
    this.#writeHeader(false);
  }

  async close(): Promise<ClosedRecording> {
    if (this.#pausedFromMs !== null) this.pause(false, this.#lastDueMs + frameMs);
    const tracks: RecordingTrack[] = [];
    for (const track of this.#tracks) {
      for (let frame = Math.max(0, track.frames - track.lookBack.length); frame < track.frames; frame++)
        track.writer.append(slotOf(track, frame));
      const { bytes, sha256 } = await track.writer.close();
      tracks.push({ ...describeAudio(track), durationMs: bytes / 8, sha256 });
    }
    for (const track of this.#text.values()) {
      const { sha256 } = await track.writer.close();
      tracks.push({ ...describeText(track), durationMs: track.lastOffsetMs, sha256 });
    }
    const closed = { tracks, maskedSpans: this.#maskedSpans, complete: !this.#failed };
    this.#writeHeader(!this.#failed, tracks);
    await this.#headerWriting;
    return { ...closed, complete: !this.#failed };
  }

  #isMuted(leg: TrackLeg, dueMs: number): boolean {
    if (this.#pausedFromMs !== null) return true;
    return leg === 'customer' && dueMs + frameMs > this.#muteFromMs && dueMs < this.#muteToMs;
  }

  #muteLookBack(track: AudioTrack, fromMs: number, toMs: number): void {
    for (let frame = Math.max(0, track.frames - track.lookBack.length); frame < track.frames; frame++) {
      const dueMs = this.#startedAtMs + track.startOffsetMs + frame * frameMs;
      if (dueMs + frameMs > fromMs && dueMs < toMs) slotOf(track, frame).fill(g711Silence.PCMA);
    }
  }

  #audioTrack(leg: TrackLeg, legId: string, dueMs: number): AudioTrack {
    const known = this.#audio[leg].get(legId);
    if (known) return known;
    const same = this.#audio[leg].size;
    const file = `${leg}${same === 0 ? '' : `-${same + 1}`}.alaw`;
    const track: AudioTrack = {
      leg,
      file,
      startOffsetMs: Math.round((dueMs - this.#startedAtMs) / frameMs) * frameMs,
      writer: this.#openWriter(file),
      lookBack: Array.from({ length: leg === 'customer' ? lookBackFrames : 0 }, () => new Uint8Array(frameBytes)),
      frames: 0,
    };
    this.#audio[leg].set(legId, track);
    this.#tracks.push(track);
    this.#writeHeader(false);
    return track;
  }

  #openWriter(file: string): TrackWriter {
    const opening = this.#ready.then(() => this.#files.create(join(this.#folder, file)));
    return new TrackWriter(opening, (reason) => this.#fail(`${file}: ${reason}`));
  }

  #writeHeader(complete: boolean, tracks?: readonly RecordingTrack[]): void {
    const open = [...this.#tracks.map(describeAudio), ...[...this.#text.values()].map(describeText)];
    const bytes = formatRecordingHeader({
      version: 1,
      callId: this.#callId,
      startedAtMs: this.#startedWallMs,
      tracks: [...(tracks ?? open)],
      maskedSpans: this.#maskedSpans,
      complete,
    });
    this.#headerWriting = this.#headerWriting
      .then(() => this.#ready)
      .then(() => this.#files.replace(join(this.#folder, recordingHeaderFile), bytes))
      .catch((error: unknown) => this.#fail(`${recordingHeaderFile}: ${messageOf(error)}`));
  }

  #fail(reason: string): void {
    if (this.#failed) return;
    this.#failed = true;
    this.#onFailure(reason);
  }
}

/** Where the codec writes before its bytes are copied. */
const scratch = new Uint8Array(frameBytes);

const encoded = (samples: Int16Array | null, into: Uint8Array): Uint8Array =>
  samples ? encodeG711('PCMA', samples, into) : into.fill(g711Silence.PCMA);

const slotOf = (track: AudioTrack, frame: number): Uint8Array =>
  track.lookBack[frame % track.lookBack.length] as Uint8Array;

/** The track's next frame; null is silence. */
function push(track: AudioTrack, samples: Int16Array | null): void {
  if (track.lookBack.length === 0) track.writer.append(encoded(samples, scratch));
  else {
    const slot = slotOf(track, track.frames);
    if (track.frames >= track.lookBack.length) track.writer.append(slot);
    encoded(samples, slot);
  }
  track.frames++;
}

function describeAudio(track: AudioTrack): RecordingTrack {
  const { leg, file, startOffsetMs } = track;
  return { kind: 'audio', leg, codec: 'PCMA', sampleRateHz: 8000, file, startOffsetMs, durationMs: 0, sha256: '' };
}

function describeText(track: TextTrack): RecordingTrack {
  const { leg, file } = track;
  return { kind: 'text', leg, codec: 'T140', sampleRateHz: 1000, file, startOffsetMs: 0, durationMs: 0, sha256: '' };
}
