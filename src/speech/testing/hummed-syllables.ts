import { seededRandom } from '../../foundation/random.ts';

export interface Hum {
  readonly pitchHz: number;
  /** Of the fundamental's movement over each syllable, up and down. */
  readonly bendSemitones?: number;
  readonly syllables: number;
  readonly syllableMs: number;
  /** Quiet between syllables. */
  readonly gapMs?: number;
  readonly peak?: number;
  readonly noise?: number;
}

/** Syllables as a telephone gives them, at 8 kHz: harmonics of a pitch from 300 to 3 400 Hz alone, rising and falling. */
export function hummedSyllables(hum: Hum): Int16Array {
  const { pitchHz, bendSemitones = 0, syllables, syllableMs, gapMs = 30, peak = 8_000, noise = 20 } = hum;
  const random = seededRandom(5);
  const voiced = syllableMs * 8;
  const each = voiced + gapMs * 8;
  const samples = new Int16Array(syllables * each);
  let phase = 0;
  for (let at = 0; at < samples.length; at++) {
    const share = (at % each) / voiced;
    const hz = pitchHz * 2 ** ((bendSemitones * Math.sin(2 * Math.PI * share)) / 12);
    phase += hz / 8000;
    const envelope = share < 1 ? Math.sin(Math.PI * share) ** 0.5 : 0;
    let sum = 0;
    let harmonics = 0;
    for (let k = Math.ceil(300 / hz); k * hz <= 3400; k++) {
      sum += Math.cos(2 * Math.PI * k * phase) / k;
      harmonics += 1 / k;
    }
    samples[at] = Math.round((peak * envelope * sum) / harmonics + (random.next() - 0.5) * noise);
  }
  return samples;
}
