import { join } from 'node:path';
import { framesOf } from '../../src/audio/index.ts';
import { resample } from '../../src/audio/resample.ts';
import { murmur } from '../../src/speech/recognizer/murmur.ts';
import { readLabelledSpeech } from '../cer/labelled-speech.ts';

/** Sentences of each voice, and phrases of the closed set. */
const sentences = 20;

/** Turns in which a recogniser comes to know a voice, before anything is counted. */
export const mostSettlingTurns = 4;

/** What one voice says in one breath. */
export interface Sentence {
  /** Null: it is no speech. */
  readonly text: string | null;
  /** 20 ms at 8 kHz. */
  readonly frames: readonly Int16Array[];
}

/** Recorded sentences of the folder of models; a murmur where it has none, which costs most engines the same. */
export async function capacitySpeech(modelFolder: string): Promise<readonly Sentence[]> {
  const speech = await readLabelledSpeech(join(modelFolder, 'audio', 'aishell')).catch(() => null);
  const found = speech?.utterances.slice(0, sentences) ?? [];
  if (found.length > 0) return found.map(({ text, narrow }) => ({ text, frames: framesOf(narrow) }));
  const wide = Int16Array.from(murmur(), (sample) => sample * 32_767);
  return [{ text: null, frames: framesOf(resample(wide, 16_000, 8_000)) }];
}

export const phrasesOf = (speech: readonly Sentence[]): readonly string[] => speech.flatMap(({ text }) => text ?? []);

/** One voice that speaks without end, sentence after sentence. */
export class SpeakingVoice {
  readonly #speech: readonly Sentence[];
  #sentence: number;
  #at = 0;

  /** `first`: the sentence that it begins with. */
  constructor(speech: readonly Sentence[], first: number) {
    this.#speech = speech;
    this.#sentence = first % speech.length;
  }

  /** Its next 20 ms, and whether they end a sentence. */
  next(): { readonly frame: Int16Array; readonly ends: boolean } {
    const { frames } = this.#speech[this.#sentence] as Sentence;
    const frame = frames[this.#at++] as Int16Array;
    const ends = this.#at === frames.length;
    if (ends) this.beginNext();
    return { frame, ends };
  }

  beginNext(): void {
    this.#at = 0;
    this.#sentence = (this.#sentence + 1) % this.#speech.length;
  }
}
