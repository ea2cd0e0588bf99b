import { expect, test } from 'vitest';
import { espeakSettings } from './espeak-voice.ts';
import { espeakBinary, loadEspeakWasm } from './load-espeak.ts';

const settings = espeakSettings({ language: 'yue', emotion: 'neutral', speed: 1, pitch: 1 });

test('the wasm module is set to the voice, its events become words, and refusing a chunk stops it', async () => {
  const asked: unknown[] = [];
  class eSpeakNGWorker {
    set_voice(...args: unknown[]): void {
      asked.push(args[0]);
    }
    set_rate(rate: number): void {
      asked.push(rate);
    }
    set_pitch(pitch: number): void {
      asked.push(pitch);
    }
    set_range(range: number): void {
      asked.push(range);
    }
    synthesize(text: string, callback: (samples: Int16Array, events: object[]) => boolean): void {
      asked.push(text);
      const events = [
        { type: 'sentence', text_position: 1, audio_position: 0 },
        { type: 'word', text_position: 3, audio_position: 250 },
      ];
      asked.push(callback(new Int16Array([1, 2]), events));
    }
  }
  const espeak = await loadEspeakWasm(() => Promise.resolve({ default: () => Promise.resolve({ eSpeakNGWorker }) }));
  const chunks: unknown[] = [];
  await espeak.speak('你好', settings, (chunk) => {
    chunks.push(chunk);
    return false;
  });
  expect(asked).toEqual(['yue', settings.wordsPerMinute, settings.pitch, settings.pitchRange, '你好', true]);
  expect(chunks).toEqual([{ samples: new Int16Array([1, 2]), words: [{ textLength: 2, atMs: 250 }] }]);
});

test('an absent package is an error, not a silence', async () => {
  await expect(loadEspeakWasm(() => Promise.reject(new Error('Cannot find package')))).rejects.toThrow(
    'Cannot find package',
  );
});

test('an absent program is an error that names it', async () => {
  await expect(espeakBinary('no-such-espeak').speak('好', settings, () => true)).rejects.toThrow(/no-such-espeak/);
});
