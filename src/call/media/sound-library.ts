import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { formatWav, holdMusic, parseWav, telephoneSound } from '../../audio/index.ts';
import type { RecordedLine } from '../../contract/recorded-line.ts';
import type { Voice } from '../../contract/script-document.ts';
import { CodedError, messageOf } from '../../foundation/errors.ts';
import type { SpeechLink } from '../../speech/index.ts';
import type { MediaFiles } from './media-files.ts';
import type { PlayItem } from './media-messages.ts';
import { recordedSound } from './recorded-sound.ts';
import { SoundCache } from './sound-cache.ts';
import { Sound } from './sound.ts';

export interface SoundLibraryParts {
  readonly speech: SpeechLink;
  readonly files: Omit<MediaFiles, 'create'>;
  readonly cacheBytes: number;
  /** Where synthesised sounds outlive the process, null for nowhere. */
  readonly cacheFolder: string | null;
}

/** A sound while somebody wants it. */
interface Making {
  readonly sound: Sound;
  users: number;
  /** Asked for ahead of time: made to its end even when nobody waits. */
  kept: boolean;
  abandon: () => void;
}

/**
 * Where the sound of a sentence comes from: memory, a recording, the disk cache, or a synthesiser whose first chunk may
 * play while the rest is made. Sounds are addressed by content: the same text in the same voice is made once.
 *
 * ```
 *  open ─► memory? ─► recording on disk? ─► disk cache? ─► synthesiser ─► into memory and disk cache
 * ```
 */
export class SoundLibrary {
  readonly #parts: SoundLibraryParts;
  readonly #cache: SoundCache;
  readonly #making = new Map<string, Making>();
  #toPrepare = new Map<string, PlayItem>();
  #preparing: string | null = null;

  constructor(parts: SoundLibraryParts) {
    this.#parts = parts;
    this.#cache = new SoundCache(parts.cacheBytes);
  }

  /** The sound of an item, ready or in the making; give it back with `release`. */
  open(item: PlayItem): Sound {
    const cached = this.#cache.get(keyOf(item));
    if (cached) return new Sound(cached);
    const making = this.#make(item);
    making.users++;
    return making.sound;
  }

