import { messageOf } from '../../foundation/errors.ts';
import { FrameClock } from '../../telephony/index.ts';
import { CallRecording, type ClosedRecording } from './call-recording.ts';
import type { MediaEngineParts } from './media-engine-parts.ts';
import { MediaLeg, type LegSockets } from './media-leg.ts';
import type { MediaCommand, MediaEvent, UsedSpeech } from './media-messages.ts';
import type { SoundLibrary } from './sound-library.ts';

const frameMs = 20;
const closeWithinMs = 5000;
const alone: readonly Int16Array[] = [];
const nothingRecorded = { tracks: [], maskedSpans: [] } as const;

/** All legs of one call, on one 20 ms clock, with its bridges and its recording. Stepped by `advance`. */
export class MediaCall {
  readonly callId: string;
  readonly #parts: MediaEngineParts;
  readonly #library: SoundLibrary;
  readonly #emit: (event: MediaEvent) => void;
  readonly #clock: FrameClock;
  readonly #legs = new Map<string, MediaLeg>();
  /** Who hears whom. */
  readonly #bridges = new Map<string, Set<string>>();
  /** What came in from each leg in the frame under way. */
  readonly #heard = new Map<string, Int16Array>();
  readonly #used = new Map<string, UsedSpeech>();
  readonly #closedLegs: MediaLeg[] = [];
  readonly #openedAtMs: number;
  #wantedFolder: string | null = null;
  #recording: CallRecording | null = null;
  #broken = false;

