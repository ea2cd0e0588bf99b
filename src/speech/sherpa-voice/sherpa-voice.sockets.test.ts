import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Voice } from '../../contract/script-document.ts';
import { systemClock } from '../../foundation/clock.ts';
import { speakingEngine } from '../engines/speaking-engine.ts';
import type { EngineReply } from '../link/wire.ts';
import { pullModel } from '../models/pull-model.ts';
import { activeLevelDbfs } from '../testing/active-level.ts';
import { tinyVoiceSamplesPerCharacter, writeTinyVoice } from '../testing/tiny-models.ts';
import { loadVoice } from './load-voice.ts';
import type { OfflineVoice } from './offline-voice.ts';
import { sherpaSpeaker } from './sherpa-speaker.ts';

// sherpa-onnx itself, with models of a few hundred bytes that hum a tone for each character.
const voice: Voice = { language: 'cmn', emotion: 'neutral', speed: 1, pitch: 1 };
let folder = '';
const hums = new Map<number, OfflineVoice>();

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'waihu-voice-'));
  for (const sampleRateHz of [22_050, 24_000]) {
    const source = join(folder, `source-${sampleRateHz}`);
    await writeTinyVoice(source, { sampleRateHz });
    const model = await pullModel(`hum-${sampleRateHz}`, {
      modelFolder: folder,
      clock: systemClock,
      from: { folder: source },
    });
    hums.set(sampleRateHz, await loadVoice(model));
  }
});
afterAll(() => rm(folder, { recursive: true }));

const hum = (sampleRateHz = 22_050): OfflineVoice => hums.get(sampleRateHz)!;

interface Said {
  readonly samples: Int16Array;
  readonly marks: readonly { readonly textLength: number; readonly atSample: number }[];
  readonly last: EngineReply;
}

function say(text: string, changed: Partial<Voice> = {}, speaker = sherpaSpeaker(hum())): Promise<Said> {
  return new Promise((resolve) => {
    const replies: EngineReply[] = [];
    const session = speakingEngine(speaker).connected((reply) => {
      replies.push(reply);
      if (reply.kind !== 'end' && reply.kind !== 'failed') return;
      const chunks = replies.flatMap((one) => (one.kind === 'chunk' ? [...one.samples] : []));
      const marks = replies.filter((one) => one.kind === 'mark');
      resolve({ samples: Int16Array.from(chunks), marks, last: reply });
    });
    session.received({ kind: 'say', id: 1, text, voice: { ...voice, ...changed } });
  });
}

/** Times the samples change sign, a second: twice the pitch of a hum. */
function pitchHz(samples: Int16Array): number {
  let changes = 0;
  for (let index = 1; index < samples.length; index++)
    if ((samples[index] as number) >= 0 !== (samples[index - 1] as number) >= 0) changes++;
  return (changes * 8_000) / (2 * samples.length);
}

test('a voice of sherpa-onnx comes out at 8 kHz, as long as it was, and at about −16 dBFS', async () => {
  for (const rate of [22_050, 24_000]) {
    const { samples, last } = await say('你好，请问您现在方便吗', {}, sherpaSpeaker(hum(rate)));
    const spoken = (10 * tinyVoiceSamplesPerCharacter * 8_000) / rate;
    expect(Math.abs(samples.length - spoken - 220 * 8)).toBeLessThanOrEqual(2);
    expect(Math.abs(activeLevelDbfs(samples) + 16)).toBeLessThan(1);
    expect(last).toEqual({ kind: 'end', id: 1, provider: `hum-${rate}` });
  }
});

test('a quiet voice and a loud one are brought to the same level', async () => {
  for (const amplitude of [0.02, 0.9]) {
    const source = join(folder, `loud-${amplitude}`);
    await writeTinyVoice(source, { amplitude });
    const model = await pullModel(`loud-${amplitude}`, {
      modelFolder: folder,
      clock: systemClock,
      from: { folder: source },
    });
    const { samples } = await say('你好请问', {}, sherpaSpeaker(await loadVoice(model)));
    expect(Math.abs(activeLevelDbfs(samples) + 16)).toBeLessThan(1);
  }
});

test('speed shortens it, a speaker is chosen by number, and one that is not there is the first', async () => {
  const own = await say('你你你你');
  const fast = await say('你你你你', { speed: 2 });
  expect(own.samples.length - 220 * 8).toBeCloseTo((fast.samples.length - 220 * 8) * 2, -1);
  const pitch = pitchHz(own.samples.subarray(0, 4_000));
  expect(pitchHz((await say('你你你你', { name: 'hum-22050/2' })).samples.subarray(0, 4_000))).toBeGreaterThan(
    pitch + 200,
  );
  expect(pitchHz((await say('你你你你', { name: '1' })).samples.subarray(0, 4_000))).toBeGreaterThan(pitch + 100);
  expect(pitchHz((await say('你你你你', { name: '9' })).samples.subarray(0, 4_000))).toBeCloseTo(pitch, 0);
});

test('marks rise to the end of the text, and the last stands where its sound ends', async () => {
  const text = '你好请问您现在方便。我是客服。';
  const { marks, samples } = await say(text);
  const lengths = marks.map((mark) => mark.textLength);
  expect(lengths).toEqual([...lengths].sort((one, other) => one - other));
  expect(marks.at(-1)).toEqual({ kind: 'mark', id: 1, textLength: text.length, atSample: samples.length - 220 * 8 });
});

test('words that the model does not know are left out, and a text of nothing else fails', async () => {
  expect((await say('你好。xyz。请问。')).last.kind).toBe('end');
  expect((await say('xyz')).last).toEqual({
    kind: 'failed',
    id: 1,
    reason: 'hum-22050 knows no sound for any word of this text',
  });
});

test('10 000 characters are spoken in pieces and stop within one when cancelled', async () => {
  const spoken: string[] = [];
  const inner = hum();
  const counted: OfflineVoice = {
    ...inner,
    speak: (text, options, onSamples) => {
      spoken.push(text);
      return inner.speak(text, options, onSamples);
    },
  };
  const chunks: number[] = [];
  await new Promise<void>((resolve) => {
    const session = speakingEngine(sherpaSpeaker(counted)).connected((reply) => {
      if (reply.kind !== 'chunk') return;
      chunks.push(reply.samples.length);
      if (chunks.length === 3) {
        session.received({ kind: 'cancel', id: 1 });
        session.received({ kind: 'say', id: 2, text: '你好', voice });
      }
      if (chunks.length === 4) resolve();
    });
    session.received({ kind: 'say', id: 1, text: '我'.repeat(10_000), voice });
  });
  expect(spoken.length).toBeLessThanOrEqual(5);
  expect(Math.max(...spoken.map((text) => text.length))).toBeLessThanOrEqual(60);
});

test('two calls are spoken to by turns', async () => {
  const ends: number[] = [];
  await new Promise<void>((resolve) => {
    const engine = speakingEngine(sherpaSpeaker(hum())).connected((reply) => {
      if (reply.kind === 'end' && ends.push(reply.id) === 2) resolve();
    });
    engine.received({ kind: 'say', id: 1, text: '你好。'.repeat(20), voice });
    engine.received({ kind: 'say', id: 2, text: '你好。', voice });
  });
  expect(ends).toEqual([2, 1]);
});
