import { expect, it } from 'vitest';
import { rms } from '../../audio/index.ts';
import { EchoPath } from './echo-path.ts';
import { customerTonesHz, seatTonesHz, ToneWatch } from './tone-watch.ts';
import { toneSound } from '../../audio/index.ts';

it('gives back what was heard, weaker by the gain and later by the delay', () => {
  const echo = new EchoPath(-20, 60);
  const frame = toneSound({ frequenciesHz: [400], levelDbfs: -10 }, 20);
  const returned = Array.from({ length: 5 }, (_, index) => {
    echo.hear(index === 0 ? frame : new Int16Array(160));
    return echo.due();
  });
  expect(returned.slice(0, 3)).toEqual([null, null, null]);
  expect(rms(returned[3]!) / rms(frame)).toBeCloseTo(0.1, 2);
  expect(rms(returned[4]!)).toBe(0);
});

it('keeps its delay when frames come in a burst', () => {
  const echo = new EchoPath(0, 40);
  for (const value of [1, 2, 3, 4]) echo.hear(new Int16Array(160).fill(value));
  expect([echo.due()?.[0], echo.due()?.[0], echo.due()]).toEqual([1, 2, null]);
});

it('a tone is heard after two windows and told from others, from voice and from silence', () => {
  for (const frequencyHz of seatTonesHz) {
    const watch = new ToneWatch(seatTonesHz);
    const sound = toneSound({ frequenciesHz: [frequencyHz], levelDbfs: -20 }, 400);
    const heard = Array.from({ length: 20 }, (_, index) => watch.hear(sound.subarray(index * 160, index * 160 + 160)));
    expect(new Set(heard.filter((hz) => hz !== null))).toEqual(new Set([frequencyHz]));
    expect(heard.findIndex((hz) => hz !== null)).toBeGreaterThanOrEqual(9);
  }
  const quiet = new ToneWatch(seatTonesHz);
  expect(Array.from({ length: 12 }, () => quiet.hear(new Int16Array(160)))).toEqual(Array(12).fill(null));
});

it('tones of customers and of people are different ones', () => {
  expect(customerTonesHz.filter((hz) => seatTonesHz.includes(hz))).toEqual([]);
  expect(new Set([...customerTonesHz, ...seatTonesHz]).size).toBe(customerTonesHz.length + seatTonesHz.length);
});
