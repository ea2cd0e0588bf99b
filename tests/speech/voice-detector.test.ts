import { describe, expect, test } from 'vitest';
import { framesOf, levelDbfs, Upsampler } from '../../src/audio/index.ts';
import { seededRandom } from '../../src/foundation/random.ts';
import { sileroDetector } from '../../src/speech/vad/silero-detector.ts';
import { findSilero } from '../../src/speech/vad/silero-file.ts';
import { VoiceMemory, windowSamples } from '../../src/speech/vad/window-detector.ts';
import { realSpeech, utterances } from './real-speech.ts';

const path = findSilero();

/** The detector's word on each window of 32 ms of a telephone's sound, and how loud that window was. */
function judged(sound: Int16Array): { readonly probability: number; readonly levelDb: number }[] {
  const judge = sileroDetector(path!);
  const memory = new VoiceMemory();
  const upsampler = new Upsampler();
  const wide = framesOf(sound).flatMap((frame) => [...upsampler.push(frame)]);
  return Array.from({ length: Math.floor(wide.length / windowSamples) }, (_, at) => {
    const window = Int16Array.from(wide.slice(at * windowSamples, (at + 1) * windowSamples));
    const samples = Float32Array.from(window, (sample) => sample / 32_768);
    return { probability: judge([{ samples, memory }])[0] ?? 0, levelDb: levelDbfs(window) };
  });
}

describe.skipIf(path === null || realSpeech.length === 0)('the neural detector', () => {
  test('hears real Mandarin at 8 kHz as voice, and noise as loud as that as none', () => {
    const speech = utterances(realSpeech.slice(0, 12), -20);
    const loud = judged(speech).filter(({ levelDb }) => levelDb > -30);
    expect(loud.length).toBeGreaterThan(300);
    expect(loud.filter(({ probability }) => probability >= 0.5).length / loud.length).toBeGreaterThan(0.9);

    const random = seededRandom(5);
    const noise = Int16Array.from({ length: 80_000 }, () => (random.next() - 0.5) * 8_000);
    const ofNoise = judged(noise);
    expect(ofNoise.filter(({ probability }) => probability >= 0.5).length / ofNoise.length).toBeLessThan(0.05);
  });
});
