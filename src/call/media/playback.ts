import { fade } from '../../audio/index.ts';
import type { BargeInPolicy } from '../../contract/script-document.ts';
import type { MediaEvent, PlayItem } from './media-messages.ts';
import type { SoundLibrary } from './sound-library.ts';
import type { Sound } from './sound.ts';
import { SpokenText } from './spoken-text.ts';

const frameSamples = 160;
const frameMs = 20;
const fadeFrames = 2;

export interface Play {
  readonly playId: string;
  readonly items: readonly PlayItem[];
  readonly bargeIn: BargeInPolicy;
}

export interface Interruption {
  readonly by: 'speech' | 'key' | 'command';
  readonly startedAtMs: number;
  readonly decidedAtMs: number;
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
  item: number;
  /** Samples of the current item that have left. */
  position: number;
  playedSamples: number;
  startedAtMs: number | null;
  spokenText: string;
  /** Of the current item. */
  spokenOfItem: number;
  interruption: Interruption | null;
  fadesLeft: number;
}

/**
 * What the robot says on one leg: plays one after the other, each a row of items, 20 ms when asked. Nothing is queued
 * below: a stop is heard one frame and a fade of 40 ms later. Pure but for the sounds that grow behind it.
 *
 * ```
 *  waiting ─► opening ──first frame──► playing ──last frame──► ended (completed)
 *                │                       │  stop
 *                │ no sound              ├──────► fading (2 frames) ─► ended (interruption)
 *                └───────────────────────┴──────────────────────────► ended (failure)
 * ```
 */
export class Playback {
  readonly #library: SoundLibrary;
  readonly #listener: PlaybackListener;
  readonly #waiting: Play[] = [];
  readonly #frame = new Int16Array(frameSamples);
  #playing: Playing | null = null;

  constructor(library: SoundLibrary, listener: PlaybackListener) {
    this.#library = library;
    this.#listener = listener;
  }

  enqueue(play: Play): void {
    this.#waiting.push(play);
  }

  /** The play whose sound is leaving and may be stopped, null where none is. */
  get speaking(): { readonly play: Play; readonly startedAtMs: number } | null {
    const playing = this.#playing;
    return playing?.startedAtMs == null || playing.interruption
      ? null
      : { play: playing.play, startedAtMs: playing.startedAtMs };
  }

  get busy(): boolean {
    return this.#playing !== null || this.#waiting.length > 0;
  }

  /** Fades what plays, drops what waits. */
  stop(interruption: Interruption): void {
    const dropped = this.#waiting.splice(0);
    const playing = this.#playing;
    if (playing?.startedAtMs === null) this.#finish(playing, interruption.decidedAtMs, { interruption });
    else if (playing && !playing.interruption) {
      playing.interruption = interruption;
      playing.fadesLeft = fadeFrames;
    }
    for (const play of dropped)
      this.#listener.ended({
        playId: play.playId,
        atMs: interruption.decidedAtMs,
        completed: false,
        spokenText: '',
        spokenMs: 0,
        interruption: { ...interruption, stoppedAtMs: interruption.decidedAtMs },
        failure: null,
      });
  }

  /** Ends everything at once, without a fade: the leg is going away. */
  abort(nowMs: number): void {
    const playing = this.#playing;
    this.stop({ by: 'command', startedAtMs: nowMs, decidedAtMs: nowMs });
    if (playing?.interruption && this.#playing) this.#finish(playing, nowMs, { interruption: playing.interruption });
  }

  /** The next 20 ms of the robot's voice, null where it has nothing to say or its sound is not there yet. Good until the next. */
  next(nowMs: number, dueMs: number): Int16Array | null {
    this.#playing ??= this.#begin(nowMs);
    const playing = this.#playing;
    if (!playing) return null;
    const frame = this.#read(playing);
    const failure = playing.sounds[playing.item]?.failure ?? null;
    if (frame) this.#sent(playing, frame, nowMs, dueMs);
    if (failure !== null) this.#finish(playing, nowMs, { failure });
    else if (playing.interruption) {
      if (playing.fadesLeft === 0 || !frame) this.#finish(playing, nowMs, { interruption: playing.interruption });
    } else if (playing.item === playing.sounds.length) this.#finish(playing, nowMs, {});
    return frame;
  }

  #begin(nowMs: number): Playing | null {
    const play = this.#waiting.shift();
    if (!play) return null;
    return {
      play,
      sounds: play.items.map((item) => this.#library.open(item)),
      texts: play.items.map((item) => new SpokenText(item.text)),
      askedAtMs: nowMs,
      item: 0,
      position: 0,
      playedSamples: 0,
      startedAtMs: null,
      spokenText: '',
      spokenOfItem: 0,
      interruption: null,
      fadesLeft: 0,
    };
  }

  /** A whole frame, or the last of the play filled up with silence; null where the sound has not come yet. */
  #read(playing: Playing): Int16Array | null {
    if (!this.#isReady(playing)) return null;
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
    playing.playedSamples += filled;
    return frame;
  }

  #isReady(playing: Playing): boolean {
    const sound = playing.sounds[playing.item];
    return sound !== undefined && (sound.ended || sound.lengthSamples - playing.position >= frameSamples);
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
          synthesisMs: nowMs - playing.askedAtMs,
          provider: sound.provider ?? 'unknown',
          cached: sound.cached,
        },
        dueMs,
      );
    }
    if (playing.interruption) {
      const from = playing.fadesLeft / fadeFrames;
      playing.fadesLeft--;
      fade(frame, from, playing.fadesLeft / fadeFrames);
    } else this.#followWords(playing);
  }

  #followWords(playing: Playing): void {
    const spoken = playing.texts[playing.item];
    const sound = playing.sounds[playing.item];
    if (!spoken || !sound) return;
    const wholeSamples = sound.ended
      ? sound.lengthSamples
      : Math.max(spoken.estimatedMs * 8, sound.lengthSamples + 8000);
    const length = spoken.lengthAt(playing.position / wholeSamples);
    if (length <= playing.spokenOfItem) return;
    this.#say(playing, spoken.text.slice(playing.spokenOfItem, length));
    playing.spokenOfItem = length;
  }

  #say(playing: Playing, words: string): void {
    // After a stop no more words are sent: what was said is what was sent.
    if (words === '' || playing.interruption) return;
    playing.spokenText += words;
    this.#listener.words(words);
  }

  #finish(
    playing: Playing,
    nowMs: number,
    why: { readonly interruption?: Interruption; readonly failure?: string },
  ): void {
    this.#playing = null;
    for (const [index, item] of playing.play.items.entries())
      this.#library.release(item, playing.sounds[index] as Sound);
    const current = playing.sounds[playing.item];
    if (current && playing.spokenOfItem > 0)
      this.#listener.used(current.provider ?? 'unknown', playing.spokenOfItem, current.cached);
    const interruption = why.interruption ?? null;
    this.#listener.ended({
      playId: playing.play.playId,
      atMs: nowMs,
      completed: interruption === null && why.failure === undefined,
      spokenText: playing.spokenText,
      spokenMs: Math.round(playing.playedSamples / 8),
      interruption: interruption && {
        ...interruption,
        stoppedAtMs: nowMs + (playing.startedAtMs === null ? 0 : frameMs),
      },
      failure: why.failure ?? null,
    });
  }
}
