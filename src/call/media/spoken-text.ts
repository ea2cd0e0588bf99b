import type { SoundMark } from './sound.ts';

const isWordCharacter = (char: string | undefined): boolean =>
  char !== undefined && /[\p{Script=Latin}\p{N}'’]/u.test(char);

/**
 * A text that is being said: how much of it has been heard when so much of its sound has. Whole characters, and of Latin
 * words and numbers whole ones only. Sounds are not spread evenly over
 * characters; where an engine tells where words end, that is followed.
 */
export class SpokenText {
  readonly text: string;
  /** How long it will sound, before its sound is there: used until the true length is known. */
  readonly estimatedMs: number;
  /** Said (in UTF-16 units) when none, one, two … of its characters have sounded. Asked for with each frame: made once. */
  readonly #lengths: readonly number[];
  /** Said when so many UTF-16 units have been passed. */
  readonly #wholeAt: readonly number[];

  constructor(text: string) {
    const chars = Array.from(text);
    this.text = text;
    this.estimatedMs = chars.reduce((sum, char) => sum + (isWordCharacter(char) ? 80 : 220), 0);
    let said = 0;
    let passed = 0;
    this.#lengths = [
      0,
      ...chars.map((char, index) => {
        passed += char.length;
        if (!isWordCharacter(char) || !isWordCharacter(chars[index + 1])) said = passed;
        return said;
      }),
    ];
    const wholeAt: number[] = [0];
    for (const [index, char] of chars.entries())
      for (let unit = 1; unit <= char.length; unit++)
        wholeAt.push(this.#lengths[unit === char.length ? index + 1 : index] as number);
    this.#wholeAt = wholeAt;
  }

  /** Length of what has been said, in UTF-16 units, when `share` (0–1) of the sound has been heard. */
  lengthAt(share: number): number {
    const sounded = Math.floor((this.#lengths.length - 1) * Math.max(0, Math.min(1, share)));
    return this.#lengths[sounded] as number;
  }
  /**
   * The same at sample `position` of a sound of `wholeSamples`, of which the engine has told where words end: between two of
   * its marks characters are taken to be of one length. Without marks it is `lengthAt`.
   */
  lengthAtSample(position: number, wholeSamples: number, marks: readonly SoundMark[]): number {
    if (marks.length === 0) return this.lengthAt(position / wholeSamples);
    let fromText = 0;
    let fromSample = 0;
    let toText = this.text.length;
    let toSample = wholeSamples;
    for (const mark of marks) {
      if (mark.atSample > position) {
        toText = mark.textLength;
        toSample = mark.atSample;
        break;
      }
      fromText = mark.textLength;
      fromSample = mark.atSample;
    }
    const share = toSample > fromSample ? Math.min(1, (position - fromSample) / (toSample - fromSample)) : 1;
    const units = Math.min(this.text.length, Math.floor(fromText + (toText - fromText) * share));
    return this.#wholeAt[units] as number;
  }
}
