import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { seededRandom } from '../../foundation/random.ts';
import { echoedLevels, mixedLevel, speechLevels } from '../testing/speech-levels.ts';
import { EchoReference, type EchoVerdict } from './echo-reference.ts';

const lineNoiseDb = -66;

/** Verdicts on a line that echoes the robot, with a customer's voice beginning at `voiceAt`. */
function run(options: {
  readonly seed: number;
  readonly frames: number;
  readonly delayMs: number;
  readonly gainDb: number;
  readonly voiceAt?: number;
  readonly voiceDb?: number;
}): { readonly verdicts: EchoVerdict[]; readonly levels: number[]; readonly voice: number[] } {
  const random = seededRandom(options.seed);
  const sent = speechLevels(options.frames, -14, random);
  const back = echoedLevels(sent, options.delayMs, options.gainDb);
  const spoken = speechLevels(options.frames, options.voiceDb ?? -90, random);
  const voice = sent.map((_, frame) => (frame >= (options.voiceAt ?? Infinity) ? (spoken[frame] ?? -90) : -90));
  const echo = new EchoReference();
  const levels = back.map((level, frame) => mixedLevel(level, voice[frame] ?? -90, lineNoiseDb));
  const verdicts = levels.map((level, frame) => {
    echo.robotFrame(sent[frame] ?? -90, frame * 20);
    return echo.incomingFrame(level, frame * 20);
  });
  return { verdicts, levels, voice };
}

/** Longest row of frames loud enough for the gate and not explained. */
function longestUnexplained(verdicts: readonly EchoVerdict[], levels: readonly number[]): number {
  let longest = 0;
  let row = 0;
  for (const [frame, verdict] of verdicts.entries()) {
    row = !verdict.explained && (levels[frame] ?? -90) > -50 ? row + 1 : 0;
    longest = Math.max(longest, row);
  }
  return longest;
}

describe.each([
  { delayMs: 60, gainDb: -12 },
  { delayMs: 60, gainDb: -20 },
  { delayMs: 250, gainDb: -12 },
  { delayMs: 250, gainDb: -20 },
])('an echo $delayMs ms late and $gainDb dB', ({ delayMs, gainDb }) => {
  test('is explained from its first frame on, so the robot never interrupts itself', () => {
    for (let seed = 1; seed <= 30; seed++) {
      const { verdicts, levels } = run({ seed, frames: 300, delayMs, gainDb });
      expect(longestUnexplained(verdicts, levels)).toBeLessThan(2);
    }
  });

  test('is measured to a frame and 3 dB', () => {
    for (let seed = 1; seed <= 30; seed++) {
      const last = run({ seed, frames: 300, delayMs, gainDb }).verdicts.at(-1);
      expect(Math.abs((last?.delayMs ?? Infinity) - delayMs)).toBeLessThanOrEqual(20);
      expect(Math.abs((last?.gainDb ?? Infinity) - gainDb)).toBeLessThan(3);
    }
  });

  test('does not hide a voice over it', () => {
    for (let seed = 1; seed <= 30; seed++) {
      const { verdicts, levels } = run({ seed, frames: 300, delayMs, gainDb, voiceAt: 200, voiceDb: -18 });
      expect(longestUnexplained(verdicts.slice(200), levels.slice(200))).toBeGreaterThanOrEqual(4);
    }
  });
});

test('on a line without echo a voice is never explained once the line has shown itself', () => {
  for (let seed = 1; seed <= 30; seed++) {
    const { verdicts, voice } = run({ seed, frames: 400, delayMs: 0, gainDb: -70, voiceAt: 100, voiceDb: -26 });
    const loud = verdicts.filter((_, frame) => (voice[frame] ?? -90) > -45);
    expect(loud.every((verdict) => !verdict.explained)).toBe(true);
  }
});

test('while the robot is silent nothing is explained', () => {
  fc.assert(
    fc.property(fc.array(fc.double({ min: -90, max: 0, noNaN: true }), { maxLength: 100 }), (levels) => {
      const echo = new EchoReference();
      const explained = levels.filter((level, frame) => {
        echo.robotFrame(-90, frame * 20);
        return echo.incomingFrame(level, frame * 20).explained;
      });
      expect(explained).toEqual([]);
    }),
  );
});

test('a sound louder than the robot is never explained', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1_000 }), fc.integer({ min: 10, max: 200 }), (seed, frames) => {
      const sent = speechLevels(frames, -20, seededRandom(seed));
      const echo = new EchoReference();
      const explained = sent.filter((level, frame) => {
        echo.robotFrame(level, frame * 20);
        return echo.incomingFrame(-5, frame * 20).explained;
      });
      expect(explained).toEqual([]);
    }),
  );
});

test('an echo that fades away is followed down, and then a quiet voice is heard', () => {
  const random = seededRandom(3);
  const sent = speechLevels(900, -14, random);
  const loud = echoedLevels(sent, 60, -12);
  const faint = echoedLevels(sent, 60, -30);
  const echo = new EchoReference();
  const verdicts = sent.map((level, frame) => {
    echo.robotFrame(level, frame * 20);
    const back = (frame < 300 ? loud[frame] : faint[frame]) ?? -90;
    return echo.incomingFrame(mixedLevel(back, lineNoiseDb), frame * 20);
  });
  expect(verdicts[299]?.gainDb).toBeGreaterThan(-15);
  expect(verdicts[899]?.gainDb).toBeLessThan(-24);
});

test('quiet stretches of a recorded prompt, whose echo drowns in the line’s noise, unteach nothing', () => {
  for (let seed = 1; seed <= 20; seed++) {
    const random = seededRandom(seed);
    const quiet = Array.from({ length: 60 }, () => -44 + random.next() * 8);
    const sent = [1, 2, 3, 4, 5].flatMap(() => [...speechLevels(120, -14, random), ...quiet]);
    const back = echoedLevels(sent, 60, -20);
    const echo = new EchoReference();
    const levels = back.map((level) => mixedLevel(level, -70 + random.next() * 3));
    const verdicts = sent.map((level, frame) => {
      echo.robotFrame(level, frame * 20);
      return echo.incomingFrame(levels[frame] ?? -90, frame * 20);
    });
    expect(longestUnexplained(verdicts, levels)).toBeLessThan(3);
  }
});
