import { describe, expect, test } from 'vitest';
import { decodeG711, encodeG711, framesOf, levelDbfs } from '../../src/audio/index.ts';
import { seededRandom } from '../../src/foundation/random.ts';
import { EchoReference, initialVoiceGate, stepVoiceGate } from '../../src/speech/index.ts';
import { realSpeech, utterances } from './real-speech.ts';

/** When 200 ms of speech were heard on a line that echoes the robot, with a customer beginning at `voiceAt` (a frame). */
function heardAtFrame(
  robot: Int16Array,
  voice: Int16Array,
  voiceAt: number,
  delayMs: number,
  gainDb: number,
): number | null {
  const random = seededRandom(7);
  const echo = new EchoReference();
  let gate = initialVoiceGate;
  for (const [frame, sent] of framesOf(robot).entries()) {
    const mixed = Int16Array.from({ length: 160 }, (_, index) => {
      const at = frame * 160 + index;
      const back = (robot[at - delayMs * 8] ?? 0) * 10 ** (gainDb / 20);
      return back + (voice[at - voiceAt * 160] ?? 0) + (random.next() - 0.5) * 20;
    });
    const levelDb = levelDbfs(decodeG711('PCMA', encodeG711('PCMA', mixed)));
    const atMs = frame * 20;
    echo.robotFrame(levelDbfs(sent), atMs);
    const { explained } = echo.incomingFrame(levelDb, atMs);
    gate = stepVoiceGate(gate, { levelDb, probability: null, echo: explained, atMs }).state;
    if (gate.phase === 'speaking' && gate.voicedMs >= 200) return frame;
  }
  return null;
}

describe.skipIf(realSpeech.length === 0).each([
  { delayMs: 60, gainDb: -12 },
  { delayMs: 60, gainDb: -20 },
  { delayMs: 250, gainDb: -12 },
  { delayMs: 250, gainDb: -20 },
  { delayMs: 113, gainDb: -15 },
])('real speech coming back $delayMs ms late and $gainDb dB, through A-law', ({ delayMs, gainDb }) => {
  test('is never taken for the customer, and the customer over it is heard within a second of beginning', () => {
    for (let trial = 0; trial < 8; trial++) {
      const robot = utterances(realSpeech.slice(trial * 3, trial * 3 + 3), -16);
      const nobody = new Int16Array(0);
      expect(heardAtFrame(robot, nobody, Infinity, delayMs, gainDb)).toBeNull();

      const customer = utterances(realSpeech.slice(60 + trial, 61 + trial), -20);
      const voiceAt = Math.floor(robot.length / 320);
      const firstLoud = voiceAt + framesOf(customer).findIndex((samples) => levelDbfs(samples) > -35);
      const heardAt = heardAtFrame(robot, customer, voiceAt, delayMs, gainDb) ?? Infinity;
      expect(heardAt).toBeGreaterThanOrEqual(voiceAt);
      expect((heardAt - firstLoud) * 20).toBeLessThan(1_000);
    }
  });
});
