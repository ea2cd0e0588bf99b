import { frameMs } from '../../audio/index.ts';
import type { BargeInPolicy } from '../../contract/script-document.ts';
import type { MediaEvent, PlayItem } from './media-messages.ts';
import { planCut, shapeCut, type Cut } from './plan-cut.ts';
import type { SoundLibrary } from './sound-library.ts';
import type { Sound } from './sound.ts';
import { SpokenText } from './spoken-text.ts';

const frameSamples = 160;
/** A fade of 40 ms takes two frames, and no interrupted sentence goes on for longer than six. */
const leastCutFrames = 2;
const mostCutFrames = 6;

export interface Play {
  readonly playId: string;
  readonly items: readonly PlayItem[];
  readonly bargeIn: BargeInPolicy;
}

export interface Interruption {
  readonly by: 'speech' | 'key' | 'command';
  readonly startedAtMs: number;
  readonly decidedAtMs: number;
  /** When it must be silent at the latest: until then a word may be said to its end. Absent: it stops at once. */
  readonly silentByMs?: number;
}

type PlayEnded = Extract<MediaEvent, { kind: 'play-ended' }>;
type PlayStarted = Extract<MediaEvent, { kind: 'play-started' }>;

export interface PlaybackListener {
  /** `dueMs`: when its first frame was due, which is its place in the recording. */
  started(event: Omit<PlayStarted, 'kind' | 'legId' | 'offsetMs'>, dueMs: number): void;
  ended(event: Omit<PlayEnded, 'kind' | 'legId'>): void;
  /** Words whose sound has just left. */
  words(text: string): void;
  /** So many characters were said by this provider. */
  used(provider: string, chars: number, cached: boolean): void;
}

interface Playing {
  readonly play: Play;
  readonly sounds: readonly Sound[];
  readonly texts: readonly SpokenText[];
  readonly askedAtMs: number;
  /** Said only where nothing else can be. */
  readonly interjected: boolean;
  /** When its first sound was there, while another was said before it. */
  readyAtMs: number | null;
  item: number;
  /** Samples of the current item that have left. */
  position: number;
  playedSamples: number;
  startedAtMs: number | null;
  spokenText: string;
  /** Of the current item. */
  spokenOfItem: number;
  interruption: Interruption | null;
  /** Once it is interrupted: how it ends, counted from `cutFrom` of its played samples. */
  cut: Cut | null;
  cutFrom: number;
}

/**
 * What the robot says on one leg: plays one after the other, each a row of items, 20 ms when asked. Nothing is queued
 * below: a stop is heard one frame and a fade of 40 ms later, or where it may at the end of the word. Pure but for the
 * sounds that grow behind it.
 *
 * ```
 *  waiting ─► opening ──first frame──► playing ──last frame──► ended (completed)
 *                │                       │  stop
 *                │ no sound              ├──────► fading (40 ms) ──► ended (interruption)
 *                └───────────────────────┴──────────────────────────► ended (failure)
 * ```
 */
export class Playback {
  readonly #library: SoundLibrary;
  readonly #listener: PlaybackListener;
  readonly #waiting: Play[] = [];
  readonly #frame = new Int16Array(frameSamples);
  /** Samples of the play before the frame that was read last. */
  #frameStart = 0;
  #playing: Playing | null = null;
  /** Next, while something is said before it because its sound is late. */
  #held: Playing | null = null;

  constructor(library: SoundLibrary, listener: PlaybackListener) {
    this.#library = library;
    this.#listener = listener;
  }

  enqueue(play: Play): void {
    this.#waiting.push(play);
  }

