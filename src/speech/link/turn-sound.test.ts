import { expect, test } from 'vitest';
import { TurnSound } from './turn-sound.ts';

function repeated(sound: TurnSound): string[] {
  const log: string[] = [];
  sound.repeatTo({
    accept: (samples, frameAtMs) => log.push(`${samples[0]} at ${frameAtMs}`),
    finish: () => log.push('finish'),
  });
  return log;
}
const frame = (value: number): Int16Array => new Int16Array(160).fill(value);

test('what was not heard to its end comes again in order, in copies', () => {
  const sound = new TurnSound();
  const samples = frame(1);
  sound.accept(samples, 20);
  samples.fill(9);
  sound.finish();
  sound.accept(frame(2), 40);
  expect(repeated(sound)).toEqual(['1 at 20', 'finish', '2 at 40']);
  sound.heard();
  expect(repeated(sound)).toEqual(['2 at 40']);
  sound.heard();
  expect(repeated(sound)).toEqual([]);
});

test('a second finish without sound between is none', () => {
  const sound = new TurnSound();
  expect([sound.finish(), sound.finish()]).toEqual([true, false]);
  sound.accept(frame(1), 20);
  expect(sound.finish()).toBe(true);
  expect(repeated(sound)).toEqual(['finish', '1 at 20', 'finish']);
});

test('at most 30 s are kept, the newest', () => {
  const sound = new TurnSound();
  for (let index = 0; index < 1_600; index++) sound.accept(frame(index % 100), index * 20);
  expect(repeated(sound)).toHaveLength(1_500);
  expect(repeated(sound)[0]).toBe('0 at 2000');
});
