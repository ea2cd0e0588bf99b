import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { systemClock } from '../../foundation/clock.ts';
import { silentLogger } from '../../foundation/logger.ts';
import { connectSpeechLink } from '../link/connect-speech-link.ts';
import type { HearingListener } from '../link/speech-link.ts';
import { openFunAsrServer } from '../services/funasr/testing/funasr-server.ts';
import type { SpeechServiceInClear } from '../services/vendor.ts';
import { startSpeechEngines, type SpeechEngines } from './start-speech-engines.ts';

let folder = '';
let closing: (() => unknown)[] = [];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'waihu-far-'));
});
afterEach(async () => {
  for (const close of closing.reverse()) await close();
  closing = [];
  await rm(folder, { recursive: true });
});

/** A process that has only begun takes its time where the machine is busy. */
const patience = { timeout: 30_000 };

const service = (entry: Partial<SpeechServiceInClear>): SpeechServiceInClear => ({
  name: 'one',
  vendor: 'funasr',
  kind: 'hears',
  secrets: {},
  options: {},
  ...entry,
});

async function started(...services: readonly SpeechServiceInClear[]): Promise<SpeechEngines> {
  const engines = await startSpeechEngines({
    dataFolder: folder,
    logger: silentLogger,
    clock: systemClock,
    services,
    synthesizers: 0,
    voiceDetector: false,
  });
  closing.push(() => engines.close());
  return engines;
}

const childOf = (engines: SpeechEngines, name: string) =>
  engines.engines.find(({ what }) => what === `recognition service '${name}'`)?.child;

async function funAsr() {
  const server = await openFunAsrServer({
    words: ['我想', '买重', '疾险', '多少', '钱'],
    last: '我想买重疾险多少钱？',
  });
  closing.push(() => server.close());
  return server;
}

test('a service is served by a process of its own; killed in mid-word, the next one gives the whole sentence', async () => {
  const [first, second] = [await funAsr(), await funAsr()];
  const engines = await started(service({ url: first.url }), service({ name: 'two', url: second.url }));
  expect(engines.capabilities.recognizers).toEqual([
    { name: 'one', languages: ['cmn'] },
    { name: 'two', languages: ['cmn'] },
  ]);
  expect(engines.capabilities.missing.map(({ what }) => what)).not.toContain('recognizer');
  const link = connectSpeechLink(engines.sockets, { clock: systemClock });
  const flushing = setInterval(() => link.flush(), 5);
  closing.push(() => {
    clearInterval(flushing);
    return link.close();
  });
  const log: string[] = [];
  const listener: HearingListener = {
    voiceProbability: () => undefined,
    partial: (text) => log.push(text),
    final: (text) => log.push(`final ${text}`),
    replaced: (recognizer) => log.push(`${recognizer} hears`),
    lost: (_, reason) => log.push(`lost ${reason}`),
  };
  const stream = link.openStream(
    { detectVoice: false, recognizer: 'one', fallbacks: ['two'], language: 'cmn', hotwords: [] },
    listener,
  );
  const say = (from: number, to: number): void => {
    for (let frame = from; frame < to; frame++) stream.accept(new Int16Array(160).fill(500), frame * 20);
  };
  say(0, 12);
  await expect.poll(() => log, patience).toEqual(['我想', '我想买重']);
  process.kill(childOf(engines, 'one')?.pid ?? 0, 'SIGKILL');
  await expect.poll(() => log.includes('two hears'), patience).toBe(true);
  say(12, 25);
  stream.finish();
  await expect.poll(() => log.at(-1), patience).toBe('final 我想买重疾险多少钱？');
  expect(log).toEqual([
    '我想',
    '我想买重',
    'two hears',
    '我想买重疾险',
    '我想买重疾险多少',
    '我想买重疾险多少钱',
    'final 我想买重疾险多少钱？',
  ]);
  expect(second.bytes).toEqual([8_000]);
});

test('secrets stand in no argument, and a vendor that nobody knows is nobody', async () => {
  const server = await funAsr();
  const engines = await started(
    service({ url: server.url, secrets: {} }),
    service({
      name: 'guarded',
      vendor: 'openai-compatible',
      url: 'http://127.0.0.1:9/v1',
      secrets: { key: 'sk-topsecret' },
    }),
    service({ name: 'unknown', vendor: 'nobody' }),
  );
  expect(engines.capabilities.recognizers.map(({ name }) => name)).toEqual(['one', 'guarded']);
  const pid = childOf(engines, 'guarded')?.pid ?? 0;
  for (const file of ['cmdline', 'environ'])
    expect(readFileSync(`/proc/${pid}/${file}`, 'utf8')).not.toContain('sk-topsecret');
});

test('an entry that its vendor refuses costs its own capability, and no secret is told', async () => {
  const server = await funAsr();
  const engines = await started(
    service({ url: server.url }),
    service({ name: 'bad', secrets: { key: 'sk-topsecret' } }),
  );
  expect(engines.capabilities.recognizers.map(({ name }) => name)).toEqual(['one']);
  const failure = engines.capabilities.missing.find(({ mend }) => mend.includes("'bad'"));
  expect(failure).toMatchObject({
    code: 'service-unfit',
    mend: "see the entry 'bad' of WAIHU_SPEECH_SERVICES",
  });
  expect(JSON.stringify(engines.capabilities)).not.toContain('sk-topsecret');
});