  constructor(
    callId: string,
    openedAtMs: number,
    parts: MediaEngineParts,
    library: SoundLibrary,
    emit: (event: MediaEvent) => void,
  ) {
    this.callId = callId;
    this.#parts = parts;
    this.#library = library;
    this.#emit = emit;
    this.#openedAtMs = openedAtMs;
    this.#clock = new FrameClock(openedAtMs, {
      step: (dueMs) => this.#step(dueMs),
      skipped: (frames) => {
        for (const leg of this.#legs.values()) leg.skip(frames);
      },
    });
  }

  leg(legId: string): MediaLeg | null {
    return this.#legs.get(legId) ?? null;
  }

  addLeg(command: Extract<MediaCommand, { kind: 'open-leg' }>, sockets: LegSockets): MediaLeg {
    const { legId } = command;
    const leg = new MediaLeg(command, sockets, this.#parts, {
      library: this.#library,
      emit: this.#emit,
      offsetOf: (atMs) => this.offsetOf(atMs),
      recording: () => this.#recording,
      textCame: (text) => {
        for (const other of this.#bridges.get(legId) ?? []) this.#legs.get(other)?.sendText(text);
      },
      used: (provider, chars, cached) =>
        this.#count(provider, cached ? { cachedChars: chars } : { synthesizedChars: chars }),
      degraded: (what, reason) => this.degraded(what, reason),
    });
    this.#legs.set(legId, leg);
    return leg;
  }

  startRecording(folder: string): void {
    this.#wantedFolder = folder;
  }

  bridge(one: string, other: string): void {
    for (const [from, to] of [
      [one, other],
      [other, one],
    ] as const)
      this.#bridges.set(from, new Set([...(this.#bridges.get(from) ?? []), to]));
  }

  unbridge(one: string, other: string): void {
    this.#bridges.get(one)?.delete(other);
    this.#bridges.get(other)?.delete(one);
  }

  closeLeg(legId: string): void {
    const leg = this.#legs.get(legId);
    if (!leg) return;
    for (const other of this.#bridges.get(legId) ?? []) this.unbridge(legId, other);
    const { recognizer, recognizedSec } = leg.hearing;
    leg.close();
    if (recognizer !== null) this.#count(recognizer, { recognizedSec });
    this.#legs.delete(legId);
    this.#heard.delete(legId);
    this.#closedLegs.push(leg);
  }

  advance(nowMs: number): void {
    if (this.#broken) return;
    this.isolated(() => this.#clock.advance(nowMs));
  }

  /** Runs what belongs to this call. A fault in it ends this call, with the others none the wiser. */
  isolated(work: () => void): void {
    try {
      work();
    } catch (error) {
      this.#broken = true;
      for (const legId of this.#legs.keys())
        this.#emit({ kind: 'leg-failed', legId, reason: `the media of the call failed: ${messageOf(error)}` });
    }
  }

  /** From the start of the recording; from the call's first leg where there is none. */
  offsetOf(atMs: number): number {
    return this.#recording?.offsetOf(atMs) ?? Math.max(0, Math.round(atMs - this.#openedAtMs));
  }

  degraded(what: Extract<MediaEvent, { kind: 'degraded' }>['what'], reason: string): void {
    this.#emit({ kind: 'degraded', callId: this.callId, what, reason });
  }

  /** Closes all legs and the recording; resolves to the last event of the call. */
  async close(): Promise<Extract<MediaEvent, { kind: 'call-closed' }>> {
    for (const legId of this.#legs.keys()) this.closeLeg(legId);
    const recording = this.#recording;
    this.#recording = null;
    const closed = recording ? await this.#closeRecording(recording) : { ...nothingRecorded, complete: true };
    return {
      kind: 'call-closed',
      callId: this.callId,
      tracks: closed.tracks,
      maskedSpans: closed.maskedSpans,
      recordingComplete: closed.complete,
      legs: this.#closedLegs.map((leg) => leg.statistics()),
      used: [...this.#used.values()],
    };
  }

  /** A disk that hangs keeps no call open: what it holds can be recovered later. */
  async #closeRecording(recording: CallRecording): Promise<ClosedRecording> {
    let cancel = (): void => undefined;
    const tooLate = new Promise<ClosedRecording>((resolve) => {
      cancel = this.#parts.clock.after(closeWithinMs, () => {
        this.degraded('recording', `not closed within ${closeWithinMs} ms`);
        resolve({ ...nothingRecorded, complete: false });
      });
    });
    const closed = await Promise.race([recording.close(), tooLate]);
    cancel();
    return closed;
  }

  #step(dueMs: number): void {
    const nowMs = this.#parts.clock.monotonicMs();
    this.#beginRecording(dueMs);
    for (const leg of this.#legs.values()) this.#heard.set(leg.legId, leg.pull(nowMs));
    for (const leg of this.#legs.values()) {
      const own = leg.send(this.#joinedTo(leg.legId), dueMs);
      leg.tick(nowMs);
      this.#record(leg, this.#heard.get(leg.legId) ?? null, own, dueMs);
    }
  }

  #joinedTo(legId: string): readonly Int16Array[] {
    const others = this.#bridges.get(legId);
    return others === undefined || others.size === 0
      ? alone
      : [...others].flatMap((other) => this.#heard.get(other) ?? []);
  }

  #beginRecording(dueMs: number): void {
    const folder = this.#wantedFolder;
    if (folder === null || this.#recording) return;
    this.#wantedFolder = null;
    const { clock, files } = this.#parts;
    this.#recording = new CallRecording({
      folder,
      files,
      callId: this.callId,
      startedAtMs: dueMs,
      startedWallMs: clock.now(),
      onFailure: (reason) => this.degraded('recording', reason),
    });
  }

  #record(leg: MediaLeg, came: Int16Array | null, own: Int16Array | null, dueMs: number): void {
    if (!this.#recording) return;
    this.#recording.writeFrame(leg.role, leg.legId, came, dueMs);
    if (leg.role === 'customer') this.#recording.writeFrame('robot', leg.legId, own, dueMs);
  }

  #count(provider: string, more: Partial<Omit<UsedSpeech, 'provider'>>): void {
    const before = this.#used.get(provider);
    this.#used.set(provider, {
      provider,
      recognizedSec: (before?.recognizedSec ?? 0) + (more.recognizedSec ?? 0),
      synthesizedChars: (before?.synthesizedChars ?? 0) + (more.synthesizedChars ?? 0),
      cachedChars: (before?.cachedChars ?? 0) + (more.cachedChars ?? 0),
    });
  }
}

/** The first due time of a new call: at one of the `phases` of the 20 ms, so that calls do not all step at once. */
export function firstDueMs(nowMs: number, phase: number, phases: number): number {
  const grid = Math.floor(nowMs / frameMs) * frameMs + (phase * frameMs) / phases;
  return grid < nowMs ? grid + frameMs : grid;
}
