import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../foundation/random.ts';
import { JitterBuffer } from './jitter-buffer.ts';

/** A packet whose every sample is its number: what comes out tells which packet it was. */
const packet = (number: number, samples = 160): Int16Array => new Int16Array(samples).fill(number);

interface Arrival {
  readonly atMs: number;
  readonly number: number;
}

/** Plays arrivals (time, packet number) for `durationMs`; gives the frames that came out. */
function play(arrivals: readonly Arrival[], durationMs: number, buffer = new JitterBuffer(), base = 0): Int16Array[] {
  const waiting = [...arrivals].sort((a, b) => a.atMs - b.atMs);
  const frames: Int16Array[] = [];
  for (let nowMs = 0; nowMs < durationMs; nowMs++) {
    for (; waiting[0] && waiting[0].atMs <= nowMs; waiting.shift())
      buffer.push((base + waiting[0].number * 160) >>> 0, packet(waiting[0].number), nowMs);
    if (nowMs % 20 === 10) frames.push(buffer.pull(nowMs).samples.slice());
  }
  return frames;
}

const numbersIn = (frames: readonly Int16Array[]): number[] =>
  frames.filter((frame) => frame.every((sample) => sample === frame[0])).map((frame) => frame[0]!);
const steady = (count: number, delay: (number: number) => number = () => 0): Arrival[] =>
  Array.from({ length: count }, (_, index) => ({ number: 1001 + index, atMs: index * 20 + delay(index) }));
const upTo = (count: number): number[] => Array.from({ length: count }, (_, index) => 1001 + index);

describe('the jitter buffer', () => {
  it('gives back what came, in order, after a short wait, whatever the timestamp began with', () => {
    for (const base of [0, 0xffff_ff00, 0x7fff_fff0]) {
      const numbers = numbersIn(play(steady(50), 1200, new JitterBuffer(), base)).filter((number) => number > 1000);
      expect(numbers.slice(0, 50)).toEqual(upTo(50));
    }
  });

  it('never reorders and plays nothing twice, whatever the network does', () => {
    const fates = fc.array(
      fc.record({
        lost: fc.boolean(),
        delays: fc.array(fc.integer({ min: 0, max: 400 }), { minLength: 1, maxLength: 2 }),
      }),
      { minLength: 5, maxLength: 60 },
    );
    fc.assert(
      fc.property(fates, (list) => {
        const arrivals = list.flatMap(({ lost, delays }, index) =>
          lost ? [] : delays.map((delay) => ({ number: 1000 + index, atMs: index * 20 + delay })),
        );
        const played = numbersIn(play(arrivals, list.length * 20 + 800)).filter((number) => number >= 1000);
        expect(played).toEqual([...new Set(played)].sort((a, b) => a - b));
      }),
    );
  });

  it('puts reordered and early packets into their places', () => {
    const swapped = steady(40, (index) => (index % 2 === 0 ? 25 : 0));
    const numbers = numbersIn(play(swapped, 1200)).filter((number) => number > 1000);
    expect(numbers.slice(-20)).toEqual(upTo(40).slice(-20));
  });

  it('says what it does with each packet', () => {
    const buffer = new JitterBuffer();
    expect(buffer.push(1600, packet(1), 0)).toBe('kept');
    expect(buffer.push(1600, packet(1), 1)).toBe('duplicate');
    for (let nowMs = 20; nowMs < 200; nowMs += 20) buffer.pull(nowMs);
    expect(buffer.push(1600, packet(1), 200)).toBe('late');
  });

  it('conceals a lost packet by a softer echo of the one before, and silence after a while', () => {
    const arrivals = steady(60).filter(({ number }) => number < 1030 || number > 1040);
    const frames = play(
      arrivals.map((arrival) => ({ ...arrival })),
      1400,
    );
    const lastHeard = frames.findLastIndex((frame) => frame[0] === 1029);
    expect(frames[lastHeard + 1]![0]).toBeGreaterThan(700);
    expect(frames[lastHeard + 1]![0]).toBeLessThan(1029);
    expect(frames[lastHeard + 9]!.every((sample) => sample === 0)).toBe(true);
  });

  it('waits longer on a line that jitters, and shorter again when it calms down', () => {
    const random = seededRandom(7);
    const buffer = new JitterBuffer();
    const calm = buffer.delayMs;
    const frames = play(
      steady(500, () => random.int(80)),
      10_000,
      buffer,
    );
    expect(buffer.delayMs).toBeGreaterThan(60);
    expect(buffer.delayMs).toBeLessThan(110);
    const late = numbersIn(frames.slice(-200)).filter((number) => number > 1000);
    expect(new Set(late).size).toBeGreaterThan(195);
    for (let index = 0; index < 1000; index++) {
      buffer.push((1501 + index) * 160, packet(1), 10_000 + index * 20);
      buffer.pull(10_010 + index * 20);
    }
    expect(buffer.delayMs).toBeLessThanOrEqual(calm);
  });

  it('follows a sender whose clock runs slow or fast for an hour without losing its place', () => {
    for (const skew of [-200e-6, 200e-6]) {
      const buffer = new JitterBuffer();
      let concealed = 0;
      for (let nowMs = 0, number = 0; nowMs < 600_000; nowMs += 20) {
        for (; number * 20 * (1 + skew) <= nowMs; number++) buffer.push(number * 160, packet(5), nowMs);
        concealed += buffer.pull(nowMs + 10).concealed;
      }
      expect(concealed / 160).toBeLessThan(20);
    }
  });

  it('plays packets of 10, 30 and 60 ms as one stream', () => {
    for (const samples of [80, 240, 480]) {
      const buffer = new JitterBuffer();
      const heard: number[] = [];
      const packetMs = samples / 8;
      for (let nowMs = 0; nowMs < 1200; nowMs += 10) {
        if (nowMs % packetMs === 0 && nowMs < 900)
          buffer.push(
            nowMs * 8,
            Int16Array.from({ length: samples }, (_, index) => (nowMs * 8 + index) % 1000),
            nowMs,
          );
        if (nowMs % 20 === 0) heard.push(...buffer.pull(nowMs).samples);
      }
      const start = heard.findIndex((sample) => sample === 1);
      expect(heard.slice(start, start + 6400)).toEqual(Array.from({ length: 6400 }, (_, index) => (index + 1) % 1000));
    }
  });

  it('begins anew when the sender’s timestamps jump, and after a reset', () => {
    const buffer = new JitterBuffer();
    const before = steady(20);
    play(before, 500, buffer);
    let result = '';
    for (let index = 0; index < 6; index++)
      result = buffer.push(0x4000_0000 + index * 160, packet(77), 500 + index * 20);
    expect(result).toBe('kept');
    const frames: Int16Array[] = [];
    for (let nowMs = 620; nowMs < 800; nowMs += 20) frames.push(buffer.pull(nowMs).samples.slice());
    expect(numbersIn(frames)).toContain(77);
    buffer.reset();
    expect(buffer.pull(900)).toEqual({ samples: new Int16Array(160), concealed: 0 });
  });

  it('tells when a sound would have come over an even network', () => {
    const buffer = new JitterBuffer();
    buffer.push(0, packet(1), 1000);
    buffer.push(160, packet(2), 1055);
    expect(buffer.steadyMs(160)).toBeCloseTo(1020);
  });
});
