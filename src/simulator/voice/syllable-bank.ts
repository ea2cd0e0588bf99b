import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { CodedError, messageOf } from '../../foundation/errors.ts';

/** One recorded syllable by its pinyin with the tone as a number (`ni3`, `lv4`), 8 kHz; null where none was recorded. */
export type SyllableBank = (syllable: string) => Int16Array | null;

const indexSchema = z.object({
  rate: z.literal(8000),
  format: z.literal('s16le'),
  /** Byte offset and number of samples. */
  syllables: z.record(z.string(), z.tuple([z.int().nonnegative(), z.int().positive()])),
});

const tones = ['1', '2', '3', '4'];

/**
 * Opens a folder of recorded syllables: `index.json` says where each stands in `syllables.s16`. A syllable that was not recorded in
 * its tone is taken in another. Throws `no-syllable-voice` where the folder, or a whole index, is not there.
 */
export function openSyllableBank(folder: string): SyllableBank {
  const { syllables, sound } = read(folder);
  return (syllable) => {
    const recorded = [syllable, ...tones.map((tone) => syllable.replace(/\d$/, tone))].find((name) => syllables[name]);
    const place = recorded === undefined ? undefined : syllables[recorded];
    if (!place) return null;
    const [offset, length] = place;
    return Int16Array.from({ length }, (_, index) => sound.readInt16LE(offset + 2 * index));
  };
}

function read(folder: string): { syllables: Readonly<Record<string, readonly [number, number]>>; sound: Buffer } {
  try {
    const { syllables } = indexSchema.parse(JSON.parse(readFileSync(join(folder, 'index.json'), 'utf8')));
    const sound = readFileSync(join(folder, 'syllables.s16'));
    for (const [name, [offset, length]] of Object.entries(syllables))
      if (offset + 2 * length > sound.length) throw new RangeError(`'${name}' ends after the sound does`);
    return { syllables, sound };
  } catch (error) {
    throw new CodedError('no-syllable-voice', `no recorded syllables in ${folder}: ${messageOf(error)}`);
  }
}
