import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { seededRandom } from '../../foundation/random.ts';
import { findOnnxRuntime, openOnnxSession } from './onnx-runtime.ts';
import { sileroDetector } from './silero-detector.ts';
import { assertSha256, findSilero, sileroSha256 } from './silero-file.ts';
import { VoiceMemory, windowSamples } from './window-detector.ts';

const path = findSilero();

test('an absent package is no file', () => {
  const absent = (): string => {
    throw new Error('Cannot find module');
  };
  expect(findSilero(absent)).toBeNull();
});

test('a platform without a runtime, and a runtime that is none, are said by name', () => {
  expect(() => findOnnxRuntime('plan9', 'x64')).toThrow('for plan9 x64');
  expect(() => openOnnxSession('/no/model.onnx', '/no/libonnxruntime.so')).toThrow(
    '/no/libonnxruntime.so does not load through the package koffi',
  );
});

describe.skipIf(path === null)('the detector', () => {
  const tone = Float32Array.from(
    { length: windowSamples },
    (_, index) => 0.3 * Math.sin((2 * Math.PI * 1_000 * index) / 16_000),
  );

  test('takes the file of the package, and refuses a shortened one and one that is not there', async () => {
    await assertSha256(path!, sileroSha256);
    const folder = await mkdtemp(join(tmpdir(), 'waihu-'));
    const short = join(folder, 'short.onnx');
    await writeFile(short, (await readFile(path!)).subarray(0, 100_000));
    await expect(assertSha256(short, sileroSha256)).rejects.toThrow(`wanted ${sileroSha256}`);
    await rm(folder, { recursive: true });
    expect(() => sileroDetector(short)).toThrow('ONNX Runtime: CreateSession');
  });

  test('holds silence and a steady tone for no voice', () => {
    const judge = sileroDetector(path!);
    const memory = new VoiceMemory();
    const silence = new Float32Array(windowSamples);
    const probabilities = [silence, silence, tone, tone, tone, tone].map((samples) => judge([{ samples, memory }])[0]);
    expect(Math.max(...probabilities.map(Number))).toBeLessThan(0.3);
  });

  test('three seconds of clipping are judged like any sound, and silence after them as silence', () => {
    const judge = sileroDetector(path!);
    const memory = new VoiceMemory();
    const clipped = tone.map((sample) => Math.sign(sample));
    const windows = [
      ...Array.from({ length: 94 }, () => clipped),
      ...Array.from({ length: 32 }, () => tone.map(() => 0)),
    ];
    const probabilities = windows.map((samples) => Number(judge([{ samples, memory }])[0]));
    for (const probability of probabilities) {
      expect(probability).toBeGreaterThanOrEqual(0);
      expect(probability).toBeLessThanOrEqual(1);
    }
    expect(probabilities.at(-1)).toBeLessThan(0.3);
  });

  test('judges many voices at once as it judges each by itself', () => {
    const random = seededRandom(3);
    const judge = sileroDetector(path!);
    const voices = Array.from({ length: 21 }, (_, voice) =>
      Array.from({ length: 4 }, () =>
        Float32Array.from({ length: windowSamples }, (__, at) => (voice / 30) * (tone[at]! + random.next() - 0.5)),
      ),
    );
    const [together, alone] = [voices.map(() => new VoiceMemory()), voices.map(() => new VoiceMemory())];
    for (let window = 0; window < 4; window++) {
      const all = judge(voices.map((windows, voice) => ({ samples: windows[window]!, memory: together[voice]! })));
      for (const [voice, windows] of voices.entries())
        expect(judge([{ samples: windows[window]!, memory: alone[voice]! }])[0]).toBeCloseTo(all[voice]!, 4);
    }
  });
});
