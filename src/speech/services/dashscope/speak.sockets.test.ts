import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { FakeClock } from '../../../foundation/testing/fake-clock.ts';
import { recordedText } from '../testing/recorded-text.ts';
import type { SpeakingBench, VoiceScript } from '../testing/scripted-mouth.ts';
import { endingOf, plainVoice, speakingBenches, speakingCases } from '../testing/speaking-cases.ts';
import { dashscopeSpeaking } from './speak.ts';
import { dashscopeVoiceServer } from './testing/dashscope-voice-server.ts';

const key = 'sk-0123456789abcdef';
const parts = { clock: new FakeClock(), uuid: randomUUID };

async function start(script: VoiceScript): Promise<SpeakingBench> {
  const server = await dashscopeVoiceServer(key, script);
  return { server, secrets: [key], service: dashscopeSpeaking({ name: 'dashscope', url: server.url, key }, parts) };
}

const failed = (code: string, message: string): string =>
  JSON.stringify({
    header: { task_id: randomUUID(), event: 'task-failed', error_code: code, error_message: message, attributes: {} },
    payload: {},
  });

describe('CosyVoice', () => speakingCases(start));

describe('CosyVoice of DashScope', () => {
  const open = speakingBenches(start);

  test('is asked with rate, pitch and an instruction in the form of its voice list', async () => {
    const { service, server } = await open({});
    const spoken = recordedText();
    service.say('您好', { ...plainVoice, emotion: 'cheerful', speed: 1.25, pitch: 0.9 }, spoken);
    await spoken.over;
    expect(server.asked[0]?.parameters).toMatchObject({
      model: 'cosyvoice-v3-flash',
      voice: 'longanyang',
      instruction: '你说话的情感是happy。',
      rate: 1.25,
      pitch: 0.9,
      sample_rate: 8_000,
      format: 'pcm',
    });
    expect(server.violations).toEqual([]);
  });

  test('has no instruction for a neutral voice, and a voice that the script names', async () => {
    const { service, server } = await open({});
    const spoken = recordedText();
    service.say('您好', { ...plainVoice, name: 'longanhuan' }, spoken);
    await spoken.over;
    expect(server.asked[0]?.parameters).toMatchObject({ voice: 'longanhuan', rate: 1, pitch: 1 });
    expect(server.asked[0]?.parameters).not.toHaveProperty('instruction');
  });

  test('says what it is able to: no warm and no apologetic tone, no Cantonese', async () => {
    const { service } = await open({});
    expect(service.abilities).toEqual({
      languages: ['cmn', 'en'],
      emotions: ['neutral', 'cheerful', 'serious'],
      speed: true,
      pitch: true,
      streams: true,
    });
    expect(await endingOf(await open({}), { ...plainVoice, language: 'yue' })).toBe(
      "failed for good: the service has no voice for 'yue'",
    );
  });

  test('a refused key is refused for good, and stands in no reason', async () => {
    const body = `{"code":"InvalidApiKey","message":"Invalid API-key ${key} provided."}`;
    expect(await endingOf(await open({ refusal: { status: 401, body } }))).toBe(
      'failed for good: the service answered with status 401: {"code":"InvalidApiKey","message":"Invalid API-key *** provided."}',
    );
  });

  test.each([
    ['InvalidParameter', 'for good'],
    ['Arrearage', 'for good'],
    ['Throttling.AllocationQuota', 'for good'],
    ['DataInspectionFailed', 'for good'],
    ['Throttling.RateQuota', 'for now'],
    ['InternalError', 'for now'],
    ['CLIENT_ERROR', 'for now'],
    ['ServiceUnavailable', 'for now'],
  ])('task-failed with %s fails %s', async (code, how) => {
    expect(await endingOf(await open({ reply: failed(code, 'as the service puts it') }))).toBe(
      `failed ${how}: DashScope ${code}: as the service puts it`,
    );
  });

  test('a refusal for too many connections passes', async () => {
    expect(await endingOf(await open({ refusal: { status: 429, body: 'slow down' } }))).toMatch(/^failed for now/);
  });
});
