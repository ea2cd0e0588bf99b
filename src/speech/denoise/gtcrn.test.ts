import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { levelDbfs } from '../../audio/index.ts';
import { seededRandom } from '../../foundation/random.ts';
import type { Engine } from '../engines/engine-server.ts';
import type { InstalledModel } from '../models/installed-model.ts';
import { modelsFolder } from '../testing/models-folder.ts';
import { readSentences, soundOfSample } from '../testing/spoken-samples.ts';
import { denoiserEngine } from './denoiser-engine.ts';
import { gtcrnDenoiser } from './gtcrn.ts';
import { cleanedBy, pullRealGtcrn, realGtcrn } from './testing/real-gtcrn.ts';

const [sentence] = readSentences();

describe.skipIf(!existsSync(realGtcrn) || !sentence)(`GTCRN (sox and the model in ${modelsFolder})`, () => {
  let folder = '';
  let engine: Engine;
  let model: InstalledModel;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'waihu-gtcrn-'));
    model = await pullRealGtcrn(folder);
    engine = denoiserEngine(gtcrnDenoiser(model), () => gtcrnDenoiser(model), 1);
  }, 60_000);
  afterAll(() => rm(folder, { recursive: true }));

  const hiss = (length: number, peak: number): Int16Array => {
    const random = seededRandom(3);
    return Int16Array.from({ length }, () => (random.next() * 2 - 1) * peak);
  };

  test('a folder with it is known for what it is', () => {
    expect([model.task, model.kind]).toEqual(['denoiser', 'gtcrn']);
  });

  test('noise alone is nearly gone', { timeout: 60_000 }, () => {
    const noise = hiss(16_000, 1_500);
    const left = cleanedBy(engine, noise);
    expect(left).toHaveLength(noise.length);
    expect(levelDbfs(left.subarray(8_000))).toBeLessThan(levelDbfs(noise) - 12);
  });

  test('a voice in noise keeps its level', { timeout: 60_000 }, () => {
    const voice = soundOfSample(sentence!).map((sample) => Math.max(-32_768, Math.min(32_767, sample * 4)));
    const soft = hiss(voice.length, 400);
    const mixed = voice.map((sample, at) => Math.max(-32_768, Math.min(32_767, sample + (soft[at] ?? 0))));
    expect(Math.abs(levelDbfs(cleanedBy(engine, mixed)) - levelDbfs(voice))).toBeLessThan(3);
  });
});
