import { afterEach, describe, expect, test } from 'vitest';
import { FakeClock } from '../../../foundation/testing/fake-clock.ts';
import { hearingCases, twoSentences } from '../ws/testing/hearing-cases.ts';
import { hearWhole, sendSound, soundOf, TurnListener } from '../ws/testing/turn-listener.ts';
import { azureHearing, type AzureHearingSettings } from './hear.ts';
import { azureEar, type AzureEar, type AzureEarScript } from './testing/azure-hearing-server.ts';

const key = 'f00dbabe0123456789';
const parts = {
  clock: new FakeClock(Date.UTC(2026, 2, 2, 2, 0, 0)),
  uuid: () => '123E4567-E89B-12D3-A456-426655440000',
};
const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

async function bench(
  script: Partial<AzureEarScript> = {},
  settings: Partial<AzureHearingSettings> = {},
): Promise<{ readonly ear: AzureEar; readonly service: ReturnType<typeof azureHearing> }> {
  const ear = await azureEar({ key, confidence: 0.9, ...twoSentences, ...script });
  closing.push(() => ear.close());
  return { ear, service: azureHearing({ name: 'azure', region: 'eastasia', key, url: ear.url, ...settings }, parts) };
}

describe('as every service', () => {
  hearingCases(async (script) => {
    const ear = await azureEar({ key, confidence: 0.9, ...script });
    return {
      service: azureHearing({ name: 'azure', region: 'eastasia', key, url: ear.url }, parts),
      violations: ear.violations,
      sounds: () => ear.ears.map(({ sound }) => sound),
      close: () => ear.close(),
    };
  });
});

test('language, format and a model of one’s own stand in the address, hotwords are a phrase list', async () => {
  const { ear, service } = await bench({}, { model: 'ep-1', locales: { cmn: 'zh-CN-sichuan' } });
  for (const language of ['cmn', 'yue', 'en'] as const) {
    const listener = new TurnListener();
    const turn = service.open({ language, hotwords: language === 'cmn' ? ['花呗', '借呗'] : [] }, listener);
    sendSound(turn, soundOf(100));
    turn.finish();
    await listener.end();
  }
  expect(ear.addresses).toEqual(
    ['zh-CN-sichuan', 'zh-HK', 'en-US'].map(
      (locale) => `/speech/recognition/conversation/cognitiveservices/v1?language=${locale}&format=detailed&cid=ep-1`,
    ),
  );
  expect(ear.contexts).toEqual([
    { dgi: { Groups: [{ Type: 'Generic', Items: [{ Text: '花呗' }, { Text: '借呗' }] }] } },
  ]);
  expect(ear.violations).toEqual([]);
});

test('sound goes in packets of 100 ms, and confidence is that of the service', async () => {
  const { ear, service } = await bench({ confidence: 0.42 });
  const { ends } = await hearWhole(service, 250);
  expect(ear.ears[0]?.packetBytes).toEqual([1_600, 1_600, 800, 0]);
  expect(ends).toEqual([{ text: '你好，我在。请说吧！', confidence: 0.42 }]);
});

test('English phrases are joined by a space', async () => {
  const sentences = [
    { afterMs: 100, index: 1, text: 'Hello.', ended: true },
    { afterMs: 200, index: 2, text: 'who is', ended: false },
    { afterMs: 1_000, index: 2, text: 'Who is it?', ended: true },
  ];
  const { service } = await bench({ sentences });
  const listener = new TurnListener();
  const turn = service.open({ language: 'en', hotwords: [] }, listener);
  sendSound(turn, soundOf(320));
  turn.finish();
  expect(await listener.end()).toMatchObject({ text: 'Hello. Who is it?' });
  expect(listener.partials).toEqual(['Hello.', 'Hello. who is', 'Hello. Who is it?']);
});

test('silence is a final without words', async () => {
  const { service } = await bench({ sentences: [{ afterMs: 100, index: 1, text: '', ended: true }] });
  expect((await hearWhole(service, 300)).ends).toEqual([{ text: '', confidence: 1 }]);
});

test('a refused key is for good and stands in no reason though the service echoes it', async () => {
  const { service } = await bench({}, { key: 'c0ffee-secret' });
  expect((await hearWhole(service, 100)).ends).toEqual([
    { reason: 'the service answered with status 401: Access denied for ***', permanent: true },
  ]);
});

test.each([
  ['TooManyRequests', false, 'the service says TooManyRequests'],
  ['Error', false, 'the service says Error'],
  ['Forbidden', true, 'the service says Forbidden'],
  [1007, true, `the service closed the connection with code 1007: no such format ***`],
  [1011, false, `the service closed the connection with code 1011: no such format ***`],
] as const)('%s is told as it is', async (code, permanent, reason) => {
  const fault = { afterMs: 200, does: { code, message: `no such format ${key}` } };
  const { service } = await bench({ fault });
  expect((await hearWhole(service, 400)).ends).toEqual([{ reason, permanent }]);
});

test('an abandoned turn closes its connection', async () => {
  const { ear, service } = await bench();
  const listener = new TurnListener();
  const turn = service.open({ language: 'cmn', hotwords: [] }, listener);
  sendSound(turn, soundOf(200));
  await listener.heard('你好');
  turn.close();
  await expect.poll(() => ear.closes).toEqual([1000]);
  expect(listener.ends).toEqual([]);
});
