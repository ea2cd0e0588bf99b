import { randomUUID } from 'node:crypto';
import { afterEach, describe, expect, test } from 'vitest';
import { systemClock } from '../../../foundation/clock.ts';
import type { ServiceParts } from '../hearing-service.ts';
import { hearingCases, twoSentences } from '../ws/testing/hearing-cases.ts';
import type { EarScript } from '../ws/testing/scripted-ear.ts';
import { hearWhole, TurnListener } from '../ws/testing/turn-listener.ts';
import { dashScopeHearing } from './hear.ts';
import { serveDashScopeHearing, type DashScopeHearingServer } from './testing/dashscope-hearing-server.ts';

const apiKey = 'sk-thekey';
const parts: ServiceParts = { clock: systemClock, uuid: randomUUID };

describe('recognition by DashScope', () => {
  hearingCases(async (script) => {
    const server = await serveDashScopeHearing(apiKey, script);
    return {
      service: dashScopeHearing({ name: 'dashscope', apiKey, url: server.url }, parts),
      violations: server.violations,
      sounds: () => server.ears.map(({ sound }) => sound),
      close: () => server.close(),
    };
  });

  const servers: DashScopeHearingServer[] = [];
  afterEach(() => Promise.all(servers.splice(0).map((server) => server.close())));
  const serve = async (script: EarScript): Promise<DashScopeHearingServer> => {
    const server = await serveDashScopeHearing(apiKey, script);
    servers.push(server);
    return server;
  };

  test('a wrong key is refused for good, and the answer that repeats it tells none', async () => {
    const { url } = await serve(twoSentences);
    const { ends } = await hearWhole(dashScopeHearing({ name: 'dashscope', apiKey: 'sk-another', url }, parts), 100);
    expect(ends).toEqual([
      {
        reason:
          'the service answered with status 401: {"code":"InvalidApiKey","message":"Invalid API-key provided: Bearer ***"}',
        permanent: true,
      },
    ]);
  });

  test.each([
    ['Arrearage', 'Access denied, please make sure your account is in good standing.', true],
    ['ModelNotFound', 'Model not found (sk-thekey)!', true],
    ['Throttling.RateQuota', 'Requests rate limit exceeded, please try again later.', false],
    ['CLIENT_ERROR', 'request timeout after 23 seconds.', false],
    ['InternalError', 'An internal error has occured, please try again later', false],
  ])('error %s in mid-turn (%s): permanent is %s', async (code, message, permanent) => {
    const { url } = await serve({ ...twoSentences, fault: { afterMs: 200, does: { code, message } } });
    const { ends } = await hearWhole(dashScopeHearing({ name: 'dashscope', apiKey, url }, parts), 500);
    expect(ends).toEqual([{ reason: `DashScope ${code}: ${message.replace(apiKey, '***')}`, permanent }]);
  });

  test('models, hints and hotwords are as the settings and the language say', async () => {
    const { url, tasks, violations } = await serve({ sentences: [] });
    const hearing = dashScopeHearing(
      { name: 'dashscope', apiKey, url, vocabularyId: 'vocab-1', models: { en: 'other-v2' } },
      parts,
    );
    for (const language of ['cmn', 'yue', 'en'] as const) {
      const listener = new TurnListener();
      hearing.open({ language, hotwords: [] }, listener).finish();
      await listener.end();
    }
    const common = { format: 'pcm', sample_rate: 8_000, vocabulary_id: 'vocab-1' };
    expect(tasks.map(({ payload }) => [payload.model, payload.parameters])).toEqual([
      ['paraformer-realtime-8k-v2', common],
      ['paraformer-realtime-v2', { ...common, language_hints: ['yue'] }],
      ['other-v2', { ...common, language_hints: ['en'] }],
    ]);
    expect(violations).toEqual([]);
  });
});
