import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { FakeClock } from '../../../foundation/testing/fake-clock.ts';
import { recordedText } from '../testing/recorded-text.ts';
import type { SpeakingBench, VoiceScript } from '../testing/scripted-mouth.ts';
import { endingOf, plainVoice, speakingBenches, speakingCases } from '../testing/speaking-cases.ts';
import { tencentSpeaking, tencentSpeed } from './speak.ts';
import { tencentVoiceServer } from './testing/tencent-voice-server.ts';

const secretKey = 'kFpwoX5RYQ2SkqpeHgqmSzHK7h3A2fni';
const secretId = 'AKIDoQq1zhZMN8dv0psmvud6OUKuGPO7pu0r';
const parts = { clock: new FakeClock(1_592_294_092_000), uuid: randomUUID };
const base = { name: 'tencent', appId: '1259228442', secretId, secretKey };

async function start(script: VoiceScript): Promise<SpeakingBench> {
  const server = await tencentVoiceServer(secretKey, script);
  return { server, secrets: [secretKey, secretId], service: tencentSpeaking({ ...base, url: server.url }, parts) };
}

const failed = (code: number, message: string): string =>
  JSON.stringify({ code, message, session_id: 's', request_id: 'r', message_id: 'm' });

describe('Tencent speaks', () => speakingCases(start));

describe('Tencent', () => {
  const open = speakingBenches(start);

  test('is asked with a voice’s number and its own number for a speed, signed for an hour', async () => {
    const { service, server } = await open({});
    const spoken = recordedText();
    service.say('您好', { ...plainVoice, speed: 1.35 }, spoken);
    await spoken.over;
    expect(server.asked[0]?.parameters).toMatchObject({
      VoiceType: '502004',
      Speed: '1.5',
      SampleRate: '8000',
      Timestamp: '1592294092',
      Expired: '1592297692',
    });
    expect(server.asked[0]?.parameters).not.toHaveProperty('EmotionCategory');
    expect(server.violations).toEqual([]);
  });

  test('a voice of several emotions is asked for the category that the settings give', async () => {
    const { server } = await open({});
    const voices = {
      cmn: { neutral: { name: '301030' }, apologetic: { name: '301030', manner: 'sad' } },
    };
    const service = tencentSpeaking({ ...base, url: server.url, voices }, parts);
    const spoken = recordedText();
    service.say('抱歉', { ...plainVoice, emotion: 'apologetic' }, spoken);
    expect(await spoken.over).toBe('end');
    expect(server.asked[0]?.parameters).toMatchObject({ VoiceType: '301030', EmotionCategory: 'sad' });
    expect(service.abilities).toMatchObject({ languages: ['cmn'], emotions: ['neutral', 'apologetic'], pitch: false });
  });

  test('a voice without a number is refused before anybody is asked', async () => {
    const bench = await open({});
    expect(await endingOf(bench, { ...plainVoice, name: 'xiaoyun' })).toBe(
      "failed for good: a voice of Tencent has a number for a name, not 'xiaoyun'",
    );
    expect(bench.server.asked).toEqual([]);
  });

  test('a wrong key is refused for good, with neither key, id nor signature in the reason', async () => {
    const bench = await open({});
    const service = tencentSpeaking({ ...base, url: bench.server.url, secretKey: 'another' }, parts);
    expect(await endingOf({ ...bench, service })).toBe('failed for good: Tencent 10003: auth failed: *** of ***');
  });

  test.each([
    [10_001, 'for good'],
    [10_007, 'for good'],
    [10_002, 'for now'],
    [20_002, 'for now'],
  ])('code %i fails %s', async (code, how) => {
    expect(await endingOf(await open({ reply: failed(code, 'as Tencent puts it') }))).toBe(
      `failed ${how}: Tencent ${code}: as Tencent puts it`,
    );
  });

  test.each([
    [0.5, -2],
    [0.6, -2],
    [0.9, -0.5],
    [1, 0],
    [1.2, 1],
    [1.35, 1.5],
    [2, 4],
  ])('a speed of %d is number %d', (speed, number) => {
    expect(tencentSpeed(speed)).toBe(number);
  });
});
