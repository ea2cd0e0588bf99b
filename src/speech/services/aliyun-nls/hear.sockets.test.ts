import { randomUUID } from 'node:crypto';
import { afterEach, describe, expect, test } from 'vitest';
import { systemClock } from '../../../foundation/clock.ts';
import type { HearingService, ServiceParts } from '../hearing-service.ts';
import { hearingCases, twoSentences } from '../ws/testing/hearing-cases.ts';
import type { EarScript } from '../ws/testing/scripted-ear.ts';
import { hearWhole, TurnListener } from '../ws/testing/turn-listener.ts';
import { aliyunNlsHearing, type AliyunNlsHearingSettings } from './hear.ts';
import { serveAliyunNlsHearing, type AliyunNlsHearingServer } from './testing/aliyun-nls-hearing-server.ts';

const keys = { accessKeyId: 'LTAIthekey', accessKeySecret: 'thesecret' };
const appKeys = { cmn: 'appkeymandarin', en: 'appkeyenglish' };
const parts: ServiceParts = { clock: systemClock, uuid: randomUUID };

const start = (script: EarScript): Promise<AliyunNlsHearingServer> =>
  serveAliyunNlsHearing(keys, Object.values(appKeys), script, () => systemClock.now());

function hearingAt(
  { url, tokenUrl }: AliyunNlsHearingServer,
  more: Partial<AliyunNlsHearingSettings> = {},
): HearingService {
  return aliyunNlsHearing({ name: 'aliyun-nls', ...keys, appKeys, url, tokenUrl, ...more }, parts);
}

describe('recognition by Aliyun NLS', () => {
  hearingCases(async (script) => {
    const server = await start(script);
    return {
      service: hearingAt(server),
      violations: server.violations,
      sounds: () => server.ears.map(({ sound }) => sound),
      close: () => server.close(),
    };
  });

  const servers: AliyunNlsHearingServer[] = [];
  afterEach(() => Promise.all(servers.splice(0).map((server) => server.close())));
  const serve = async (script: EarScript): Promise<AliyunNlsHearingServer> => {
    const server = await start(script);
    servers.push(server);
    return server;
  };

  test('the final is as sure as its least sure sentence', async () => {
    const { ends } = await hearWhole(hearingAt(await serve(twoSentences)), 500);
    expect(ends[0]?.confidence).toBeCloseTo(0.81);
  });

  test('turns share a token, also those that want it at once', async () => {
    const server = await serve({ sentences: [] });
    const hearing = hearingAt(server);
    await Promise.all([hearWhole(hearing, 0), hearWhole(hearing, 0)]);
    await hearWhole(hearing, 0);
    expect(server.tokens.given).toHaveLength(1);
    expect(server.starts).toHaveLength(3);
  });

  test('a token that is good no more fails one turn, not for good, and the next turn gets another', async () => {
    const server = await serve(twoSentences);
    const hearing = hearingAt(server);
    await hearWhole(hearing, 100);
    for (const token of server.tokens.given) server.revoked.add(token);
    const { ends } = await hearWhole(hearing, 100);
    expect(ends).toEqual([
      { reason: "Aliyun 40000001: Gateway:ACCESS_DENIED:The token '***' is invalid!", permanent: false },
    ]);
    expect((await hearWhole(hearing, 100)).ends).toMatchObject([{ text: '你好，我在。请说吧！' }]);
    expect(server.tokens.given).toHaveLength(2);
  });

  test('a wrong secret is refused for good, and the answer that repeats the key tells none', async () => {
    const { ends } = await hearWhole(hearingAt(await serve(twoSentences), { accessKeySecret: 'another' }), 100);
    expect(ends).toEqual([
      { reason: expect.stringContaining('no token of Aliyun: SignatureDoesNotMatch'), permanent: true },
    ]);
    expect(ends[0]?.reason).toContain('AccessKeyId%3D***');
    expect(ends[0]?.reason).not.toContain(keys.accessKeyId);
  });

  test.each([
    [
      400,
      '{"Code":"Throttling.User","Message":"Request was denied due to user flow control."}',
      'Throttling.User',
      false,
    ],
    [503, '<html>busy</html>', 'status 503', false],
    [403, '{"Code":"Forbidden.AccessKeyDisabled","Message":"disabled"}', 'Forbidden.AccessKeyDisabled', true],
    [200, '{"Token":null}', 'status 200', false],
  ])('the token service answers %i %s', async (status, body, said, permanent) => {
    const server = await serve(twoSentences);
    server.tokens.troubles.push({ status, body });
    const { ends } = await hearWhole(hearingAt(server), 100);
    expect(ends).toEqual([{ reason: expect.stringContaining(said), permanent }]);
  });

  test.each([
    [40_000_005, 'Gateway:TOO_MANY_REQUESTS:Too many requests!', false],
    [40_000_004, 'Gateway:IDLE_TIMEOUT:Websocket session is idle for too long time', false],
    [50_000_000, 'GRPC_ERROR', false],
    [40_000_010, 'Gateway:FREE_TRIAL_EXPIRED:The free trial has expired!', true],
    [40_020_105, 'Meta:APPKEY_NOT_EXIST:appkeymandarin not exist!', true],
  ])('error %i in mid-turn (%s): permanent is %s', async (status, message, permanent) => {
    const server = await serve({ ...twoSentences, fault: { afterMs: 200, does: { code: status, message } } });
    const { ends } = await hearWhole(hearingAt(server), 500);
    expect(ends).toEqual([{ reason: `Aliyun ${status}: ${message.replace(appKeys.cmn, '***')}`, permanent }]);
  });

  test('it hears the languages that have a project, each by its appkey, with the tables of the settings', async () => {
    const server = await serve({ sentences: [] });
    const hearing = hearingAt(server, { vocabularyId: 'vocabulary', customizationId: 'custom' });
    expect(hearing.languages).toEqual(['cmn', 'en']);
    const ends: unknown[] = [];
    for (const language of ['cmn', 'en', 'yue'] as const) {
      const listener = new TurnListener();
      hearing.open({ language, hotwords: [] }, listener).finish();
      ends.push(await listener.end());
    }
    expect(ends[2]).toEqual({ reason: "the settings have no appkey for 'yue'", permanent: true });
    expect(server.starts.map(({ header }) => header.appkey)).toEqual([appKeys.cmn, appKeys.en]);
    expect(server.starts[0]?.payload).toEqual({
      format: 'pcm',
      sample_rate: 8_000,
      enable_intermediate_result: true,
      enable_punctuation_prediction: true,
      enable_inverse_text_normalization: true,
      vocabulary_id: 'vocabulary',
      customization_id: 'custom',
    });
    expect(server.violations).toEqual([]);
  });
});
