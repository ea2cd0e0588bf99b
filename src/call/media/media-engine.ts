import { CodedError, messageOf, unreachable } from '../../foundation/errors.ts';
import type { KnownRecording } from '../../speech/index.ts';
import { openSocketPair, type BrowserLeg } from '../../telephony/index.ts';
import { firstDueMs, MediaCall } from './media-call.ts';
import type { MediaEngineParts } from './media-engine-parts.ts';
import type { MediaLeg } from './media-leg.ts';
import type { MediaCommand, MediaEvent } from './media-messages.ts';
import { SoundLibrary } from './sound-library.ts';

type OpenLeg = Extract<MediaCommand, { kind: 'open-leg' }>;
/** A command to a leg that stands, by its `legId`. */
type LegCommand = Extract<MediaCommand, { legId: string }>;

const nothingOf = {
  kind: 'call-closed',
  tracks: [],
  maskedSpans: [],
  recordingComplete: true,
  legs: [],
  used: [],
} as const;

/** Calls are spread over so many points of the 20 ms. */
const phases = 4;

/**
 * All calls of one media worker. Commands go in, events come out, `tick` moves time; sockets, files and speech engines
 * are given. A command for a leg or call that is not (any more) there is ignored: main may be a step behind.
 */
export class MediaEngine {
  readonly #parts: MediaEngineParts;
  readonly #emit: (event: MediaEvent) => void;
  readonly #library: SoundLibrary;
  readonly #calls = new Map<string, MediaCall>();
  readonly #callOfLeg = new Map<string, MediaCall>();
  /** Calls by phase, so that a new one joins where fewest are. */
  readonly #phaseOfCall = new Map<string, number>();

  #recordings: readonly KnownRecording[];

  constructor(parts: MediaEngineParts, emit: (event: MediaEvent) => void) {
    this.#parts = parts;
    this.#emit = emit;
    this.#recordings = parts.recordings ?? [];
    this.#library = new SoundLibrary(parts);
  }

  get calls(): number {
    return this.#calls.size;
  }