  /**
   * Says something short where nothing sounds: before the sentence whose sound is not there yet, which follows it without a
   * gap. Where something sounds after all it is over at once, unsaid.
   */
  interject(play: Play, nowMs: number): void {
    const playing = this.#playing;
    if (this.#held || (playing && (playing.startedAtMs !== null || isReady(playing))))
      return this.#listener.ended(unsaid(play.playId, nowMs, null));
    this.#held = playing;
    this.#playing = this.#open(play, nowMs, true);
  }

  /** The play whose sound is leaving and may be stopped, null where none is. */
  get speaking(): { readonly play: Play; readonly startedAtMs: number } | null {
    const playing = this.#playing;
    return playing?.startedAtMs == null || playing.interruption
      ? null
      : { play: playing.play, startedAtMs: playing.startedAtMs };
  }

  get busy(): boolean {
    return this.#playing !== null || this.#held !== null || this.#waiting.length > 0;
  }

  /** Fades what plays, drops what waits. */
  stop(interruption: Interruption): void {
    const { by, startedAtMs, decidedAtMs } = interruption;
    const dropped = this.#waiting.splice(0);
    const playing = this.#playing;
    const held = this.#held;
    this.#held = null;
    if (playing?.startedAtMs === null) this.#finish(playing, decidedAtMs, { interruption });
    else if (playing && !playing.interruption) {
      playing.interruption = interruption;
      this.#planCut(playing, interruption);
    }
    if (held) this.#finish(held, decidedAtMs, { interruption });
    for (const { playId } of dropped)
      this.#listener.ended(unsaid(playId, decidedAtMs, { by, startedAtMs, decidedAtMs, stoppedAtMs: decidedAtMs }));
  }

  /** Looks at the sound that may still leave for the end of a word. */
  #planCut(playing: Playing, { decidedAtMs, silentByMs }: Interruption): void {
    const sound = playing.sounds[playing.item];
    if (!sound) return;
    // The next frame leaves up to one frame from now, and its sound lasts as long.
    const inTime = silentByMs === undefined ? 0 : Math.floor((silentByMs - decidedAtMs - frameMs) / frameMs);
    const there = sound.lengthSamples - playing.position;
    const whole = sound.ended ? there : there - (there % frameSamples);
    const frames = Math.min(mostCutFrames, Math.max(leastCutFrames, inTime));
    const ahead = new Int16Array(Math.max(0, Math.min(frames * frameSamples, whole)));
    sound.read(playing.position, ahead, 0);
    const marks = sound.marks.map(({ atSample }) => atSample - playing.position);
    playing.cut = planCut(ahead, marks);
    playing.cutFrom = playing.playedSamples;
  }

  /** Ends everything at once, without a fade: the leg is going away. */
  abort(nowMs: number): void {
    const playing = this.#playing;
    this.stop({ by: 'command', startedAtMs: nowMs, decidedAtMs: nowMs });
    if (playing?.interruption && this.#playing) this.#finish(playing, nowMs, { interruption: playing.interruption });
  }

  /** The next 20 ms of the robot's voice, null where it has nothing to say or its sound is not there yet. Good until the next. */
  next(nowMs: number, dueMs: number): Int16Array | null {
    const playing = this.#current(nowMs);
    if (!playing) return null;
    const frame = this.#read(playing);
    const failure = playing.sounds[playing.item]?.failure ?? null;
    if (frame) this.#sent(playing, frame, nowMs, dueMs);
    if (failure !== null) this.#finish(playing, nowMs, { failure });
    else if (playing.interruption) {
      if (isCutOff(playing) || !frame) this.#finish(playing, nowMs, { interruption: playing.interruption });
    } else if (playing.item === playing.sounds.length) this.#finish(playing, nowMs, {});
    return frame;
  }

  #current(nowMs: number): Playing | null {
    // The answer is made while the sign that it comes is said.
    if (this.#playing?.interjected) this.#held ??= this.#begin(nowMs);
    const held = this.#held;
    if (held && held.readyAtMs === null && isReady(held)) held.readyAtMs = nowMs;
    const playing = this.#playing;
    // A sign keeps no answer waiting.
    const late = playing?.interjected === true && playing.startedAtMs === null && !isReady(playing);
    if (late && held?.readyAtMs != null) this.#finish(playing, nowMs, { unsaid: true });
    if (this.#playing) return this.#playing;
    this.#held = null;
    this.#playing = held ?? this.#begin(nowMs);
    return this.#playing;
  }

  #begin(nowMs: number): Playing | null {
    const play = this.#waiting.shift();
    return play ? this.#open(play, nowMs, false) : null;
  }

  #open(play: Play, nowMs: number, interjected: boolean): Playing {
    return {
      play,
      sounds: play.items.map((item) => this.#library.open(item)),
      texts: play.items.map((item) => new SpokenText(item.text)),
      askedAtMs: nowMs,
      interjected,
      readyAtMs: null,
      item: 0,
      position: 0,
      playedSamples: 0,
      startedAtMs: null,
      spokenText: '',
      spokenOfItem: 0,
      interruption: null,
      cut: null,
      cutFrom: 0,
    };
  }

  /** A whole frame, or the last of the play filled up with silence; null where the sound has not come yet. */
  #read(playing: Playing): Int16Array | null {
    if (!isReady(playing)) return null;
    const frame = this.#frame;
    let filled = 0;
    while (playing.item < playing.sounds.length) {
      const sound = playing.sounds[playing.item] as Sound;
      const count = sound.read(playing.position, frame, filled);
      playing.position += count;
      filled += count;
      if (!sound.ended || sound.failure !== null || playing.position < sound.lengthSamples) break;
      this.#endItem(playing, sound);
    }
    if (filled === 0) return null;
    frame.fill(0, filled);
    this.#frameStart = playing.playedSamples;
    playing.playedSamples += filled;
    return frame;
  }

