import { mkdir, mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { formatWav, toneSound } from '../../audio/index.ts';
import { FakeClock } from '../../foundation/testing/fake-clock.ts';
import { followRecordings, lookEveryMs } from './follow-recordings.ts';
import type { LoadedRecordings } from './load-recordings.ts';

const wav = (frequencyHz: number): Uint8Array =>
  formatWav({
    samples: toneSound({ frequenciesHz: [frequencyHz], levelDbfs: -20 }, 2_000),
    sampleRateHz: 8000,
    channels: 1,
  });

async function followed(label: string) {
  const folder = await mkdtemp(join(tmpdir(), 'waihu-followed-'));
  await mkdir(join(folder, label));
  const clock = new FakeClock();
  const recordings = await followRecordings(folder, clock);
  const told: LoadedRecordings[] = [];
  const stop = recordings.follow((now) => void told.push(now));
  onTestFinished(async () => {
    stop();
    await rm(folder, { recursive: true });
  });
  /** Looks into the folder until something is told. */
  const untilTold = async (): Promise<LoadedRecordings> => {
    for (const before = told.length; told.length === before;) {
      clock.tick(lookEveryMs);
      await new Promise((resolve) => {
        setImmediate(resolve);
      });
    }
    return told.at(-1) as LoadedRecordings;
  };
  return { folder, clock, recordings, told, stop, untilTold };
}

it('tells of recordings that come, change and go, and reads those again that have changed', async () => {
  const { folder, recordings, untilTold } = await followed('busy');
  expect(recordings.first).toEqual({ known: [], problems: [] });
  const [one, two] = [join(folder, 'busy', 'one.wav'), join(folder, 'busy', 'two.wav')];
  await writeFile(one, wav(500));
  const [came] = (await untilTold()).known;
  expect(came).toMatchObject({ name: 'busy/one', meaning: { cause: 'busy' } });
  await writeFile(two, wav(900));
  const both = (await untilTold()).known;
  expect(both.map(({ name }) => name)).toEqual(['busy/one', 'busy/two']);
  expect(both[0]).toBe(came);
  await utimes(one, 1, 1);
  const again = (await untilTold()).known;
  expect(again[0]).toEqual(came);
  expect(again[0]).not.toBe(came);
  await rm(two);
  expect((await untilTold()).known.map(({ name }) => name)).toEqual(['busy/one']);
});

it('tells what is wrong with a file that comes', async () => {
  const { folder, untilTold } = await followed('vacant');
  await writeFile(join(folder, 'vacant', 'broken.wav'), 'no sound');
  const { known, problems } = await untilTold();
  expect(known).toEqual([]);
  expect(problems).toEqual([expect.stringContaining('vacant/broken.wav')]);
});

it('is silent where nothing changes, and looks no more once it is ended', async () => {
  const { clock, stop, told } = await followed('vacant');
  await clock.tickAsync(50);
  expect(clock.pendingTimers).toBe(1);
  stop();
  expect(clock.pendingTimers).toBe(0);
  expect(told).toEqual([]);
});
