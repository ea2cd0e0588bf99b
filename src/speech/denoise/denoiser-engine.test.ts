import { expect, test } from 'vitest';
import { levelDbfs } from '../../audio/index.ts';
import { engineSession } from '../testing/engine-session.ts';
import { denoiserEngine, type Denoiser } from './denoiser-engine.ts';

/** Gives back what it was given, in blocks of 256 and one block late, as GTCRN does; counts its voices. */
class Late implements Denoiser {
  resets = 0;
  #held: number[] = [];
  #first = true;

  run(samples: Float32Array): Float32Array {
    this.#held.push(...samples);
    const kept = this.#first ? 512 : 256;
    if (this.#held.length < kept) return new Float32Array(0);
    const blocks = Math.floor((this.#held.length - (this.#first ? 256 : 0)) / 256);
    this.#first = false;
    return Float32Array.from(this.#held.splice(0, blocks * 256));
  }

  reset(): void {
    this.resets++;
    this.#held = [];
    this.#first = true;
  }
}

const tone = (frame: number): Int16Array =>
  Int16Array.from({ length: 160 }, (_, at) =>
    Math.round(8_000 * Math.sin((2 * Math.PI * 500 * (frame * 160 + at)) / 8_000)),
  );

function rig(first: Denoiser, ...others: readonly Denoiser[]) {
  const unused = [...others];
  const load = (): Denoiser => unused.shift() as Denoiser;
  const session = engineSession(denoiserEngine(first, load, 1 + others.length));
  const open = (id: number): void => session.received({ kind: 'open', id, options: { language: 'cmn', hotwords: [] } });
  const hear = (id: number, from: number, count: number): void => {
    for (let frame = from; frame < from + count; frame++)
      session.received({ kind: 'audio', id, frameAtMs: frame * 20, samples: tone(frame) });
  };
  const chunksOf = (id: number): Int16Array[] =>
    session.replies.flatMap((reply) => (reply.kind === 'chunk' && reply.id === id ? [reply.samples] : []));
  return { session, open, hear, chunksOf };
}

test('each frame gives one, and the voice comes through whole, 35 ms late', () => {
  const { open, hear, chunksOf } = rig(new Late());
  open(1);
  hear(1, 0, 50);
  const chunks = chunksOf(1);
  expect(chunks.map(({ length }) => length)).toEqual(Array.from({ length: 50 }, () => 160));
  expect(levelDbfs(chunks[0] as Int16Array)).toBe(-96);
  const whole = chunks.slice(5).flatMap((chunk) => [...chunk]);
  expect(levelDbfs(Int16Array.from(whole))).toBeCloseTo(levelDbfs(tone(0)), 0);
});

test('more voices than denoisers: one is refused, and says why', () => {
  const { session, open, hear, chunksOf } = rig(new Late(), new Late());
  for (const id of [1, 2, 3]) open(id);
  hear(1, 0, 3);
  hear(2, 2, 3);
  hear(3, 4, 3);
  expect([1, 2, 3].map((id) => chunksOf(id).length)).toEqual([3, 3, 0]);
  expect(session.replies.at(-1)).toEqual({ kind: 'refused', id: 3, reason: '2 voices are cleaned already' });
});

test('a voice that was silent for a second gives its denoiser to another, which begins anew', () => {
  const denoiser = new Late();
  const { open, hear, chunksOf } = rig(denoiser);
  open(1);
  open(2);
  hear(1, 0, 5);
  hear(2, 60, 5);
  expect(chunksOf(2)).toHaveLength(5);
  expect(denoiser.resets).toBe(2);
});

test('a voice that closes gives its denoiser back, and so does a worker that goes', () => {
  const { session, open, hear, chunksOf } = rig(new Late());
  open(1);
  hear(1, 0, 2);
  session.received({ kind: 'close', id: 1 });
  open(2);
  hear(2, 2, 2);
  expect(chunksOf(2)).toHaveLength(2);
  session.closed();
  hear(2, 4, 2);
  expect(chunksOf(2)).toHaveLength(2);
});

test('after a gap a voice begins anew: nothing of the old sound is left', () => {
  const denoiser = new Late();
  const { open, hear, chunksOf } = rig(denoiser);
  open(1);
  hear(1, 0, 10);
  hear(1, 40, 1);
  expect(denoiser.resets).toBe(2);
  expect(levelDbfs(chunksOf(1).at(-1) as Int16Array)).toBe(-96);
});
