import { describe, expect, test } from 'vitest';
import { seededRandom } from '../../foundation/random.ts';
import { echoedLevels, mixedLevel, speechLevels } from '../testing/speech-levels.ts';
import { bargeIn } from './barge-in.ts';
import { EchoReference } from './echo-reference.ts';
import { initialVoiceGate, stepVoiceGate } from './voice-gate.ts';

interface Line {
  readonly delayMs: number;
  readonly gainDb: number;
}

/** Ten seconds of the robot's sentence on an echoing line; when it would have been interrupted, null for never. */
function interruptedAtMs(seed: number, line: Line, voiceAtMs: number, voiceDb: number, pauseOneIn = 5): number | null {
  const random = seededRandom(seed);
  const frames = 500;
  const sent = speechLevels(frames, -12, random);
  const back = echoedLevels(sent, line.delayMs, line.gainDb);
  const voice = speechLevels(frames, voiceDb, random, pauseOneIn);
  const echo = new EchoReference();
  let gate = initialVoiceGate;
  for (let frame = 0; frame < frames; frame++) {
    const atMs = frame * 20;
    const levelDb = mixedLevel(back[frame] ?? -90, voice[frame - voiceAtMs / 20] ?? -90, -64 + random.next() * 4);
    echo.robotFrame(sent[frame] ?? -90, atMs);
    const { explained } = echo.incomingFrame(levelDb, atMs);
    gate = stepVoiceGate(gate, { levelDb, probability: null, echo: explained, atMs }).state;
    const facts = { playStartedAtMs: 0, speechStartedAtMs: gate.startedAtMs, voicedMs: gate.voicedMs, atMs };
    const verdict =
      gate.phase === 'speaking' &&
      bargeIn({ mode: 'always', minSpeechMs: 200 }, { ...facts, partialText: null, fillers: [] });
    if (verdict === 'interrupt') return atMs;
  }
  return null;
}

const lines: readonly Line[] = [60, 250].flatMap((delayMs) => [-12, -20].map((gainDb) => ({ delayMs, gainDb })));

describe.each(lines)('own sound back $delayMs ms late and $gainDb dB, level alone', (line) => {
  test('the robot never interrupts itself', () => {
    for (let seed = 1; seed <= 25; seed++) expect(interruptedAtMs(seed, line, Infinity, -90)).toBeNull();
  });

  test('a customer as loud as most is heard over it: half within 400 ms, all within 1 500, none before speaking', () => {
    const atMs = Array.from({ length: 25 }, (_, seed) => interruptedAtMs(seed, line, 5_000, -16) ?? Infinity).sort(
      (a, b) => a - b,
    );
    expect(atMs[0]).toBeGreaterThanOrEqual(5_000);
    expect(atMs[12]).toBeLessThan(5_400);
    expect(atMs[24]).toBeLessThan(6_500);
  });
});

test('on a clean line a customer who speaks on interrupts within 150 ms of the minimum speech, 95 times in 100', () => {
  const afterMs = Array.from(
    { length: 100 },
    (_, seed) => (interruptedAtMs(seed, { delayMs: 0, gainDb: -60 }, 5_000, -20, 0) ?? Infinity) - 5_000,
  ).sort((a, b) => a - b);
  expect(afterMs[0]).toBeGreaterThanOrEqual(160);
  expect(afterMs[94]).toBeLessThanOrEqual(350);
});
