import { afterEach, expect, test } from 'vitest';
import type { Voice } from '../../../contract/script-document.ts';
import type { SpeakingService } from '../speaking-service.ts';
import { recordedText } from '../testing/recorded-text.ts';
import { toneOf } from '../testing/speech-like.ts';
import { openAiCompatibleSpeaking, type OpenAiCompatibleSpeakingSettings } from './speak.ts';
import { openAiServer, type OpenAiAnswers, type OpenAiManners, type OpenAiServer } from './testing/openai-server.ts';

const key = 'sk-very-secret+1/2=';
const voice: Voice = { language: 'cmn', emotion: 'neutral', speed: 1, pitch: 1 };
const closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

async function serve(
  manners: OpenAiManners,
  settings: Partial<OpenAiCompatibleSpeakingSettings> = {},
  { sound = toneOf(1_000, 1, 24_000), ...answers }: OpenAiAnswers = {},
): Promise<{ readonly server: OpenAiServer; readonly service: SpeakingService }> {
  const server = await openAiServer(key, manners, { sound, ...answers });
  closing.push(() => server.close());
  return { server, service: openAiCompatibleSpeaking({ name: 'openai', url: server.url, key, ...settings }) };
}

test('a text comes in chunks while it is made, in order, brought from 24 to 8 kHz however it was cut', async () => {
  const spoken = recordedText();
  const { server, service } = await serve('well', {}, { afterFirst: spoken.begun });
  service.say('您好，请问是王先生吗？', voice, spoken);
  expect(await spoken.over).toBe('end');
  expect(spoken.chunks.length).toBeGreaterThan(1);
  const wanted = toneOf(1_000, 1, 8_000);
  const samples = spoken.samples;
  expect(Math.abs(samples.length - wanted.length)).toBeLessThanOrEqual(1);
  for (let index = 100; index < 7_900; index++)
    expect(Math.abs((samples[index] as number) - (wanted[index] as number))).toBeLessThan(60);
  expect(server.fields).toEqual([
    {
      model: 'gpt-4o-mini-tts',
      input: '您好，请问是王先生吗？',
      voice: 'coral',
      response_format: 'pcm',
      speed: 1,
      instructions: '用自然平稳的电话客服语气说普通话。',
    },
  ]);
});

test('emotion is an instruction, speed the service’s own, pitch is not pretended', async () => {
  const { server, service } = await serve('well');
  const spoken = recordedText();
  service.say('好的！', { ...voice, emotion: 'cheerful', speed: 1.2, pitch: 1.5, name: 'sage' }, spoken);
  await spoken.over;
  expect(server.fields[0]).toMatchObject({ speed: 1.2, voice: 'sage', instructions: expect.stringContaining('愉快') });
  expect(service.abilities).toEqual({
    languages: ['cmn', 'en'],
    emotions: ['neutral', 'warm', 'cheerful', 'serious', 'apologetic'],
    speed: true,
    pitch: false,
    streams: true,
  });
});

test('a server of one’s own has its own voices and rate: 8 kHz goes through as it is', async () => {
  const sound = toneOf(300, 0.3, 8_000);
  const own = { model: 'cosyvoice', sampleRateHz: 8_000, voices: { yue: { neutral: { name: 'ah-lan' } } } };
  const { server, service } = await serve('well', own, { sound });
  const spoken = recordedText();
  service.say('你好', { ...voice, language: 'yue', emotion: 'warm' }, spoken);
  expect(await spoken.over).toBe('end');
  expect(spoken.samples).toEqual([...sound]);
  expect(server.fields).toEqual([
    { model: 'cosyvoice', input: '你好', voice: 'ah-lan', response_format: 'pcm', speed: 1, sample_rate: 8_000 },
  ]);
  expect(service.abilities).toMatchObject({ languages: ['yue'], emotions: ['neutral'] });
});

test('a language without a voice fails for good, and nobody is asked', async () => {
  const { server, service } = await serve('well');
  const spoken = recordedText();
  service.say('你好', { ...voice, language: 'yue' }, spoken);
  expect(await spoken.over).toBe("failed for good: the service has no voice for 'yue'");
  expect(server.fields).toEqual([]);
});

test('a refused key is for good, and stands in no reason though the service echoes it', async () => {
  const { service } = await serve('well', { key: 'sk-another-secret' });
  const spoken = recordedText();
  service.say('你好', voice, spoken);
  const failed = await spoken.over;
  expect(failed).toContain('failed for good: the service answered with status 401');
  expect(failed).not.toContain('another');
});

test.each([
  ['busy', 'failed for now: the service answered with status 429'],
  ['no-money', 'failed for good: the service answered with status 429'],
  ['garbage', 'failed for now: the service answered with text/html where sound was wanted: <html>welcome'],
  ['redirect', 'failed for now: the service cannot be reached'],
] as const)('a service that is %s is told plainly', async (manners, wanted) => {
  const { service } = await serve(manners);
  const spoken = recordedText();
  service.say('你好', voice, spoken);
  expect(await spoken.over).toContain(wanted);
  expect(spoken.endings).toHaveLength(1);
});

test('a connection cut in mid-word gives what came before it, then fails for now', async () => {
  const { service } = await serve('cut');
  const spoken = recordedText();
  service.say('你好', voice, spoken);
  expect(await spoken.over).toContain('failed for now: the connection broke off');
  expect(spoken.samples.length).toBeGreaterThan(7_000);
});

test('an abandoned text ends its request and is told nothing; closing the service abandons all', async () => {
  const one = await serve('silent');
  const first = recordedText();
  const abandon = one.service.say('你好', voice, first);
  await one.server.asked;
  abandon();
  await one.server.abandoned;

  const other = await serve('silent');
  const second = recordedText();
  other.service.say('你好', voice, second);
  await other.server.asked;
  await other.service.close();
  await other.server.abandoned;
  expect([...first.endings, ...second.endings]).toEqual([]);
});