  #endItem(playing: Playing, sound: Sound): void {
    const item = playing.play.items[playing.item] as PlayItem;
    this.#say(playing, item.text.slice(playing.spokenOfItem));
    this.#listener.used(sound.provider ?? 'unknown', item.text.length, sound.cached);
    playing.item++;
    playing.position = 0;
    playing.spokenOfItem = 0;
  }

  #sent(playing: Playing, frame: Int16Array, nowMs: number, dueMs: number): void {
    if (playing.startedAtMs === null) {
      playing.startedAtMs = nowMs;
      const sound = playing.sounds[0] as Sound;
      this.#listener.started(
        {
          playId: playing.play.playId,
          atMs: nowMs,
          synthesisMs: (playing.readyAtMs ?? nowMs) - playing.askedAtMs,
          provider: sound.provider ?? 'unknown',
          cached: sound.cached,
        },
        dueMs,
      );
    }
    const { cut, cutFrom, playedSamples } = playing;
    if (cut) shapeCut(frame, this.#frameStart - cutFrom, cut);
    if (!playing.interruption) this.#followWords(playing, playing.position);
    else if (cut?.atWord)
      this.#followWords(playing, playing.position - Math.max(0, playedSamples - cutFrom - cut.fadeTo));
  }

  #followWords(playing: Playing, position: number): void {
    const spoken = playing.texts[playing.item];
    const sound = playing.sounds[playing.item];
    if (!spoken || !sound) return;
    const wholeSamples = sound.ended
      ? sound.lengthSamples
      : Math.max(spoken.estimatedMs * 8, sound.lengthSamples + 8000);
    const length = spoken.lengthAtSample(position, wholeSamples, sound.marks);
    if (length <= playing.spokenOfItem) return;
    this.#say(playing, spoken.text.slice(playing.spokenOfItem, length));
    playing.spokenOfItem = length;
  }

  #say(playing: Playing, words: string): void {
    // After a stop no more words are sent but the one that may be ended: what was said is what was sent.
    if (words === '' || (playing.interruption && !playing.cut?.atWord)) return;
    playing.spokenText += words;
    this.#listener.words(words);
  }

  #finish(
    playing: Playing,
    nowMs: number,
    why: { readonly interruption?: Interruption; readonly failure?: string; readonly unsaid?: boolean },
  ): void {
    if (this.#playing === playing) this.#playing = null;
    for (const [index, item] of playing.play.items.entries())
      this.#library.release(item, playing.sounds[index] as Sound);
    const current = playing.sounds[playing.item];
    if (current && playing.spokenOfItem > 0)
      this.#listener.used(current.provider ?? 'unknown', playing.spokenOfItem, current.cached);
    const interruption = why.interruption ?? null;
    this.#listener.ended({
      playId: playing.play.playId,
      atMs: nowMs,
      completed: interruption === null && why.failure === undefined && why.unsaid !== true,
      spokenText: playing.spokenText,
      spokenMs: Math.round(playing.playedSamples / 8),
      interruption: interruption && {
        by: interruption.by,
        startedAtMs: interruption.startedAtMs,
        decidedAtMs: interruption.decidedAtMs,
        stoppedAtMs: nowMs + (playing.startedAtMs === null ? 0 : frameMs),
      },
      failure: why.failure ?? null,
    });
  }
}

function isCutOff({ cut, cutFrom, playedSamples, sounds, item }: Playing): boolean {
  return !cut || playedSamples - cutFrom >= cut.fadeTo || item === sounds.length;
}

function isReady({ sounds, item, position }: Playing): boolean {
  const sound = sounds[item];
  return sound !== undefined && (sound.ended || sound.lengthSamples - position >= frameSamples);
}

/** The end of what was never heard. */
function unsaid(
  playId: string,
  atMs: number,
  interruption: PlayEnded['interruption'],
): Omit<PlayEnded, 'kind' | 'legId'> {
  return { playId, atMs, completed: false, spokenText: '', spokenMs: 0, interruption, failure: null };
}
