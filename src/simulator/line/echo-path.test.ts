import { expect, it } from 'vitest';
import { rms } from '../../audio/index.ts';
import { EchoPath } from './echo-path.ts';
import { customerTonesHz, seatTonesHz, ToneWatch } from './tone-watch.ts';
import { toneSound } from '../../audio/index.ts';

it('gives back what was heard, weaker by the gain and later by the delay', () => {
  const echo = new EchoPath(-20, 60);
  const frame = toneSound({ frequenciesHz: [400], levelDbfs: -10 }, 20);
  echo.hear(frame, 1_000);
  expect(echo.due(1_040)).toBeNull();
  expect(rms(echo.due(1_060)!) / rms(frame)).toBeCloseTo(0.1, 2);
  expect(echo.due(1_080)).toBeNull();
});

it('keeps its delay after a stall', () => {
  const echo = new EchoPath(0, 20);
  for (const [index, atMs] of [0, 20, 40].entries()) echo.hear(new Int16Array(160).fill(index + 1), atMs);
  expect(echo.due(45)?.[0]).toBe(2);
  expect(echo.due(65)?.[0]).toBe(3);
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
