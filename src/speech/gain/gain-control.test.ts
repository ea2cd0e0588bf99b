import { describe, expect, test } from 'vitest';
import { framesOf, levelDbfs } from '../../audio/index.ts';
import { seededRandom } from '../../foundation/random.ts';
import { speechLevels } from '../testing/speech-levels.ts';
import { GainControl } from './gain-control.ts';

/** Sound whose frames have these levels: noise of a flat spectrum, which tells a level to a tenth of a decibel. */
function soundOf(levelsDb: readonly number[], seed = 1): Int16Array[] {
  const random = seededRandom(seed);
  return levelsDb.map((levelDb) => {
    const scale = 32_768 * 10 ** (levelDb / 20) * Math.sqrt(3);
    return Int16Array.from({ length: 160 }, () => {
      const sample = Math.round((random.next() * 2 - 1) * scale);
      return Math.max(-32_768, Math.min(32_767, sample));
    });
  });
}

const seconds = (count: number): number => count * 50;
/** Mean level of the frames that are no pause. */
function activeDbfs(frames: readonly Int16Array[], pauseBelowDb: number): number {
  const levels = frames.map((frame) => levelDbfs(frame)).filter((level) => level > pauseBelowDb);
  return 10 * Math.log10(levels.reduce((sum, level) => sum + 10 ** (level / 10), 0) / levels.length);
}
const speech = (peakDb: number, lengthSec: number): Int16Array[] =>
  soundOf(speechLevels(seconds(lengthSec), peakDb, seededRandom(7)));
const applied = (control: GainControl, frames: readonly Int16Array[]): Int16Array[] =>
  frames.map((frame) => control.apply(frame));

describe('gain control', () => {
  test.each([
    ['a quiet voice is brought up', -32, -20],
    ['a loud voice is brought down', -4, -20],
    ['a voice as it should be stays', -16, -20],
  ])('%s', (_, peakDb, wantedDb) => {
    const came = speech(peakDb, 6);
    const out = applied(new GainControl(), came).slice(seconds(2));
    expect(activeDbfs(out, -48)).toBeGreaterThan(wantedDb - 2);
    expect(activeDbfs(out, -48)).toBeLessThan(wantedDb + 2);
  });

  test('a voice that is hardly there is brought up by 18 dB and no more', () => {
    const control = new GainControl();
    applied(control, speech(-45, 6));
    expect(control.gainDb).toBeCloseTo(18);
  });

  test('what clips is brought down by 18 dB at the most, and its shape stays', () => {
    const control = new GainControl();
    const square = Int16Array.from({ length: 160 }, (_, at) => (at % 20 < 10 ? 32_767 : -32_768));
    const out = Array.from({ length: 200 }, () => control.apply(square)).at(-1) ?? new Int16Array(0);
    expect(control.gainDb).toBeCloseTo(-18);
    expect(levelDbfs(out)).toBeCloseTo(-18, 1);
  });

  test('half a second of speech is enough to find the level', () => {
    const out = applied(new GainControl(), soundOf(Array.from({ length: 50 }, () => -34)));
    expect(levelDbfs(out[30] as Int16Array)).toBeCloseTo(-20, 0);
  });

  test('in pauses nothing moves: noise between words stays as far below the voice as it came', () => {
    const control = new GainControl();
    applied(control, speech(-30, 3));
    const before = control.gainDb;
    const pause = soundOf(Array.from({ length: seconds(1) }, () => -58));
    const out = applied(control, pause);
    expect(control.gainDb).toBe(before);
    expect(levelDbfs(out.at(-1) as Int16Array) - levelDbfs(pause.at(-1) as Int16Array)).toBeCloseTo(before, 1);
  });

  test('noise before the first word does not stand for the voice', () => {
    const control = new GainControl();
    applied(control, soundOf(Array.from({ length: 15 }, () => -48)));
    const out = applied(control, speech(-16, 4)).slice(seconds(1));
    expect(activeDbfs(out, -48)).toBeGreaterThan(-22);
    expect(activeDbfs(out, -48)).toBeLessThan(-18);
  });

  test('a voice that moves away from the telephone is found again within seconds', () => {
    const control = new GainControl();
    applied(control, speech(-16, 3));
    const out = applied(control, speech(-36, 24)).slice(seconds(20));
    expect(activeDbfs(out, -48)).toBeGreaterThan(-27);
  });

  test('a shout after quiet words does not clip', () => {
    const control = new GainControl();
    applied(control, speech(-38, 4));
    expect(control.gainDb).toBeGreaterThan(12);
    const shout = applied(control, soundOf(Array.from({ length: 5 }, () => -6)));
    expect(shout.every((frame) => frame.every((sample) => Math.abs(sample) <= 32_001))).toBe(true);
  });

  test('the gain glides within a frame: no step at its edges', () => {
    const control = new GainControl();
    const level = Int16Array.from({ length: 160 }, () => 600);
    const out = framesOf(Int16Array.from(Array.from({ length: 40 }, () => [...level]).flat())).map((frame) =>
      control.apply(frame),
    );
    const whole = out.flatMap((frame) => [...frame]);
    const steps = whole.slice(1).map((sample, at) => Math.abs(sample - (whole[at] as number)));
    expect(Math.max(...steps)).toBeLessThan(12);
    expect(whole.at(-1)).toBeGreaterThan(2_000);
  });

  test('silence stays silence', () => {
    expect([...new GainControl().apply(new Int16Array(160))].every((sample) => sample === 0)).toBe(true);
  });
});