  /**
   * Music to loop: `default` is the built-in piece and comes at once, else a wav. One that cannot be read is given as the
   * built-in piece, with the reason.
   */
  music(name: string, ready: (samples: Int16Array, failure: string | null) => void): void {
    const known = name === 'default' ? holdMusic() : this.#cache.get(musicKey(name))?.samples;
    if (known) ready(known, null);
    else
      this.#readMusic(name).then(
        (samples) => ready(samples, null),
        (error: unknown) => ready(holdMusic(), `music '${name}': ${messageOf(error)}; the built-in piece plays`),
      );
  }

  /**
   * Makes sounds ready before they are wanted, one after the other so that what is wanted now never waits behind them; those
   * asked for last come first.
   */
  prepare(items: readonly PlayItem[]): void {
    const lacking = items.map((item) => [keyOf(item), item] as const).filter(([key]) => !this.#cache.get(key));
    this.#toPrepare = new Map([...lacking, ...this.#toPrepare]);
    this.#prepareNext();
  }

  /** Nobody wants it any more: what is still in the making is given up, unless it was prepared or others wait for it. */
  release(item: PlayItem, sound: Sound): void {
    const key = keyOf(item);
    const making = this.#making.get(key);
    if (making?.sound !== sound || --making.users > 0 || making.kept) return;
    this.#making.delete(key);
    making.abandon();
  }

  #prepareNext(): void {
    if (this.#preparing !== null) return;
    for (const [key, item] of this.#toPrepare) {
      this.#toPrepare.delete(key);
      if (this.#cache.get(key)) continue;
      this.#preparing = key;
      this.#make(item).kept = true;
      return;
    }
  }

  /** A sound is there, or cannot be had. */
  #settled(key: string): void {
    if (this.#preparing !== key) return;
    this.#preparing = null;
    this.#prepareNext();
  }

  async #readMusic(path: string): Promise<Int16Array> {
    const samples = telephoneSound(parseWav(await this.#parts.files.read(path), path));
    if (samples.length === 0) throw new CodedError('wav-empty', 'it holds no sound', { path });
    this.#cache.set(musicKey(path), { samples, provider: 'recorded' });
    return samples;
  }

  #make(item: PlayItem): Making {
    const key = keyOf(item);
    const known = this.#making.get(key);
    if (known) return known;
    const making: Making = { sound: new Sound(), users: 0, kept: false, abandon: () => undefined };
    this.#making.set(key, making);
    if (item.audioFile !== null) void this.#readRecording(item, item.audioFile, making);
    else if (this.#parts.cacheFolder !== null) void this.#readCached(item, this.#parts.cacheFolder, making);
    else this.#synthesize(item, making);
    return making;
  }

  async #readRecording(item: PlayItem, line: RecordedLine, making: Making): Promise<void> {
    const given = new AbortController();
    making.abandon = () => given.abort();
    const { speech, files } = this.#parts;
    try {
      const parts = { speech, read: (path: string) => files.read(path) };
      making.sound.append(await recordedSound(line, mannerOf(item), parts, given.signal));
      making.sound.end('recorded');
      this.#finish(item, making);
    } catch (error) {
      given.abort();
      // A recording that is missing or no wav is said by the synthesiser; where that fails too, both reasons are told.
      this.#synthesize(item, making, `${messageOf(error)}; `);
    }
  }

  async #readCached(item: PlayItem, folder: string, making: Making): Promise<void> {
    try {
      const path = join(folder, `${keyOf(item)}.wav`);
      making.sound.append(telephoneSound(parseWav(await this.#parts.files.read(path), path)));
      making.sound.end('disk-cache');
      this.#finish(item, making);
    } catch {
      this.#synthesize(item, making);
    }
  }

  #synthesize(item: PlayItem, making: Making, reasonBefore = ''): void {
    if (this.#making.get(keyOf(item)) !== making) return;
    const { sound } = making;
    making.abandon = this.#parts.speech.synthesize(
      { text: item.text, ...mannerOf(item) },
      {
        chunk: (samples, provider) => sound.append(samples, provider),
        mark: (textLength, atSample) => sound.mark(textLength, atSample),
        end: (provider) => {
          sound.end(provider);
          this.#finish(item, making);
          this.#writeCached(item, sound);
        },
        failed: (reason) => {
          sound.fail(reasonBefore + reason);
          this.#making.delete(keyOf(item));
          this.#settled(keyOf(item));
        },
      },
    );
  }

  #finish(item: PlayItem, making: Making): void {
    const key = keyOf(item);
    if (this.#making.get(key) === making) this.#making.delete(key);
    const { sound } = making;
    this.#cache.set(key, { samples: sound.samples(), provider: sound.provider ?? 'unknown', marks: sound.marks });
    this.#settled(key);
  }

  #writeCached(item: PlayItem, sound: Sound): void {
    const folder = this.#parts.cacheFolder;
    if (folder === null) return;
    const wav = formatWav({ sampleRateHz: 8000, channels: 1, samples: sound.samples() });
    const write = async (): Promise<void> => {
      await this.#parts.files.makeFolder(folder);
      await this.#parts.files.replace(join(folder, `${keyOf(item)}.wav`), wav);
    };
    // A cache that cannot be written costs a synthesis next time, nothing else.
    write().catch(() => undefined);
  }
}

const mannerOf = ({ voice, synthesizers }: PlayItem) => ({ voice, preferred: synthesizers });

/** Content address of a sound: text, voice, and the recording where there is one (what is said in its stead is kept apart too). */
export function keyOf(item: PlayItem): string {
  const others = item.voice.name === undefined && item.synthesizers ? [item.synthesizers] : [];
  const content = [item.text, ...voiceKey(item.voice), item.audioFile, ...others];
  return createHash('sha256').update(JSON.stringify(content)).digest('hex');
}

const musicKey = (path: string): string => `music ${path}`;

/** Every quality of a voice in a fixed order, however the object was made. */
function voiceKey(voice: Voice): readonly (string | number | null)[] {
  return [voice.name ?? null, voice.language, voice.emotion, voice.speed, voice.pitch];
}
