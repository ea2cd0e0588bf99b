import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { assertSha256, findSilero, sileroSha256 } from './silero-file.ts';
import { sherpaDetector } from './sherpa-detector.ts';

const path = findSilero();

test('an absent package is no file', () => {
  const absent = (): string => {
    throw new Error('Cannot find module');
  };
  expect(findSilero(absent)).toBeNull();
});

test.skipIf(path === null)(
  'the file of the package is the one that was tried, a shortened one is refused',
  async () => {
    await assertSha256(path!, sileroSha256);
    const folder = await mkdtemp(join(tmpdir(), 'waihu-'));
    const short = join(folder, 'short.onnx');
    await writeFile(short, (await readFile(path!)).subarray(0, 100_000));
    await expect(assertSha256(short, sileroSha256)).rejects.toThrow(`wanted ${sileroSha256}`);
    await rm(folder, { recursive: true });
  },
);

test.skipIf(path === null)('silence and a steady tone are no voice', () => {
  const detector = sherpaDetector(path!)();
  const silence = new Float32Array(512);
  const tone = Float32Array.from({ length: 512 }, (_, index) => 0.3 * Math.sin((2 * Math.PI * 1_000 * index) / 16_000));
  const verdicts = [silence, silence, tone, tone, tone, tone].map((window) => detector.probability(window));
  expect(verdicts).toEqual([0, 0, 0, 0, 0, 0]);
  detector.reset();
  expect(detector.probability(silence)).toBe(0);
});
