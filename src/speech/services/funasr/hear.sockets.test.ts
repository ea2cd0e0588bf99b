import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { systemClock } from '../../../foundation/clock.ts';
import { engineSession } from '../../testing/engine-session.ts';
import { hearingEngineOfService } from '../hearing-engine-of-service.ts';
import type { HearingTurn } from '../hearing-service.ts';
import { funAsrHearing } from './hear.ts';
import { openFunAsrServer, type FunAsrServer } from './testing/funasr-server.ts';

let server: FunAsrServer;
let log: string[] = [];
beforeEach(async () => {
  log = [];
  server = await openFunAsrServer({
    words: ['我想', '买中', '级险', '多少', '钱'],
    corrections: { 3: '我想买重疾险，' },
    last: '多少钱？',
  });
});
afterEach(() => server.close());

/** 100 ms of sound. */
const sound = new Int16Array(800).fill(500);

function serviceAt(url: string) {
  return funAsrHearing({ name: 'house', url }, { uuid: () => 'turn-1' });
}

function openTurn(hotwords: readonly string[] = [], url = server.url): HearingTurn {
  return serviceAt(url).open(
    { language: 'cmn', hotwords },
    {
      answered: () => log.push('answered'),
      partial: (text) => log.push(text),
      final: (text, confidence) => log.push(`final ${text} ${confidence}`),
      failed: (reason, permanent) => log.push(`failed ${permanent}: ${reason}`),
    },
  );
}

const until = (last: RegExp): Promise<void> => expect.poll(() => log.at(-1) ?? '').toMatch(last);

test('streamed words are added up, each correction replaces them, and the last one ends the turn', async () => {
  const turn = openTurn(['重疾险', '保额']);
  for (let step = 0; step < 5; step++) turn.send(sound);
  await until(/多少钱$/);
  turn.finish();
  await until(/^final/);
  expect(log).toEqual([
    'answered',
    '我想',
    '我想买中',
    '我想买中级险',
    '我想买重疾险，',
    '我想买重疾险，多少',
    '我想买重疾险，多少钱',
    'final 我想买重疾险，多少钱？ 1',
  ]);
  expect(server.begun).toEqual([
    {
      mode: '2pass',
      wav_name: 'turn-1',
      wav_format: 'pcm',
      audio_fs: 8_000,
      chunk_size: [5, 10, 5],
      is_speaking: true,
      itn: true,
      hotwords: '{"重疾险":20,"保额":20}',
    },
  ]);
  expect(server.bytes).toEqual([8_000]);
  expect(server.ended).toEqual([true]);
});

test('a turn without hotwords sends none, and samples are read before send returns', async () => {
  const turn = openTurn();
  const samples = sound.slice();
  turn.send(samples);
  samples.fill(0);
  turn.finish();
  await until(/^final/);
  expect(server.begun[0]).not.toHaveProperty('hotwords');
  expect(server.bytes).toEqual([1_600]);
});

test('a connection cut in mid-word is a failure that another try may mend', async () => {
  server.cutAfterWords(2);
  const turn = openTurn();
  for (let step = 0; step < 5; step++) turn.send(sound);
  await until(/^failed/);
  expect(log.slice(1)).toEqual(['我想', '我想买中', 'failed false: the connection broke off']);
});

test('served as an engine, a turn that was cut in mid-word comes whole, and no partial comes twice', async () => {
  server.cutAfterWords(2);
  const session = engineSession(hearingEngineOfService(serviceAt(server.url), systemClock));
  session.received({ kind: 'open', id: 1, options: { language: 'cmn', hotwords: [] } });
  for (let frame = 0; frame < 25; frame++)
    session.received({ kind: 'audio', id: 1, frameAtMs: frame * 20, samples: sound.subarray(0, 160) });
  const words = (): string[] =>
    session.replies.flatMap((reply) => ('text' in reply ? `${reply.kind} ${reply.text}` : []));
  await expect.poll(words).toHaveLength(6);
  session.received({ kind: 'finish', id: 1 });
  await expect.poll(words).toHaveLength(7);
  expect(words()).toEqual([
    'partial 我想',
    'partial 我想买中',
    'partial 我想买中级险',
    'partial 我想买重疾险，',
    'partial 我想买重疾险，多少',
    'partial 我想买重疾险，多少钱',
    'final 我想买重疾险，多少钱？',
  ]);
  expect(server.bytes[1]).toBe(8_000);
  expect(session.replies.filter(({ kind }) => kind === 'repeated')).toHaveLength(1);
});

test('an error in place of words is permanent, and what is no result is not', async () => {
  const error = 'ERROR. Real-time transcription service ONLY SUPPORT PCM stream.';
  server.answerWith(JSON.stringify({ text: error, wav_name: 'turn-1', is_final: true }));
  openTurn().send(sound);
  await until(/^failed/);
  expect(log.at(-1)).toBe(`failed true: ${error}`);
  server.answerWith('<html>');
  openTurn().send(sound);
  await until(/^failed false/);
  expect(log.at(-1)).toBe('failed false: the FunASR server sent what is no result: <html>');
});

test('where nobody listens, or somebody else does, the turn fails with the reason', async () => {
  const page: Server = createServer((_, response) => response.writeHead(403).end('members only'));
  page.on('upgrade', (_, socket) => socket.end('HTTP/1.1 403 Forbidden\r\ncontent-length: 12\r\n\r\nmembers only'));
  page.listen(0, '127.0.0.1');
  await once(page, 'listening');
  const url = `ws://127.0.0.1:${(page.address() as AddressInfo).port}`;
  openTurn([], url);
  await until(/^failed/);
  expect(log.at(-1)).toBe('failed true: the service answered with status 403: members only');
  page.close();
  await once(page, 'close');
  openTurn([], url);
  await until(/^failed false/);
  expect(log.at(-1)).toMatch(/ECONNREFUSED/);
});

test('a turn closed before its connection stands says nothing more', async () => {
  openTurn().close();
  const after = openTurn();
  after.finish();
  await until(/^final/);
  expect(log).toEqual(['answered', 'final 多少钱？ 1']);
});

test('closing the service closes its turns', async () => {
  const service = serviceAt(server.url);
  const turn = service.open(
    { language: 'cmn', hotwords: [] },
    { partial: (text) => log.push(text), final: () => undefined, failed: (reason) => log.push(reason) },
  );
  turn.send(sound);
  await until(/我想/);
  await service.close();
  turn.send(sound);
  turn.finish();
  expect(log).toEqual(['我想']);
});
