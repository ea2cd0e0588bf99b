import { describe, expect, test } from 'vitest';
import { decodeG711, encodeG711, levelDbfs } from '../../audio/index.ts';
import { hummedSyllables, type Hum } from '../testing/hummed-syllables.ts';
import { SpeechMeter } from './speech-meter.ts';
import { joinSounds, turnSound, type SpeechSound } from './speech-sound.ts';

/** Measures a sound as it comes through G.711, from `fromMs` on. */
function measured(samples: Int16Array, fromMs = 0, overlapped = false): SpeechSound {
  const meter = new SpeechMeter();
  meter.begin();
  for (let at = 0; at + 160 <= samples.length; at += 160) {
    const frame = decodeG711('PCMA', encodeG711('PCMA', samples.subarray(at, at + 160)));
    const levelDb = levelDbfs(frame);
    meter.frame({ samples: frame, levelDb, voiced: levelDb > -45, overlapped, atMs: fromMs + at / 8 });
  }
  const sound = meter.take();
  if (!sound) throw new Error('nothing was voiced');
  return sound;
}

const hum = (more: Partial<Hum> = {}): Int16Array =>
  hummedSyllables({ pitchHz: 130, syllables: 10, syllableMs: 170, ...more });

describe('pitch, of harmonics above 300 Hz alone', () => {
  test.each([80, 110, 150, 200, 260, 330])('%d Hz is found within a semitone', (pitchHz) => {
    const { pitchHz: found } = turnSound(measured(hum({ pitchHz })));
    expect(Math.abs(12 * Math.log2((found ?? 1) / pitchHz))).toBeLessThan(1);
  });

  test('a voice that moves is livelier than one that stays', () => {
    const spread = (bendSemitones: number): number =>
      turnSound(measured(hum({ bendSemitones, syllableMs: 240 }))).pitchSpreadSemitones ?? Number.NaN;
    expect(spread(0)).toBeLessThan(0.5);
    expect(spread(4)).toBeGreaterThan(1.5);
  });

  test('hiss has none', () => {
    const { pitchHz, syllables } = turnSound(measured(hum({ peak: 0, noise: 8_000 })));
    expect(pitchHz).toBeNull();
    expect(syllables).toBe(0);
  });

  test('noise 10 dB below the voice leaves it', () => {
    const { pitchHz } = turnSound(measured(hum({ pitchHz: 180, peak: 8_000, noise: 2_500 })));
    expect(pitchHz).toBeGreaterThan(172);
    expect(pitchHz).toBeLessThan(189);
  });
});

describe('syllables', () => {
  test.each([
    [120, 8],
    [170, 10],
    [230, 6],
    [300, 5],
  ])('of %d ms are counted: %d of them', (syllableMs, syllables) => {
    expect(turnSound(measured(hum({ syllableMs, syllables }))).syllables).toBe(syllables);
  });

  test('the rate is that of the speaking, pauses left out', () => {
    const first = measured(hum());
    const later = measured(hum(), first.endedAtMs + 800);
    const { syllablesPerSec, pauses, pausedMs, longestPauseMs } = turnSound(joinSounds(first, later));
    expect(syllablesPerSec).toBeCloseTo(5, 0);
    expect({ pauses, pausedMs, longestPauseMs }).toEqual({ pauses: 1, pausedMs: 800, longestPauseMs: 800 });
  });
});

test('words count the syllables where they fit what was heard, and do not where half of them are missing', () => {
  const sound = measured(hum({ syllables: 10 }));
  expect(turnSound(sound, '我想知道怎么办理保险呢').syllables).toBe(11);
  expect(turnSound(sound, '我的电话是1380').syllables).toBe(9);
  expect(turnSound(sound, '我想问').syllables).toBe(10);
});

test('half the amplitude is 6 dB less', () => {
  const loud = turnSound(measured(hum({ peak: 12_000 })));
  const soft = turnSound(measured(hum({ peak: 6_000 })));
  expect(loud.levelDb - soft.levelDb).toBeCloseTo(6, 0);
  expect(loud.peakDb - soft.peakDb).toBeCloseTo(6, 0);
});

test('what is said while the robot speaks is overlap', () => {
  const alone = measured(hum());
  const over = measured(hum(), alone.endedAtMs, true);
  expect(alone.overlapMs).toBe(0);
  expect(turnSound(joinSounds(alone, over)).overlapMs).toBe(over.voicedMs);
});

test('a short quiet is no pause, and three stretches join in any grouping', () => {
  const [one, two, three] = [measured(hum()), measured(hum(), 2_100), measured(hum(), 5_000)];
  expect(turnSound(joinSounds(one, two)).pauses).toBe(0);
  expect(turnSound(joinSounds(joinSounds(one, two), three))).toEqual(
    turnSound(joinSounds(one, joinSounds(two, three))),
  );
});

test('silence, clipping and a frame of zeros measure without a fault', () => {
  const meter = new SpeechMeter();
  meter.begin();
  expect(meter.take()).toBeNull();
  const clipped = Int16Array.from({ length: 24_000 }, (_, at) => (Math.sin(at / 10) > 0 ? 32_767 : -32_768));
  const { levelDb, peakDb } = turnSound(measured(clipped));
  expect(levelDb).toBeCloseTo(0, 0);
  expect(peakDb).toBeCloseTo(0, 0);
  const quiet = new SpeechMeter();
  quiet.begin();
  quiet.frame({ samples: new Int16Array(160), levelDb: -96, voiced: true, overlapped: false, atMs: 0 });
  const nothing = quiet.take();
  expect(nothing && turnSound(nothing)).toMatchObject({ pitchHz: null, syllables: 0, syllablesPerSec: null });
});
