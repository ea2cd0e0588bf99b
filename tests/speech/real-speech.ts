import { framesOf, levelDbfs } from '../../src/audio/index.ts';
import { readSentences, soundOfSample, type SpokenSample } from '../../src/speech/testing/spoken-samples.ts';

/** Real Mandarin speech; none where the machine has no models. */
export const realSpeech = readSentences();

/** Utterances one after the other at 8 kHz, their speech at `wantedDb`. */
export function utterances(spoken: readonly SpokenSample[], wantedDb: number): Int16Array {
  const samples = soundOfSample(...spoken);
  const loud = framesOf(samples)
    .map(levelDbfs)
    .filter((level) => level > -45);
  const meanDb = 10 * Math.log10(loud.reduce((sum, level) => sum + 10 ** (level / 10), 0) / loud.length);
  const gain = 10 ** ((wantedDb - meanDb) / 20);
  return samples.map((sample) => Math.max(-32_768, Math.min(32_767, sample * gain)));
}
