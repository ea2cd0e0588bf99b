import { afterEach, expect, test } from 'vitest';
import type { Voice } from '../../../contract/script-document.ts';
import type { SpeakingService } from '../speaking-service.ts';
import { recordedText } from '../testing/recorded-text.ts';
import { pcm16, toneOf } from '../testing/speech-like.ts';
import { azureSpeaking } from './speak.ts';
import { azureVoiceServer, type AzureVoiceManners, type AzureVoiceServer } from './testing/azure-voice-server.ts';

const key = 'f00dbabe0123456789';
const voice: Voice = { language: 'cmn', emotion: 'neutral', speed: 1, pitch: 1 };
const sound = toneOf(500, 0.5, 8_000);
const closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

async function serve(
  manners: AzureVoiceManners,
  { withKey = key, afterFirst }: { readonly withKey?: string; readonly afterFirst?: Promise<void> } = {},
): Promise<{ readonly server: AzureVoiceServer; readonly service: SpeakingService }> {
  const server = await azureVoiceServer(key, manners, { sound: pcm16(sound), ...(afterFirst && { afterFirst }) });
  closing.push(() => server.close());
  return { server, service: azureSpeaking({ name: 'azure', region: 'eastasia', key: withKey, url: server.url }) };
}

test('a text comes in chunks while it is made, in order, whole, as 8 kHz', async () => {
  const spoken = recordedText();
  const { server, service } = await serve('well', { afterFirst: spoken.begun });
  service.say('您好，请问是王先生吗？', voice, spoken);
  expect(await spoken.over).toBe('end');
  expect(spoken.chunks.length).toBeGreaterThan(1);
  expect(spoken.samples).toEqual([...sound]);
  expect(server.asked).toEqual([expect.stringContaining('"zh-CN-XiaoxiaoNeural">您好，请问是王先生吗？</voice>')]);
});

test('emotion is a style, speed and pitch are prosody; what a language’s voice has not is left out', async () => {
  const { server, service } = await serve('well');
  for (const wish of [
    { ...voice, emotion: 'apologetic' as const, speed: 0.9, pitch: 1.1 },
    { ...voice, language: 'yue' as const, emotion: 'serious' as const },
  ]) {
    const spoken = recordedText();
    service.say('对不起', wish, spoken);
    expect(await spoken.over).toBe('end');
  }
  expect(server.asked[0]).toContain(
    '<mstts:express-as style="sorry"><prosody rate="0.90" pitch="+10%">对不起</prosody></mstts:express-as>',
  );
  expect(server.asked[1]).toContain('xml:lang="zh-HK"><voice name="zh-HK-HiuMaanNeural">对不起</voice>');
  expect(service.abilities).toEqual({
    languages: ['cmn', 'yue', 'en'],
    emotions: ['neutral', 'warm', 'cheerful', 'serious', 'apologetic'],
    speed: true,
    pitch: true,
    streams: true,
  });
});

test('a refused key is for good and stands in no reason', async () => {
  const { service } = await serve('well', { withKey: 'c0ffee-secret' });
  const spoken = recordedText();
  service.say('你好', voice, spoken);
  expect(await spoken.over).toBe('failed for good: the service answered with status 401: no access with ***');
});

test.each([
  ['busy', 'failed for now: the service answered with status 429: Too Many Requests'],
  ['garbage', 'failed for now: the service answered with application/json where sound was wanted: {"a":1}'],
  ['half-sample', 'failed for now: the sound ended in the middle of a sample'],
] as const)('a service that is %s is told plainly', async (manners, wanted) => {
  const { service } = await serve(manners);
  const spoken = recordedText();
  service.say('你好', voice, spoken);
  expect(await spoken.over).toBe(wanted);
});

test('a connection cut in mid-word gives what came before it, then fails for now', async () => {
  const { service } = await serve('cut');
  const spoken = recordedText();
  service.say('你好', voice, spoken);
  expect(await spoken.over).toContain('failed for now: the connection broke off');
  expect(spoken.samples).toEqual([...sound].slice(0, spoken.samples.length));
  expect(spoken.endings).toHaveLength(1);
});

test('an abandoned text ends its request and is told nothing', async () => {
  const { server, service } = await serve('silent');
  const spoken = recordedText();
  const abandon = service.say('你好', voice, spoken);
  await server.firstAsked;
  abandon();
  await server.abandoned;
  expect(spoken.endings).toEqual([]);
});
