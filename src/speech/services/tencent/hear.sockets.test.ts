import { afterEach, describe, expect, test } from 'vitest';
import { randomUUID } from 'node:crypto';
import { systemClock } from '../../../foundation/clock.ts';
import type { ServiceParts } from '../hearing-service.ts';
import { hearingCases, twoSentences } from '../ws/testing/hearing-cases.ts';
import type { EarScript } from '../ws/testing/scripted-ear.ts';
import { hearWhole, TurnListener } from '../ws/testing/turn-listener.ts';
import { tencentHearing, type TencentHearingSettings } from './hear.ts';
import { serveTencentHearing, type TencentHearingServer } from './testing/tencent-hearing-server.ts';

const keys = { appId: '1259000000', secretId: 'AKIDsecretid', secretKey: 'thesecretkey' };
const parts: ServiceParts = { clock: systemClock, uuid: randomUUID };

describe('recognition by Tencent', () => {
  hearingCases(async (script) => {
    const server = await serveTencentHearing(keys, script, () => systemClock.now());
    return {
      service: tencentHearing({ name: 'tencent', ...keys, url: server.url }, parts),
      violations: server.violations,
      sounds: () => server.ears.map(({ sound }) => sound),
      close: () => server.close(),
    };
  });

  const servers: TencentHearingServer[] = [];
  afterEach(() => Promise.all(servers.splice(0).map((server) => server.close())));
  const serve = async (script: EarScript): Promise<TencentHearingServer> => {
    const server = await serveTencentHearing(keys, script, () => systemClock.now());
    servers.push(server);
    return server;
  };
  const service = (server: TencentHearingServer, more: Partial<TencentHearingSettings> = {}) =>
    tencentHearing({ name: 'tencent', ...keys, url: server.url, ...more }, parts);

  test('a wrong key is refused for good, and the answer that repeats the secret id tells none', async () => {
    const server = await serve(twoSentences);
    const { ends } = await hearWhole(service(server, { secretKey: 'anothersecret' }), 100);
    expect(ends).toEqual([
      { reason: 'Tencent 4002: 鉴权失败: signature does not match: secretid=***', permanent: true },
    ]);
  });

  test.each([
    [4003, 'AppID 服务未开通', true],
    [4005, '账户欠费停止服务，请及时充值', true],
    [4006, '账号当前调用并发超限', false],
    [5001, '因机器负载过高、网络抖动等导致失败', false],
  ])('error %i in mid-turn (%s): permanent is %s', async (code, message, permanent) => {
    const server = await serve({ ...twoSentences, fault: { afterMs: 200, does: { code, message } } });
    const { ends } = await hearWhole(service(server), 500);
    expect(ends).toEqual([{ reason: `Tencent ${code}: ${message}`, permanent }]);
  });

  test('a turn sent again from its beginning is not too fast for it', async () => {
    const server = await serve(twoSentences);
    const { ends } = await hearWhole(service(server), 3_400);
    expect(ends).toMatchObject([{ text: '你好，我在。请说吧！' }]);
    expect(Math.max(...(server.ears[0]?.packetBytes ?? []))).toBe(1_280);
  });

  test('engines, sample rate and hotwords are as the settings and the turn say', async () => {
    const server = await serve({ sentences: [] });
    const hearing = service(server, { hotwordId: 'table1', models: { cmn: '8k_zh_large' } });
    const hotwords = ['哇呼', '按揭', 'a|b', '一个长得远远超过十个汉字的热词'];
    for (const options of [
      { language: 'cmn', hotwords },
      { language: 'yue', hotwords: [] },
    ] as const) {
      const listener = new TurnListener();
      hearing.open(options, listener).finish();
      await listener.end();
    }
    const asked = server.queries.map((query) =>
      ['engine_model_type', 'input_sample_rate', 'hotword_id', 'hotword_list', 'needvad'].map((name) =>
        query.get(name),
      ),
    );
    expect(asked).toEqual([
      ['8k_zh_large', null, 'table1', '哇呼|8,按揭|8', '1'],
      ['16k_yue', '8000', 'table1', null, '1'],
    ]);
    expect(server.violations).toEqual([]);
  });
});
