import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { systemClock } from '../../../foundation/clock.ts';
import { recordedText } from '../testing/recorded-text.ts';
import type { SpeakingBench, VoiceScript } from '../testing/scripted-mouth.ts';
import { endingOf, plainVoice, speakingBenches, speakingCases } from '../testing/speaking-cases.ts';
import { aliyunNlsSpeaking, type AliyunNlsSpeakingSettings } from './speak.ts';
import { aliyunNlsVoiceServer, type AliyunNlsVoiceServer } from './testing/aliyun-nls-voice-server.ts';

const keys = { accessKeyId: 'LTAIthekey', accessKeySecret: 'thesecret' };
const appKey = 'appkeyofproject';
const parts = { clock: systemClock, uuid: randomUUID };

interface NlsBench extends SpeakingBench {
  readonly server: AliyunNlsVoiceServer;
}

async function start(script: VoiceScript, more: Partial<AliyunNlsSpeakingSettings> = {}): Promise<NlsBench> {
  const server = await aliyunNlsVoiceServer(keys, appKey, script, () => systemClock.now());
  const { url, tokenUrl } = server;
  return {
    server,
    secrets: [...Object.values(keys), appKey],
    service: aliyunNlsSpeaking({ name: 'aliyun-nls', ...keys, appKey, url, tokenUrl, ...more }, parts),
  };
}

const failed = (status: number, said: string): string =>
  JSON.stringify({
    header: { namespace: 'Default', name: 'TaskFailed', status, task_id: 'its own', status_text: said },
  });

describe('Aliyun NLS speaks', () => speakingCases(start));

describe('Aliyun NLS', () => {
  const open = speakingBenches(start);

  test.each([
    [1, 1, 0, 0],
    [0.8, 0.5, -125, -500],
    [1.2, 2, 167, 500],
    [2, 1, 500, 0],
    [0.5, 1, -500, 0],
  ])('a speed of %d and a pitch of %d are rates %i and %i', async (speed, pitch, speechRate, pitchRate) => {
    const { service, server } = await open({});
    const spoken = recordedText();
    service.say('您好', { ...plainVoice, speed, pitch }, spoken);
    expect(await spoken.over).toBe('end');
    expect(server.asked[0]).toMatchObject({
      text: '您好',
      parameters: { voice: 'zhimiao_emo', speech_rate: speechRate, pitch_rate: pitchRate },
    });
    expect(server.violations).toEqual([]);
  });

  test('an emotion is SSML, in which the text’s own marks are escaped', async () => {
    const { service, server } = await open({});
    const spoken = recordedText();
    service.say('您好，A&B<特惠>', { ...plainVoice, emotion: 'warm' }, spoken);
    expect(await spoken.over).toBe('end');
    expect(server.asked[0]?.text).toBe('<speak><emotion category="gentle">您好，A&amp;B&lt;特惠&gt;</emotion></speak>');
    expect(service.abilities).toMatchObject({
      languages: ['cmn', 'yue', 'en'],
      emotions: ['neutral', 'warm', 'cheerful', 'serious'],
    });
  });

  test('texts share a token; one that is good no more fails one text, not for good, and the next gets another', async () => {
    const bench = await start({});
    expect([await endingOf(bench), await endingOf(bench)]).toEqual(['end', 'end']);
    const [token = ''] = bench.server.tokens.given;
    bench.server.revoked.add(token);
    const ending = await endingOf({ ...bench, secrets: [...bench.secrets, token] });
    expect(ending).toBe("failed for now: Aliyun 40000001: Gateway:ACCESS_DENIED:The token '***' is invalid!");
    expect(await endingOf(bench)).toBe('end');
    expect(bench.server.tokens.given).toHaveLength(2);
    await bench.server.close();
  });

  test('a wrong access key gets no token, for good', async () => {
    const bench = await start({}, { accessKeySecret: 'another' });
    expect(await endingOf(bench)).toMatch(/^failed for good: no token of Aliyun: /);
    expect(bench.server.asked).toEqual([]);
    await bench.server.close();
  });

  test('an appkey that does not exist is refused for good, and not repeated', async () => {
    const bench = await start({}, { appKey: 'noproject' });
    expect(await endingOf({ ...bench, secrets: ['noproject'] })).toBe(
      'failed for good: Aliyun 40020105: Meta:APPKEY_NOT_EXIST:Appkey *** not exist!',
    );
    await bench.server.close();
  });

  test.each([
    [41_020_001, 'for good'],
    [40_000_010, 'for good'],
    [40_000_005, 'for now'],
    [50_000_000, 'for now'],
  ])('status %i fails %s', async (status, how) => {
    expect(await endingOf(await open({ reply: failed(status, 'as Aliyun puts it') }))).toBe(
      `failed ${how}: Aliyun ${status}: as Aliyun puts it`,
    );
  });
});
