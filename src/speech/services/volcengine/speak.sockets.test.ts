import { afterEach, expect, test } from 'vitest';
import type { Voice } from '../../../contract/script-document.ts';
import type { SpeakingService } from '../speaking-service.ts';
import { recordedText } from '../testing/recorded-text.ts';
import { pcm16, toneOf } from '../testing/speech-like.ts';
import { volcengineSpeaking, type VolcengineSpeakingSettings } from './speak.ts';
import {
  volcengineVoice,
  type VolcengineVoice,
  type VolcengineVoiceScript,
} from './testing/volcengine-voice-server.ts';

const accessKey = 'access-key-s3cret';
const voice: Voice = { language: 'cmn', emotion: 'neutral', speed: 1, pitch: 1 };
const sound = toneOf(500, 0.3, 8_000);
const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

async function serve(
  script: Partial<VolcengineVoiceScript> = {},
  settings: Partial<VolcengineSpeakingSettings> = {},
): Promise<{ readonly server: VolcengineVoice; readonly service: SpeakingService }> {
  const server = await volcengineVoice({ accessKey, manners: 'well', sound: pcm16(sound), ...script });
  closing.push(() => server.close());
  const all = { name: 'volcengine', appId: '123456789', accessKey, url: server.url, ...settings };
  return { server, service: volcengineSpeaking(all, { uuid: () => '67ee89ba-7050-4c04-a3d7-ac61a63499b3' }) };
}

async function ended(service: SpeakingService, wish: Voice = voice): Promise<string> {
  const spoken = recordedText();
  service.say('你好', wish, spoken);
  const ending = await spoken.over;
  expect(spoken.endings).toEqual([ending]);
  return ending;
}

test('a text comes in chunks while it is made, in order, whole, as 8 kHz, and the connection is closed', async () => {
  const spoken = recordedText();
  const { server, service } = await serve({ afterFirst: spoken.begun });
  service.say('明朝开国皇帝朱元璋也称这本书为万物之根', voice, spoken);
  expect(await spoken.over).toBe('end');
  expect(spoken.chunks.length).toBeGreaterThan(1);
  expect(spoken.samples).toEqual([...sound]);
  expect(server.violations).toEqual([]);
  expect(server.requests).toEqual([
    {
      user: { uid: '67ee89ba-7050-4c04-a3d7-ac61a63499b3' },
      req_params: {
        text: '明朝开国皇帝朱元璋也称这本书为万物之根',
        speaker: 'zh_female_vv_uranus_bigtts',
        audio_params: { format: 'pcm', sample_rate: 8_000, speech_rate: 0 },
      },
    },
  ]);
  await expect.poll(() => server.closes).toEqual([1000]);
});

test('model 2.0 is told its manner in a sentence; speed is in per cent, pitch in half tones', async () => {
  const { server, service } = await serve();
  expect(await ended(service, { ...voice, emotion: 'apologetic', speed: 0.8, pitch: 1.12 })).toBe('end');
  expect(await ended(service, { ...voice, speed: 2, pitch: 0.5 })).toBe('end');
  expect(server.requests).toMatchObject([
    {
      req_params: {
        audio_params: { speech_rate: -20 },
        additions: '{"post_process":{"pitch":2},"context_texts":["请用诚恳抱歉的语气说话"]}',
      },
    },
    { req_params: { audio_params: { speech_rate: 100 }, additions: '{"post_process":{"pitch":-12}}' } },
  ]);
  expect(server.violations).toEqual([]);
});

test('model 1.0 is told an emotion by name', async () => {
  const name = 'zh_female_shuangkuaisisi_emo_v2_mars_bigtts';
  const voices = { cmn: { neutral: { name }, cheerful: { name, manner: 'happy' } } };
  const { server, service } = await serve({}, { resourceId: 'seed-tts-1.0', voices });
  expect(await ended(service, { ...voice, emotion: 'cheerful' })).toBe('end');
  expect(server.requests).toMatchObject([{ req_params: { speaker: name, audio_params: { emotion: 'happy' } } }]);
  expect(service.abilities).toEqual({
    languages: ['cmn'],
    emotions: ['neutral', 'cheerful'],
    speed: true,
    pitch: true,
    streams: true,
  });
});

test('a refused key is for good and stands in no reason though the service echoes it', async () => {
  const { service } = await serve({}, { accessKey: 'another-s3cret' });
  expect(await ended(service)).toBe(
    'failed for good: the service answered with status 401: {"error":"invalid access key ***"}',
  );
});

test.each([
  ['a voice not paid for', 45_000_000, 'speaker permission denied: get resource id: access denied', 'for good'],
  ['too many at once', 45_000_000, 'quota exceeded for types: concurrency', 'for now'],
  ['a fault of its own', 55_000_000, 'server error', 'for now'],
] as const)('%s is told as it is', async (_, code, message, how) => {
  const wanted = `failed ${how}: error ${code}: ${message}`;
  const { service } = await serve({ manners: { code, payload: JSON.stringify({ error: message }) } });
  expect(await ended(service)).toBe(wanted);
  const atEnd = await serve({ manners: { status: code, message } });
  expect(await ended(atEnd.service)).toBe(wanted);
});

test('a key in an error frame is masked', async () => {
  const { service } = await serve({ manners: { code: 55_000_000, payload: `bad ${accessKey}` } });
  expect(await ended(service)).toBe('failed for now: error 55000000: bad ***');
});

test('a connection cut in mid-word gives what came before it, then fails for now', async () => {
  const spoken = recordedText();
  const { service } = await serve({ manners: 'cut', afterFirst: spoken.begun });
  service.say('你好', voice, spoken);
  expect(await spoken.over).toBe('failed for now: the connection broke off');
  expect(spoken.samples).toEqual(Array.from(sound.subarray(0, 800)));
});

test('garbage and half a sample fail for now', async () => {
  const garbage = await serve({ manners: 'garbage' });
  expect(await ended(garbage.service)).toBe(
    'failed for now: the service sent 15 bytes that are no message of its protocol',
  );
  const half = await serve({ sound: Buffer.concat([pcm16(sound), Buffer.of(1)]) });
  expect(await ended(half.service)).toBe('failed for now: the sound ended in the middle of a sample');
});

test('an abandoned text closes its connection and is told nothing; closing the service abandons all', async () => {
  const { server, service } = await serve({ manners: 'silent' });
  const [first, second] = [recordedText(), recordedText()];
  const abandon = service.say('你好', voice, first);
  service.say('你好', voice, second);
  await expect.poll(() => server.requests.length).toBe(2);
  abandon();
  await expect.poll(() => server.closes).toEqual([1000]);
  await service.close();
  await expect.poll(() => server.closes).toEqual([1000, 1000]);
  expect([...first.endings, ...second.endings]).toEqual([]);
});
