const isWordCharacter = (char: string | undefined): boolean =>
  char !== undefined && /[\p{Script=Latin}\p{N}'’]/u.test(char);

/**
 * A text that is being said: how much of it has been heard when so much of its sound has. Whole characters, and of Latin
 * words and numbers whole ones only. Sounds are not spread evenly over characters; nearer than this no engine of ours tells.
 */
export class SpokenText {
  readonly text: string;
  /** How long it will sound, before its sound is there: used until the true length is known. */
  readonly estimatedMs: number;
  /** Said (in UTF-16 units) when none, one, two … of its characters have sounded. Asked for with each frame: made once. */
  readonly #lengths: readonly number[];

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
  }

  /** Length of what has been said, in UTF-16 units, when `share` (0–1) of the sound has been heard. */
  lengthAt(share: number): number {
    const sounded = Math.floor((this.#lengths.length - 1) * Math.max(0, Math.min(1, share)));
    return this.#lengths[sounded] as number;
  }
}
