import { frameMs } from '../../audio/index.ts';
import { messageOf } from '../../foundation/errors.ts';
import { FrameClock } from '../../telephony/index.ts';
import { CallRecording, type ClosedRecording } from './call-recording.ts';
import type { MediaEngineParts } from './media-engine-parts.ts';
import { MediaLeg, type LegSockets, type LegSurroundings } from './media-leg.ts';
import type { MediaCommand, MediaEvent, UsedSpeech } from './media-messages.ts';
import { relayWherePossible } from './relay-legs.ts';
import type { SoundLibrary } from './sound-library.ts';

const closeWithinMs = 5000;
const nothingRecorded = { tracks: [], maskedSpans: [] } as const;

/** All legs of one call, on one 20 ms clock, with who hears whom and its recording. Stepped by `advance`. */
export class MediaCall {
  readonly callId: string;
  readonly #parts: MediaEngineParts;
  readonly #emit: (event: MediaEvent) => void;
  readonly #clock: FrameClock;
  readonly #legs = new Map<string, MediaLeg>();
  readonly #used = new Map<string, UsedSpeech>();
  readonly #closedLegs: MediaLeg[] = [];
  readonly #openedAtMs: number;
  readonly #around: LegSurroundings;
  #wantedFolder: string | null = null;
  #paused = false;
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
    this.#emit = emit;
    this.#openedAtMs = openedAtMs;
    this.#around = {
      library,
      emit,
      offsetOf: (atMs) => this.offsetOf(atMs),
      recording: () => this.#recording,
      textCame: (leg, text) => {
        for (const other of this.#legs.values()) if (other.row.hears(leg)) other.sendText(text);
      },
      used: (provider, chars, cached) =>
        this.#count(provider, cached ? { cachedChars: chars } : { synthesizedChars: chars }),
      degraded: (what, reason) => this.degraded(what, reason),
    };
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
    const leg = new MediaLeg(command, sockets, this.#parts, this.#around);
    this.#legs.set(leg.legId, leg);
    this.#resolveRows();
    return leg;
  }

  /** Lets a leg go to another call: its tracks here end, what it used so far is this call's. */
  release(legId: string): MediaLeg | null {
    const leg = this.#legs.get(legId);
    if (!leg) return null;
    this.#countRecognized(leg);
    this.#legs.delete(legId);
    this.#resolveRows();
    return leg;
  }

  /** Takes in a leg that another call let go. */
  adopt(leg: MediaLeg): void {
    leg.enter(this.#around);
    this.#legs.set(leg.legId, leg);
    this.#resolveRows();
  }

  hear({ legId, voices, prompts }: Extract<MediaCommand, { kind: 'hear' }>): void {
    const leg = this.#legs.get(legId);
    leg?.row.replace(voices, prompts);
    leg?.row.resolve(legId, this.#legs);
  }

  startRecording(folder: string): void {
    this.#wantedFolder = folder;
  }

  pauseRecording(on: boolean): void {
    this.#paused = on;
    this.#recording?.pause(on, this.#parts.clock.monotonicMs());
  }

  closeLeg(legId: string): void {
    const leg = this.#legs.get(legId);
    if (!leg) return;
    this.#countRecognized(leg);
    leg.close();
    this.#legs.delete(legId);
    this.#resolveRows();
    this.#closedLegs.push(leg);
  }

  advance(nowMs: number): void {
    // Asked every 5 ms: three times of four nothing is due.
    if (this.#broken || nowMs < this.#clock.nextDueMs) return;
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
    const messages = Promise.all(this.#closedLegs.map((leg) => leg.messageWritten));
    const closed = await this.#withinTime(
      recording ? recording.close() : Promise.resolve({ ...nothingRecorded, complete: true }),
      messages,
    );
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
  async #withinTime(closing: Promise<ClosedRecording>, messages: Promise<unknown>): Promise<ClosedRecording> {
    let cancel = (): void => undefined;
    const tooLate = new Promise<ClosedRecording>((resolve) => {
      cancel = this.#parts.clock.after(closeWithinMs, () => {
        this.degraded('recording', `not closed within ${closeWithinMs} ms`);
        resolve({ ...nothingRecorded, complete: false });
      });
    });
    const closed = await Promise.race([messages.then(() => closing), tooLate]);
    cancel();
    return closed;
  }

  #step(dueMs: number): void {
    const nowMs = this.#parts.clock.monotonicMs();
    this.#beginRecording(dueMs);
    // All that is heard is there before anybody hears it: no leg is a frame behind another.
    for (const leg of this.#legs.values()) leg.pull(nowMs, dueMs);
    relayWherePossible(this.#legs, this.#recording !== null);
    for (const leg of this.#legs.values()) {
      leg.send(dueMs);
      leg.tick(nowMs);
      this.#record(leg, dueMs);
    }
  }

  #resolveRows(): void {
    for (const leg of this.#legs.values()) leg.row.resolve(leg.legId, this.#legs);
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
    if (this.#paused) this.#recording.pause(true, dueMs);
  }

  #record(leg: MediaLeg, dueMs: number): void {
    if (!this.#recording) return;
    this.#recording.writeFrame(leg.role, leg.legId, leg.came, dueMs);
    if (leg.role === 'customer' || leg.isSpokenTo) this.#recording.writeFrame('robot', leg.legId, leg.said, dueMs);
  }

  #countRecognized({ hearing }: MediaLeg): void {
    for (const { provider, recognizedSec } of hearing.takeRecognized()) this.#count(provider, { recognizedSec });
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
