const sampleRateHz = 8000;
const syllableMs = 110;
const gapMs = 30;
const tailMs = 120;
const peak = 7_000;

/** Pitch of a syllable, by its character: different sentences sound different. */
const pitchHz = (character: string): number => 110 + ((character.codePointAt(0) ?? 0) % 60);

/** One syllable of a buzzing voice: a few harmonics under a rising and falling envelope. */
function syllable(character: string, into: Int16Array, from: number): void {
  const length = (sampleRateHz * syllableMs) / 1000;
  const pitch = pitchHz(character);
  for (let index = 0; index < length; index++) {
    const envelope = Math.sin((Math.PI * index) / length);
    let sum = 0;
    for (let harmonic = 1; harmonic <= 12; harmonic++)
      sum += Math.sin((2 * Math.PI * pitch * harmonic * index) / sampleRateHz) / harmonic;
    into[from + index] = Math.round((peak * envelope * sum) / 2);
  }
}

/** Sound shaped like speech, one syllable a character, made without an engine: for tests and load. */
export function murmur(text: string): Int16Array {
  const characters = Array.from(text);
  const step = (sampleRateHz * (syllableMs + gapMs)) / 1000;
  const samples = new Int16Array(characters.length * step + (sampleRateHz * tailMs) / 1000);
  for (const [index, character] of characters.entries())
    if (/[\p{L}\p{N}]/u.test(character)) syllable(character, samples, index * step);
  return samples;
}