  /** Takes in what has come, and sends and takes every frame that is due by `nowMs`. */
  tick(nowMs: number): void {
    this.#parts.pollSockets?.();
    for (const call of this.#calls.values()) call.advance(nowMs);
    this.#parts.speech.flush();
  }

  command(command: MediaCommand): void {
    switch (command.kind) {
      case 'open-leg':
        void this.#openLeg(command);
        return;
      case 'start-recording':
        this.#callOf(command.callId).startRecording(command.folder);
        return;
      case 'use-recordings':
        this.#recordings = command.recordings;
        return;
      case 'prepare':
        this.#library.prepare(command.items);
        return;
      case 'pause-recording':
        this.#callOf(command.callId).pauseRecording(command.on);
        return;
      case 'hear':
        this.#callOfLeg.get(command.legId)?.hear(command);
        return;
      case 'move-leg':
        this.#moveLeg(command.legId, command.toCallId);
        return;
      case 'close-leg':
        this.#callOfLeg.get(command.legId)?.closeLeg(command.legId);
        this.#callOfLeg.delete(command.legId);
        return;
      case 'close-call':
        void this.#closeCall(command.callId);
        return;
      default: {
        const call = this.#callOfLeg.get(command.legId);
        const leg = call?.leg(command.legId);
        if (leg) call?.isolated(() => this.#legCommand(leg, command));
      }
    }
  }

  /** Closes every call, as each `close-call` would. */
  async close(): Promise<void> {
    await Promise.all([...this.#calls.keys()].map((callId) => this.#closeCall(callId)));
    this.#parts.browserLegs?.close();
    await this.#parts.speech.close();
  }

  #legCommand(
    leg: MediaLeg,
    command: Exclude<LegCommand, OpenLeg | { kind: 'close-leg' | 'hear' | 'move-leg' }>,
  ): void {
    const nowMs = this.#parts.clock.monotonicMs();
    switch (command.kind) {
      case 'connect-leg':
        return leg.connect(command.remote, nowMs);
      case 'listen':
        return leg.hearing.listen(command, this.#parts.speech);
      case 'detect-tones':
        return leg.detectTones(command.on);
      case 'judge-answer':
        return leg.judgeAnswer(command.phase, this.#recordings);
      case 'play':
        return command.interject ? leg.playback.interject(command, nowMs) : leg.playback.enqueue(command);
      case 'presume':
        return leg.presumed.replace(command.items);
      case 'stop-play':
        return leg.playback.stop({ by: 'command', startedAtMs: nowMs, decidedAtMs: nowMs });
      case 'play-tone':
        return leg.background.playTone(command.tone);
      case 'play-music':
        return leg.background.playMusic(command.music);
      case 'record-message':
        return leg.recordMessage(command);
      case 'end-message':
        return leg.endMessage();
      case 'send-digits':
        return leg.pressKeys(command.digits);
      case 'key-told':
        return leg.keyTold(command.digit, command.durationMs, nowMs);
      case 'send-text':
        return leg.sendText(command.text);
      case 'secret-keys':
        return leg.setSecret(command.on);
      case 'finish-turn':
        return leg.hearing.finishTurn();
      case 'expect':
        return leg.hearing.expect(command.phrases);
      default:
        return unreachable(command);
    }
  }

  #moveLeg(legId: string, toCallId: string): void {
    const from = this.#callOfLeg.get(legId);
    const to = this.#callOf(toCallId);
    const leg = from === to ? null : from?.release(legId);
    if (!leg) return;
    to.adopt(leg);
    this.#callOfLeg.set(legId, to);
  }

  #callOf(callId: string): MediaCall {
    const known = this.#calls.get(callId);
    if (known) return known;
    const phase = this.#emptiestPhase();
    const due = firstDueMs(this.#parts.clock.monotonicMs(), phase, phases);
    const call = new MediaCall(callId, due, this.#parts, this.#library, this.#emit);
    this.#calls.set(callId, call);
    this.#phaseOfCall.set(callId, phase);
    return call;
  }

  #emptiestPhase(): number {
    const counts = Array.from({ length: phases }, () => 0);
    for (const phase of this.#phaseOfCall.values()) counts[phase] = (counts[phase] ?? 0) + 1;
    return counts.indexOf(Math.min(...counts));
  }

  async #openLeg(command: OpenLeg): Promise<void> {
    const { legId, bindAddress } = command;
    const call = this.#callOf(command.callId);
    const { ports, openSocket } = this.#parts;
    try {
      const browser = command.transport === 'browser' ? await this.#openBrowser(command) : null;
      const audio = browser ?? (await openSocketPair(ports, openSocket, bindAddress, true));
      const text = command.text ? await openText(this.#parts, bindAddress, () => audio.close()) : null;
      if (this.#calls.get(command.callId) !== call) {
        audio.close();
        text?.close();
        throw new CodedError('call-closed', `leg ${legId}: its call was closed while its ports were opened`);
      }
      const leg = call.addLeg(command, { audio, text, browser });
      this.#callOfLeg.set(legId, call);
      const ice = browser ? { ice: browser.ice } : {};
      this.#emit({ kind: 'leg-opened', legId, port: leg.port, textPort: leg.textPort, ...ice });
    } catch (error) {
      this.#emit({ kind: 'leg-failed', legId, reason: messageOf(error) });
    }
  }

  #openBrowser({ legId, bindAddress }: OpenLeg): Promise<BrowserLeg> {
    const { browserLegs } = this.#parts;
    if (!browserLegs) throw new CodedError('no-browser-legs', `leg ${legId}: no telephone in a browser is served here`);
    return browserLegs.open(bindAddress, (reason) => this.#emit({ kind: 'leg-failed', legId, reason }));
  }

  async #closeCall(callId: string): Promise<void> {
    const call = this.#calls.get(callId);
    // Whoever closes waits for the answer, whatever became of the call.
    if (!call) return this.#emit({ ...nothingOf, callId });
    this.#calls.delete(callId);
    this.#phaseOfCall.delete(callId);
    for (const [legId, owner] of this.#callOfLeg) if (owner === call) this.#callOfLeg.delete(legId);
    this.#emit(await call.close());
  }
}

async function openText(
  { ports, openSocket }: MediaEngineParts,
  bindAddress: string,
  closeAudio: () => void,
): ReturnType<typeof openSocketPair> {
  try {
    return await openSocketPair(ports, openSocket, bindAddress, false);
  } catch (error) {
    closeAudio();
    throw error;
  }
}
