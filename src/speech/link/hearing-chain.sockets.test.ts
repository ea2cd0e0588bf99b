import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import type { Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { systemClock } from '../../foundation/clock.ts';
import { serveEngine, type Engine } from '../engines/engine-server.ts';
import { connectSpeechLink } from './connect-speech-link.ts';
import type { HearingListener, HearingOptions, SpeechLink } from './speech-link.ts';
import { noSpeechSockets, type EngineSocket } from './speech-sockets.ts';
import type { EngineRequest } from './wire.ts';

const sentence = '我想买重疾险';
const hearing: HearingOptions = { detectVoice: false, recognizer: 'one', language: 'cmn', hotwords: [] };

let folder = '';
let closing: (() => unknown)[] = [];
let link: SpeechLink;
let log: string[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'waihu-chain-'));
  log = [];
});
afterEach(async () => {
  for (const close of closing.reverse()) await close();
  closing = [];
  await rm(folder, { recursive: true });
});

/** Hears one character of the sentence with each frame, and the characters heard so far as the final. */
async function spelling(name: string, languages: EngineSocket['languages'] = ['cmn']) {
  const requests: EngineRequest[] = [];
  const told = { refusing: false };
  let cut: () => void = () => undefined;
  const engine: Engine = {
    connected: (reply) => {
      const heard = new Map<number, number>();
      return {
        received(request) {
          requests.push(request);
          const { id } = request;
          if (told.refusing) return reply({ kind: 'refused', id, reason: 'no money' });
          if (request.kind === 'open') heard.set(id, 0);
          const count = heard.get(id) ?? 0;
          if (request.kind === 'audio') {
            heard.set(id, count + 1);
            reply({ kind: 'partial', id, frameAtMs: request.frameAtMs, text: sentence.slice(0, count + 1) });
          }
          if (request.kind !== 'finish') return;
          heard.set(id, 0);
          reply({ kind: 'final', id, frameAtMs: 0, confidence: 1, text: sentence.slice(0, count) });
        },
        closed: () => undefined,
      };
    },
  };
  const socketPath = join(folder, name);
  const server: Server = await serveEngine(engine, socketPath, { eager: true });
  server.on('connection', (socket) => {
    cut = () => socket.destroy();
  });
  /** As a kill would. */
  const die = async (): Promise<void> => {
    cut();
    if (!server.listening) return;
    server.close();
    await once(server, 'close');
  };
  closing.push(die);
  return { socket: { name, socketPath, languages }, requests, told, die };
}

function connected(recognizers: readonly EngineSocket[]): void {
  link = connectSpeechLink({ ...noSpeechSockets, recognizers }, { clock: systemClock });
  closing.push(() => link.close());
}

const listener: HearingListener = {
  voiceProbability: () => undefined,
  partial: (text) => log.push(`partial ${text}`),
  final: (text) => log.push(`final ${text}`),
  replaced: (recognizer, reason) => log.push(`${recognizer} instead of ${reason}`),
  lost: (what, reason) => log.push(`lost ${what}: ${reason}`),
};

/** Flushes once a turn until `done`, as the worker's clock would. */
async function until(done: () => boolean): Promise<void> {
  while (!done()) {
    link.flush();
    await new Promise<void>((resolve) => {
      setImmediate(resolve);
    });
  }
}

const frame = new Int16Array(160).fill(700);

test('an engine killed in mid-word: the next gives the whole sentence, and no word comes twice', async () => {
  const one = await spelling('one');
  const two = await spelling('two');
  connected([one.socket, two.socket]);
  const stream = link.openStream({ ...hearing, fallbacks: ['two'] }, listener);
  for (const atMs of [20, 40, 60]) stream.accept(frame, atMs);
  await until(() => log.length === 3);
  await one.die();
  await until(() => log.length === 4);
  for (const atMs of [80, 100, 120]) stream.accept(frame, atMs);
  stream.finish();
  await until(() => log.at(-1)?.startsWith('final') ?? false);
  expect(log).toEqual([
    'partial 我',
    'partial 我想',
    'partial 我想买',
    expect.stringMatching(/^two instead of one: /),
    'partial 我想买重',
    'partial 我想买重疾',
    `partial ${sentence}`,
    `final ${sentence}`,
  ]);
  expect(two.requests.flatMap((request) => (request.kind === 'audio' ? [request.frameAtMs] : []))).toEqual([
    20, 40, 60, 80, 100, 120,
  ]);
  stream.accept(frame, 200);
  stream.finish();
  await until(() => log.length === 10);
  expect(log.slice(8)).toEqual(['partial 我', 'final 我']);
});

test('an engine killed between the end of a turn and its final: the next gives that final', async () => {
  const one = await spelling('one');
  const two = await spelling('two');
  connected([one.socket, two.socket]);
  const stream = link.openStream({ ...hearing, fallbacks: ['two'] }, listener);
  stream.accept(frame, 20);
  await until(() => log.length === 1);
  await one.die();
  stream.finish();
  await until(() => log.length === 3);
  expect(log).toEqual(['partial 我', expect.stringMatching(/^two instead of one: /), 'final 我']);
});

test('what was heard to its end is not heard again', async () => {
  const one = await spelling('one');
  const two = await spelling('two');
  connected([one.socket, two.socket]);
  const stream = link.openStream({ ...hearing, fallbacks: ['two'] }, listener);
  stream.accept(frame, 20);
  stream.finish();
  await until(() => log.length === 2);
  await one.die();
  await until(() => log.length === 3);
  stream.expect(['好的']);
  stream.close();
  await until(() => two.requests.at(-1)?.kind === 'close');
  expect(two.requests.map(({ kind }) => kind)).toEqual(['open', 'expect', 'close']);
});

test('a chain passes over who refuses or is not here, and is lost once when nobody is left', async () => {
  const one = await spelling('one');
  const two = await spelling('two');
  one.told.refusing = true;
  two.told.refusing = true;
  connected([one.socket, two.socket]);
  const stream = link.openStream({ ...hearing, fallbacks: ['nobody', 'two'] }, listener);
  stream.accept(frame, 20);
  await until(() => log.length === 2);
  expect(log).toEqual(['two instead of one: no money', 'lost recognizer: two: no money']);
});

test('those who know the language come first, and are the only ones where there are any', async () => {
  const one = await spelling('one', ['en']);
  const two = await spelling('two');
  connected([one.socket, two.socket]);
  link.openStream({ ...hearing, fallbacks: ['two'] }, listener).accept(frame, 20);
  await until(() => log.length === 1);
  expect(one.requests).toEqual([]);
  link.openStream({ ...hearing, language: 'yue', fallbacks: ['two'] }, listener).accept(frame, 20);
  await until(() => log.length === 2);
  expect(one.requests.map(({ kind }) => kind)).toEqual(['open', 'audio']);
});
