import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { FakeClock } from '../../../foundation/testing/fake-clock.ts';
import { recordedText } from '../testing/recorded-text.ts';
import type { SpeakingBench, VoiceScript } from '../testing/scripted-mouth.ts';
import { endingOf, plainVoice, speakingBenches, speakingCases } from '../testing/speaking-cases.ts';
import { iflytekSpeaking } from './speak.ts';
import { iflytekVoiceServer } from './testing/iflytek-voice-server.ts';

const keys = {
  appId: '5c80a1b2',
  apiKey: 'keyxxxxxxxx8ee279348519exxxxxxxx',
  apiSecret: 'secretxxxxxxxx2df7900c09xxxxxxxx',
};
const secrets = Object.values(keys);
const parts = { clock: new FakeClock(Date.UTC(2019, 7, 1, 1, 53, 21)), uuid: randomUUID };

async function start(script: VoiceScript): Promise<SpeakingBench> {
  const server = await iflytekVoiceServer(keys, script);
  return { server, secrets, service: iflytekSpeaking({ name: 'iflytek', ...keys, url: server.url }, parts) };
}

describe('iFlytek speaks', () => speakingCases(start));

describe('iFlytek', () => {
  const open = speakingBenches(start);

  test.each([
    [1, 1, 50, 50],
    [1.25, 0.8, 66, 34],
    [2, 0.5, 100, 0],
    [0.5, 2, 0, 100],
  ])('a speed of %d and a pitch of %d are numbers %i and %i', async (speed, pitch, speedNumber, pitchNumber) => {
    const { service, server } = await open({});
    const spoken = recordedText();
    service.say('您好', { ...plainVoice, speed, pitch }, spoken);
    expect(await spoken.over).toBe('end');
    expect(server.asked[0]?.parameters).toMatchObject({ vcn: 'xiaoyan', speed: speedNumber, pitch: pitchNumber });
    expect(server.violations).toEqual([]);
  });

  test('has no emotions, and voices of the settings by language', async () => {
    const { server } = await open({});
    const voices = { cmn: { neutral: { name: 'aisjinger' } }, yue: { neutral: { name: 'x2_xiaomei' } } };
    const service = iflytekSpeaking({ name: 'iflytek', ...keys, url: server.url, voices }, parts);
    expect(service.abilities).toMatchObject({ languages: ['cmn', 'yue'], emotions: ['neutral'] });
    const spoken = recordedText();
    service.say('你好', { ...plainVoice, language: 'yue' }, spoken);
    await spoken.over;
    expect(server.asked[0]?.parameters).toMatchObject({ vcn: 'x2_xiaomei' });
  });

  test('a wrong secret is refused for good, with no authorization in the reason', async () => {
    const bench = await open({});
    const service = iflytekSpeaking({ name: 'iflytek', ...keys, url: bench.server.url, apiSecret: 'another' }, parts);
    expect(await endingOf({ ...bench, service })).toBe(
      'failed for good: the service answered with status 403: {"message":"HMAC signature does not match","got":"***"}',
    );
  });

  test.each([
    [10_313, 'for good'],
    [11_200, 'for good'],
    [10_109, 'for good'],
    [11_201, 'for now'],
    [10_222, 'for now'],
  ])('code %i fails %s', async (code, how) => {
    const reply = JSON.stringify({ code, message: `as iFlytek puts it to ${keys.appId}`, sid: 'tts000', data: null });
    expect(await endingOf(await open({ reply }))).toBe(`failed ${how}: iFlytek ${code}: as iFlytek puts it to ***`);
  });

  test('sound that is no base64 breaks its protocol', async () => {
    const bench = await open({
      reply: JSON.stringify({ code: 0, message: 'success', data: { audio: '好', status: 1 } }),
    });
    expect(await endingOf(bench)).toMatch(/^failed for now: .*no message of its protocol$/);
  });
});
