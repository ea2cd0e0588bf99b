import { frameMs, levelDbfs, toneSound } from '../../audio/index.ts';

const samplesPerFrame = 160;
/** A key is held 160 ms and followed by a pause. */
const framesPerKey = 15;
const voiceFloorDbfs = -50;
const toneLevelDbfs = -16;

/** Something that takes time to say. */
export type MouthItem =
  | { readonly kind: 'speech'; readonly samples: Int16Array; readonly text: string }
  | { readonly kind: 'tone'; readonly frequencyHz: number; readonly lengthMs: number }
  | { readonly kind: 'keys'; readonly keys: string }
  | { readonly kind: 'pause'; readonly lengthMs: number };

/** What leaves the mouth in 20 ms. `text` is sent after the frame. */
export interface MouthFrame {
  readonly samples: Int16Array;
  readonly text: string;
  readonly voiced: boolean;
  /** A key that is pressed now. */
  readonly press: string | null;
  readonly item: MouthItem;
  readonly begins: boolean;
  readonly ends: boolean;
  readonly lastVoiced: boolean;
  readonly lastCharacter: boolean;
}

interface Spoken {
  readonly item: MouthItem;
  readonly samples: Int16Array;
  readonly frames: number;
  readonly firstVoiced: number;
  readonly lastVoiced: number;
  readonly characters: readonly string[];
  frame: number;
  sentCharacters: number;
}

const frameAt = (samples: Int16Array, index: number): Int16Array => {
  const frame = new Int16Array(samplesPerFrame);
  frame.set(samples.subarray(index * samplesPerFrame, (index + 1) * samplesPerFrame));
  return frame;
};

function soundOf(item: MouthItem): Int16Array {
  switch (item.kind) {
    case 'speech':
      return item.samples;
    case 'tone':
      return toneSound({ frequenciesHz: [item.frequencyHz], levelDbfs: toneLevelDbfs }, item.lengthMs);
    case 'keys':
      return new Int16Array(item.keys.length * framesPerKey * samplesPerFrame);
    case 'pause':
      return new Int16Array(Math.ceil(item.lengthMs / frameMs) * samplesPerFrame);
  }
}

function load(item: MouthItem): Spoken {
  const samples = soundOf(item);
  const frames = Math.max(1, Math.ceil(samples.length / samplesPerFrame));
  const voiced = Array.from({ length: frames }, (_, index) => levelDbfs(frameAt(samples, index)) >= voiceFloorDbfs);
  const firstVoiced = Math.max(0, voiced.indexOf(true));
  const lastVoiced = voiced.lastIndexOf(true) === -1 ? frames - 1 : voiced.lastIndexOf(true);
  const characters = item.kind === 'speech' ? Array.from(item.text) : [];
  return { item, samples, frames, firstVoiced, lastVoiced, characters, frame: 0, sentCharacters: 0 };
}

const sounds = (item: MouthItem): boolean => item.kind === 'speech' || item.kind === 'tone';

/** How many characters are typed by the time frame `frame` has left: in step with the voice, the last with its last frame. */
export function typedBy(frame: number, firstVoiced: number, lastVoiced: number, characters: number): number {
  if (frame < firstVoiced) return 0;
  if (frame >= lastVoiced) return characters;
  return Math.min(
    Math.max(0, characters - 1),
    Math.floor(((frame - firstVoiced + 1) / (lastVoiced - firstVoiced + 1)) * characters),
  );
}

/** Speaks items one after the other, frame by frame, with the same words typed at the speed of the voice. */
export class Mouth {
  readonly #waiting: MouthItem[] = [];
  #current: Spoken | null = null;

  say(item: MouthItem): void {
    this.#waiting.push(item);
  }

  get busy(): boolean {
    return this.#current !== null || this.#waiting.length > 0;
  }

  /** The next 20 ms, or null where there is nothing to say. */
  next(): MouthFrame | null {
    if (!this.#current) {
      const item = this.#waiting.shift();
      if (!item) return null;
      this.#current = load(item);
    }
    const spoken = this.#current;
    const index = spoken.frame++;
    const typed = typedBy(index, spoken.firstVoiced, spoken.lastVoiced, spoken.characters.length);
    const text = spoken.characters.slice(spoken.sentCharacters, typed).join('');
    spoken.sentCharacters = typed;
    const ends = spoken.frame >= spoken.frames;
    if (ends) this.#current = null;
    return {
      samples: frameAt(spoken.samples, index),
      text,
      voiced: sounds(spoken.item) && index >= spoken.firstVoiced && index <= spoken.lastVoiced,
      press:
        spoken.item.kind === 'keys' && index % framesPerKey === 0
          ? (spoken.item.keys[index / framesPerKey] ?? null)
          : null,
      item: spoken.item,
      begins: index === 0,
      ends,
      lastVoiced: index === spoken.lastVoiced,
      lastCharacter: text !== '' && typed === spoken.characters.length,
    };
  }
}
