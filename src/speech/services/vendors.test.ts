import { expect, test } from 'vitest';
import type { SpeechService } from '../../contract/speech-services.ts';
import { FakeClock } from '../../foundation/testing/fake-clock.ts';
import { speechServiceProblems, vendorOf } from './vendors.ts';

const clock = new FakeClock();
const parts = { clock, uuid: () => 'id' };

const entry = (changed: Partial<SpeechService>): SpeechService => ({
  name: 'far',
  vendor: 'funasr',
  kind: 'both',
  secrets: {},
  options: {},
  ...changed,
});

const whole: readonly SpeechService[] = [
  entry({ kind: 'hears', url: 'ws://10.0.0.5:10095' }),
  entry({ vendor: 'openai-compatible', url: 'http://10.0.0.5/v1' }),
  entry({ vendor: 'dashscope', secrets: { key: 'k' }, options: { models: { cmn: 'paraformer-realtime-v2' } } }),
  entry({
    vendor: 'aliyun-nls',
    secrets: { accessKeyId: 'i', accessKeySecret: 's' },
    options: { appKey: 'a', appKeys: { yue: 'b' } },
  }),
  entry({ vendor: 'tencent', secrets: { secretId: 'i', secretKey: 'k' }, options: { appId: '1' } }),
  entry({ vendor: 'iflytek', secrets: { apiKey: 'k', apiSecret: 's' }, options: { appId: '1' } }),
  entry({ vendor: 'volcengine', secrets: { accessKey: 'k' }, options: { appId: '1' } }),
  entry({ vendor: 'azure', secrets: { key: 'k' }, options: { region: 'eastasia' } }),
];

test.each(whole.map((service) => [service.vendor, service] as const))(
  '%s makes what its entry asks for, under the name of the entry',
  async (name, service) => {
    expect(speechServiceProblems(service)).toEqual([]);
    const hearing = vendorOf(name)?.hears(service, parts);
    expect(hearing?.name).toBe('far');
    expect(hearing?.languages).toContain('cmn');
    await hearing?.close();
    if (service.kind !== 'both') return;
    const speaking = vendorOf(name)?.speaks?.(service, parts);
    expect(speaking?.name).toBe('far');
    expect(speaking?.abilities.languages).toContain('cmn');
    await speaking?.close();
  },
);

test.each(
  whole.filter(({ secrets }) => Object.keys(secrets).length > 0).map((service) => [service.vendor, service] as const),
)('%s says which of its keys are missing', (_, service) => {
  expect(speechServiceProblems({ ...service, secrets: {} })).toEqual(
    Object.keys(service.secrets).map((key) => `secrets.${key} is missing`),
  );
});

test('what a vendor does not know, cannot do or lacks is said in words', () => {
  expect(speechServiceProblems(entry({ options: { appId: '1' } }))).toEqual([
    'kind: funasr does not speak',
    'url is missing: this vendor has no address of its own',
    'options.appId is not known here',
  ]);
  expect(speechServiceProblems(entry({ vendor: 'openai-compatible', model: 'whisper-1' }))).toEqual([
    'model: hearing and speaking have each their own; wanted two entries',
  ]);
  expect(speechServiceProblems(entry({ vendor: 'nobody' }))[0]).toMatch(
    /^vendor: there is no 'nobody'; wanted one of funasr, openai-compatible, aliyun-nls/,
  );
});
