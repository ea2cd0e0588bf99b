import { expect, it } from 'vitest';
import { gatherWithin } from './gather-within.ts';
import { FakeClock } from './testing/fake-clock.ts';

async function* counts(most: number, failure: Error | null) {
  for (let part = 1; part <= most; part++) yield part;
  if (failure !== null) throw failure;
}

it('a stream is read to its end, and its time waits for nothing more', async () => {
  const clock = new FakeClock();
  expect(await gatherWithin(clock, 1_000, () => counts(3, null))).toEqual({
    parts: [1, 2, 3],
    failure: null,
    late: false,
  });
  expect(clock.pendingTimers).toBe(0);
});

it('what came before a failure is kept', async () => {
  const failure = new Error('cut');
  expect(await gatherWithin(new FakeClock(), 1_000, () => counts(2, failure))).toEqual({
    parts: [1, 2],
    failure,
    late: false,
  });
});

it('a stream that takes too long is told so by its signal', async () => {
  const clock = new FakeClock();
  const gathering = gatherWithin(clock, 1_000, async function* (signal) {
    yield 1;
    await new Promise((_, reject) => signal.addEventListener('abort', () => reject(new Error('aborted'))));
  });
  await clock.tickAsync(1_000);
  expect(await gathering).toMatchObject({ parts: [1], late: true });
});
