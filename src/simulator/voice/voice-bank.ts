import { createHash } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { formatWav, parseWav, telephoneSound } from '../../audio/index.ts';
import { murmur } from './murmur.ts';

/** Makes the sound of a sentence at 8 kHz. */
export type Speaker = (text: string) => Promise<Int16Array>;

/**
 * The sentences of all customers, each synthesised once: kept in memory, and in a folder between runs where there is
 * one. A sentence that no engine can speak is murmured: a customer is never left without a voice.
 */
export class VoiceBank {
  readonly #speaker: Speaker;
  readonly #folder: string | null;
  readonly #sentences = new Map<string, Promise<Int16Array>>();

  constructor(speaker: Speaker, folder: string | null) {
    this.#speaker = speaker;
    this.#folder = folder;
  }

  speak(text: string): Promise<Int16Array> {
    const known = this.#sentences.get(text);
    if (known) return known;
    const made = this.#load(text).catch(() => murmur(text));
    this.#sentences.set(text, made);
    return made;
  }

  /** Has all of them ready when it resolves. */
  async prepare(texts: readonly string[]): Promise<void> {
    await Promise.all(texts.map((text) => this.speak(text)));
  }

  async #load(text: string): Promise<Int16Array> {
    const file =
      this.#folder && join(this.#folder, `${createHash('sha256').update(text).digest('hex').slice(0, 24)}.wav`);
    if (file) {
      const kept = await readFile(file).then(
        (bytes) => telephoneSound(parseWav(bytes, file)),
        () => null,
      );
      if (kept) return kept;
    }
    const samples = await this.#speaker(text);
    if (file && this.#folder) await keep(this.#folder, file, samples);
    return samples;
  }
}

/** Whole or not at all: another run may read the folder at the same time. */
async function keep(folder: string, file: string, samples: Int16Array): Promise<void> {
  await mkdir(folder, { recursive: true });
  const draft = `${file}.${process.pid}.part`;
  await writeFile(draft, formatWav({ samples, sampleRateHz: 8000, channels: 1 }));
  await rename(draft, file);
}
