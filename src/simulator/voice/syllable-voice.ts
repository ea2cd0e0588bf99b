import { pinyin } from 'pinyin-pro';
import { ComfortNoise } from '../../audio/index.ts';
import { readAloud } from '../../speech/index.ts';
import { openSyllableBank, type SyllableBank } from './syllable-bank.ts';

/** Speaks Chinese with a person's recorded syllables. */
export interface SyllableVoice {
  /** The text as this voice says it, 8 kHz. Throws a `RangeError` where nothing in it can be said. */
  say(text: string): Int16Array;
}

/** In samples at 8 kHz. */
const overlap = 240;
const longest = 2_600;
const keptBefore = 80;
const keptAfter = 120;
const clausePause = 1_600;
const sentencePause = 2_400;
const peak = 14_000;
/** What is softer than this share of a syllable's peak, at its ends, is the room it was recorded in. */
const quietShare = 0.04;
/** Under the voice and its pauses: no line is digitally silent, and recognisers have never heard such a one. */
const noiseDbfs = -62;

/**
 * Opens the voice kept in `folder` (`index.json`, `syllables.s16`). Numbers, amounts and dates are read as people read them, tones change
 * as they do in words (一, 不, a third tone before a third), syllables run into one another. The same text is the same sound.
 * Throws `no-syllable-voice` where the folder holds none.
 */
export function syllableVoice(folder: string): SyllableVoice {
  const bank = openSyllableBank(folder);
  return { say: (text) => overNoise(joined(piecesOf(text, bank), text)) };
}

/** A syllable, or a pause of so many samples. */
type Piece = Int16Array | number;

function piecesOf(text: string, bank: SyllableBank): Piece[] {
  const spoken = readAloud(text, 'cmn')
    .map((piece) => piece.spoken)
    .join('');
  const syllables = pinyin(spoken, { toneType: 'num', type: 'array', v: true });
  return syllables.flatMap((written, index): Piece[] => {
    const syllable = beforeThirdTone(written, syllables[index + 1]);
    if (/^[。！？!?；;\n]$/u.test(syllable)) return [sentencePause];
    if (/^[，,、：:.…—]$/u.test(syllable)) return [clausePause];
    const sound = bank(syllable.replace('ü', 'v').replace(/0$/, '1'));
    return sound ? [shaped(sound)] : [];
  });
}

/** A third tone before another is spoken in the second: 你好 as ní hǎo. */
const beforeThirdTone = (syllable: string, next: string | undefined): string =>
  next?.endsWith('3') && /[a-z]3$/.test(syllable) ? syllable.replace('3', '2') : syllable;

/** Without the room at both ends, as loud as any other, fading out. */
function shaped(sound: Int16Array): Int16Array {
  const loudest = loudestOf(sound);
  const voiced = (sample: number): boolean => Math.abs(sample) >= loudest * quietShare;
  const from = Math.max(0, sound.findIndex(voiced) - keptBefore);
  const to = Math.min(sound.length, sound.findLastIndex(voiced) + keptAfter, from + longest);
  const kept = sound.subarray(from, to);
  const gain = peak / loudestOf(kept);
  return kept.map((sample, index) => Math.round(sample * gain * Math.min(1, (kept.length - 1 - index) / overlap)));
}

const loudestOf = (sound: Int16Array): number => sound.reduce((most, sample) => Math.max(most, Math.abs(sample)), 1);

/** One after the other, each beginning within the end of the one before. */
function joined(pieces: readonly Piece[], text: string): Int16Array {
  const first = pieces.findIndex((piece) => typeof piece !== 'number');
  const last = pieces.findLastIndex((piece) => typeof piece !== 'number');
  if (first === -1) throw new RangeError(`nothing in '${text}' can be said in Chinese syllables`);
  const said = pieces.slice(first, last + 1);
  const lengthOf = (piece: Piece): number => (typeof piece === 'number' ? piece : piece.length);
  const samples = new Int16Array(said.reduce((sum: number, piece) => sum + lengthOf(piece), 0));
  let end = 0;
  for (const piece of said) {
    if (typeof piece === 'number') {
      end += piece;
      continue;
    }
    const start = Math.max(0, end - overlap);
    for (const [index, sample] of piece.entries()) {
      const rising = start === 0 ? sample : sample * Math.min(1, index / overlap);
      samples[start + index] = within16Bits((samples[start + index] ?? 0) + Math.round(rising));
    }
    end = start + piece.length;
  }
  return samples.subarray(0, end);
}

function overNoise(samples: Int16Array): Int16Array {
  const noise = new ComfortNoise();
  noise.setLevel(noiseDbfs);
  return samples.map((sample) => within16Bits(sample + noise.next()));
}

const within16Bits = (value: number): number => Math.max(-32_768, Math.min(32_767, value));
