import { expect, test } from 'vitest';
import { FakeClock } from '../../../foundation/testing/fake-clock.ts';
import { PacedSound } from './paced-sound.ts';

const frame = (value: number): Int16Array => new Int16Array(160).fill(value);

function started(): {
  clock: FakeClock;
  sound: PacedSound;
  sent: { atMs: number; ms: number; first: number }[];
  done: number[];
} {
  const clock = new FakeClock();
  const sent: { atMs: number; ms: number; first: number }[] = [];
  const done: number[] = [];
  const sound = new PacedSound(
    clock,
    { everyMs: 40, shortestMs: 40, longestMs: 80 },
    (packet) => sent.push({ atMs: clock.monotonicMs(), ms: packet.length / 8, first: packet[0] ?? -1 }),
    () => done.push(clock.monotonicMs()),
  );
  return { clock, sound, sent, done };
}

test('sound that comes in real time goes out in the shortest packets as it comes', () => {
  const { clock, sound, sent } = started();
  sound.flow();
  for (let value = 0; value < 6; value++) {
    sound.push(frame(value));
    clock.tick(20);
  }
  expect(sent.map(({ ms, first }) => [ms, first])).toEqual([
    [40, 0],
    [40, 2],
    [40, 4],
  ]);
});

test('sound that waited goes out at twice its speed and no faster, in order', () => {
  const { clock, sound, sent, done } = started();
  for (let value = 0; value < 10; value++) sound.push(frame(value));
  sound.finish();
  expect(sent).toEqual([]);
  sound.flow();
  clock.tick(1_000);
  expect(sent).toEqual([
    { atMs: 0, ms: 80, first: 0 },
    { atMs: 40, ms: 80, first: 4 },
    { atMs: 80, ms: 40, first: 8 },
  ]);
  expect(done).toEqual([80]);
});

test('the last packet of a turn is sent at once, however short', () => {
  const { clock, sound, sent, done } = started();
  sound.flow();
  for (let value = 0; value < 3; value++) sound.push(frame(value));
  clock.tick(1);
  sound.finish();
  expect(sent.map(({ atMs, ms }) => [atMs, ms])).toEqual([
    [0, 40],
    [1, 20],
  ]);
  expect(done).toEqual([1]);
});

test('a turn without a sound ends once the service takes sound', () => {
  const { sound, sent, done } = started();
  sound.finish();
  expect(done).toEqual([]);
  sound.flow();
  expect([sent, done]).toEqual([[], [0]]);
});

test('the array it was given may be used again', () => {
  const { sound, sent } = started();
  const samples = new Int16Array(320).fill(7);
  sound.push(samples);
  samples.fill(9);
  sound.flow();
  expect(sent[0]?.first).toBe(7);
});

test('after stop nothing is sent, nothing ends and no timer is left', () => {
  const { clock, sound, sent, done } = started();
  sound.flow();
  for (let value = 0; value < 9; value++) sound.push(frame(value));
  sound.stop();
  sound.push(frame(1));
  sound.finish();
  clock.tick(1_000);
  expect([sent.length, done, clock.pendingTimers]).toEqual([1, [], 0]);
});
