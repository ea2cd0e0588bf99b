import { afterEach, expect, test } from 'vitest';
import type { StreamOptions } from '../../link/wire.ts';
import type { HearingService, HearingTurn } from '../hearing-service.ts';
import { recordedTurn, type RecordedTurn } from '../testing/recorded-turn.ts';
import { framesOf20Ms, toneOf } from '../testing/speech-like.ts';
import { openAiCompatibleHearing } from './hear.ts';
import { openAiServer, type OpenAiManners, type OpenAiServer } from './testing/openai-server.ts';

const key = 'sk-very-secret+1/2=';
const options: StreamOptions = { language: 'cmn', hotwords: [] };
const closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

interface Asked {
  readonly server: OpenAiServer;
  readonly service: HearingService;
  readonly turn: RecordedTurn;
  readonly hearing: HearingTurn;
}

async function ask(manners: OpenAiManners, asked: Partial<StreamOptions> = {}, withKey = key): Promise<Asked> {
  const server = await openAiServer(key, manners, {
    transcript: ' 我想查一下订单。 ',
    sound: toneOf(400, 0.1, 24_000),
  });
  closing.push(() => server.close());
  const service = openAiCompatibleHearing({ name: 'own-whisper', url: server.url, key: withKey });
  const turn = recordedTurn();
  return { server, service, turn, hearing: service.open({ ...options, ...asked }, turn) };
}

const sound = toneOf(400, 0.5, 8_000);

function speakInto(hearing: HearingTurn): void {
  for (const frame of framesOf20Ms(sound, 8_000)) {
    hearing.send(frame);
    frame.fill(0);
  }
  hearing.finish();
}

test('a whole turn is sent as one wav file of 8 kHz, and its text is the final', async () => {
  const { server, turn, hearing } = await ask('well', { hotwords: ['花呗', '借呗'] });
  speakInto(hearing);
  expect(await turn.line('final')).toBe('final 我想查一下订单。 1');
  expect(turn.told).toHaveLength(1);
  expect(server.sounds).toEqual([{ sampleRateHz: 8_000, channels: 1, samples: sound }]);
  expect(server.fields).toEqual([
    { model: 'whisper-1', language: 'zh', response_format: 'json', temperature: '0', prompt: '花呗、借呗' },
  ]);
});

test('a turn too short for the service is filled up with silence, one of no sound is nothing heard', async () => {
  const { server, turn, hearing, service } = await ask('well', { language: 'en' });
  hearing.send(sound.slice(0, 160));
  hearing.finish();
  await turn.line('final');
  expect(server.sounds[0]?.samples).toHaveLength(800);
  expect(server.fields[0]).toMatchObject({ language: 'en' });
  const silent = recordedTurn();
  service.open(options, silent).finish();
  expect(silent.told).toEqual(['final  1']);
  expect(server.sounds).toHaveLength(1);
});

test('a refused key is for good, and stands in no reason though the service echoes it', async () => {
  const { turn, hearing } = await ask('well', {}, 'sk-another-secret');
  speakInto(hearing);
  const failed = await turn.line('failed');
  expect(failed).toContain('failed for good: the service answered with status 401');
  expect(failed).toContain('Bearer ***');
  expect(failed).not.toContain('another');
});

test('a key that is no header fails for good without being told', async () => {
  const { turn, hearing } = await ask('well', {}, 'sk-with\nnewline');
  speakInto(hearing);
  const failed = await turn.line('failed for good');
  expect(failed).not.toContain('newline');
});

test.each([
  ['busy', 'failed for now: the service answered with status 429'],
  ['no-money', 'failed for good: the service answered with status 429'],
  ['garbage', 'failed for now: the service answered with something that is no transcript'],
  ['cut', 'failed for now: the connection broke off'],
  ['redirect', 'failed for now: the service cannot be reached'],
] as const)('a service that is %s is told plainly', async (manners, wanted) => {
  const { turn, hearing } = await ask(manners);
  speakInto(hearing);
  expect(await turn.line('failed')).toContain(wanted);
  expect(turn.told).toHaveLength(1);
});

test('nobody listening is a failure for now', async () => {
  const { server, turn, hearing } = await ask('well');
  server.close();
  speakInto(hearing);
  expect(await turn.line('failed')).toContain('failed for now: the service cannot be reached');
});

test('an abandoned turn ends its request and is told nothing; closing the service abandons all', async () => {
  const one = await ask('silent');
  speakInto(one.hearing);
  await one.server.asked;
  one.hearing.close();
  await one.server.abandoned;
  expect(one.turn.told).toEqual([]);

  const other = await ask('silent');
  speakInto(other.hearing);
  await other.server.asked;
  await other.service.close();
  await other.server.abandoned;
  expect(other.turn.told).toEqual([]);
});

test('a turn of more than ten minutes fails instead of filling memory', async () => {
  const { turn, hearing } = await ask('well');
  const minute = new Int16Array(60 * 8_000);
  for (let sent = 0; sent < 12; sent++) hearing.send(minute);
  expect(turn.told).toEqual(['failed for good: a turn of more than 600 s is not sent']);
});
