import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { systemClock } from '../../foundation/clock.ts';
import { pullModel } from '../models/pull-model.ts';
import { writeTinySenseVoice } from '../testing/tiny-models.ts';
import type { OfflineDecoder } from './offline-decoder.ts';
import { sherpaOfflineDecoder } from './sherpa-offline-decoder.ts';

// sherpa-onnx itself, with a model of a few hundred bytes that hears 喂 in loud sound.
let folder = '';
let decoder: OfflineDecoder;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'waihu-sense-'));
  const source = join(folder, 'source');
  await writeTinySenseVoice(source);
  const model = await pullModel('tiny-sense-voice', {
    modelFolder: folder,
    clock: systemClock,
    from: { folder: source },
  });
  decoder = await sherpaOfflineDecoder(model);
});
afterAll(() => rm(folder, { recursive: true }));

const tone = (seconds: number, amplitude: number): Float32Array =>
  Float32Array.from(
    { length: seconds * 16_000 },
    (_, index) => amplitude * Math.sin(index * 0.3 + index * index * 1e-5),
  );

test('sherpa-onnx hears words without SenseVoice’s tags', async () => {
  expect((await decoder.decode(tone(1, 0.5), 'cmn')).text).toBe('喂');
});

test('pure silence and sound too short to hear are no words', async () => {
  expect((await decoder.decode(new Float32Array(48_000), 'cmn')).text).toBe('');
  expect((await decoder.decode(tone(0.05, 0.5), 'cmn')).text).toBe('');
});

test('three seconds of clipping are heard as sound, and the next turn as before', async () => {
  const clipped = tone(3, 30).map((sample) => Math.max(-1, Math.min(1, sample)));
  expect((await decoder.decode(clipped, 'cmn')).text).toBe('喂');
  expect((await decoder.decode(new Float32Array(16_000), 'cmn')).text).toBe('');
});
