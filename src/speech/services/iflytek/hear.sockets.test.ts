import { afterEach, describe, expect, test } from 'vitest';
import { shiftedClock, systemClock } from '../../../foundation/clock.ts';
import type { ServiceParts } from '../hearing-service.ts';
import { hearingCases, twoSentences } from '../ws/testing/hearing-cases.ts';
import type { EarScript } from '../ws/testing/scripted-ear.ts';
import { hearWhole, soundOf, TurnListener } from '../ws/testing/turn-listener.ts';
import { iflytekHearing } from './hear.ts';
import { serveIflytekHearing, type IflytekHearingServer } from './testing/iflytek-hearing-server.ts';

const keys = { appId: '5c000000', apiKey: 'theapikey', apiSecret: 'theapisecret' };
const parts: ServiceParts = { clock: systemClock, uuid: () => 'none' };

describe('recognition by iFlytek', () => {
  hearingCases(async (script) => {
    const server = await serveIflytekHearing(keys, script, () => systemClock.now());
    return {
      service: iflytekHearing({ name: 'iflytek', ...keys, url: server.url }, parts),
      violations: server.violations,
      sounds: () => server.ears.map(({ sound }) => sound),
      close: () => server.close(),
    };
  });

  const servers: IflytekHearingServer[] = [];
  afterEach(() => Promise.all(servers.splice(0).map((server) => server.close())));
  const serve = async (script: EarScript): Promise<IflytekHearingServer> => {
    const server = await serveIflytekHearing(keys, script, () => systemClock.now());
    servers.push(server);
    return server;
  };

  test('a wrong secret is refused for good, and the answer that repeats the key tells none', async () => {
    const { url } = await serve(twoSentences);
    const { ends } = await hearWhole(
      iflytekHearing({ name: 'iflytek', ...keys, apiSecret: 'another', url }, parts),
      100,
    );
    expect(ends).toEqual([
      { reason: expect.stringContaining('status 401: {"message":"HMAC signature does not match'), permanent: true },
    ]);
    expect(ends[0]?.reason).not.toContain(keys.apiKey);
  });

  test('a clock that is wrong is refused for good, with the reason', async () => {
    const { url } = await serve(twoSentences);
    const clock = shiftedClock(systemClock, -400_000);
    const hearing = iflytekHearing({ name: 'iflytek', ...keys, url }, { ...parts, clock });
    expect((await hearWhole(hearing, 100)).ends).toEqual([
      { reason: expect.stringContaining('a valid date or x-date header is required'), permanent: true },
    ]);
  });

  test.each([
    [11_200, 'licc limit, theapikey', true],
    [10_313, 'appid is empty', true],
    [11_202, 'licc flow limit', false],
    [10_114, 'session timeout', false],
    [10_700, 'engine error', false],
  ])('error %i in mid-turn (%s): permanent is %s', async (code, message, permanent) => {
    const { url } = await serve({ ...twoSentences, fault: { afterMs: 200, does: { code, message } } });
    const { ends } = await hearWhole(iflytekHearing({ name: 'iflytek', ...keys, url }, parts), 500);
    expect(ends).toEqual([{ reason: `iFlytek ${code}: ${message.replace('theapikey', '***')}`, permanent }]);
  });

  test('a turn longer than a connection may last goes on in the next, none of its sound is lost', async () => {
    const { url, ears, violations } = await serve({
      sentences: [{ afterMs: 10_000, index: 1, text: '我想买保险', ended: true }],
    });
    const limits = { mostMs: 400, fromMs: 300, quietBelow: 0 };
    const hearing = iflytekHearing({ name: 'iflytek', ...keys, url, limits }, parts);
    const { ends } = await hearWhole(hearing, 1_000);
    expect(ends).toEqual([{ text: '我想买保险我想买保险我想买保险', confidence: 1 }]);
    expect(ears.map(({ sound }) => sound.length / 16).toSorted((one, other) => one - other)).toEqual([200, 400, 400]);
    const sent = Buffer.from(soundOf(1_000).buffer);
    expect(ears.every(({ sound }) => sent.includes(sound))).toBe(true);
    expect(violations).toEqual([]);
  });

  test('language, dialect and domain are as the settings and the turn say', async () => {
    const { url, firsts, violations } = await serve({ sentences: [] });
    const plain = iflytekHearing({ name: 'iflytek', ...keys, url }, parts);
    const sichuan = iflytekHearing({ name: 'iflytek', ...keys, url, mandarinAccent: 'lmz', domain: 'fin-nav' }, parts);
    for (const [hearing, language] of [
      [plain, 'cmn'],
      [plain, 'yue'],
      [plain, 'en'],
      [sichuan, 'cmn'],
    ] as const) {
      const listener = new TurnListener();
      hearing.open({ language, hotwords: [] }, listener).finish();
      await listener.end();
    }
    const chinese = { language: 'zh_cn', domain: 'iat', eos: 10_000, ptt: 1 };
    expect(firsts.map(({ business }) => business)).toEqual([
      { ...chinese, accent: 'mandarin', dwa: 'wpgs' },
      { ...chinese, accent: 'cantonese' },
      { language: 'en_us', domain: 'iat', accent: 'mandarin', eos: 10_000 },
      { ...chinese, accent: 'lmz', domain: 'fin-nav' },
    ]);
    expect(violations).toEqual([]);
  });
});
