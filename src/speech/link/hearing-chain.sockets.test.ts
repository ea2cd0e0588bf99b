import { beforeEach, expect, test } from 'vitest';
import type { HearingListener, HearingOptions, SpeechLink } from './speech-link.ts';
import type { EngineSocket } from './speech-sockets.ts';
import { engineOnSocket, flushUntil, linkTo } from './testing/engine-on-socket.ts';

const sentence = '我想买重疾险';
const hearing: HearingOptions = { detectVoice: false, recognizer: 'one', language: 'cmn', hotwords: [] };

let link: SpeechLink;
let log: string[] = [];
beforeEach(() => {
  log = [];
});

/** Hears one character of the sentence with each frame, and the characters heard so far as the final. */
async function spelling(name: string, languages?: EngineSocket['languages']) {
  const told = { refusing: false };
  const heard = new Map<number, number>();
  const engine = await engineOnSocket(
    name,
    (request, reply) => {
      const { id } = request;
      if (told.refusing) return reply({ kind: 'refused', id, reason: 'no money' });
      const count = heard.get(id) ?? 0;
      if (request.kind === 'audio') {
        heard.set(id, count + 1);
        reply({ kind: 'partial', id, frameAtMs: request.frameAtMs, text: sentence.slice(0, count + 1) });
      }
      if (request.kind !== 'finish') return;
      heard.set(id, 0);
      reply({ kind: 'final', id, frameAtMs: 0, confidence: 1, text: sentence.slice(0, count) });
    },
    languages,
  );
  return { ...engine, told };
}

function connected(recognizers: readonly EngineSocket[]): void {
  link = linkTo({ recognizers });
}

const listener: HearingListener = {
  voiceProbability: () => undefined,
  partial: (text) => log.push(`partial ${text}`),
  final: (text) => log.push(`final ${text}`),
  replaced: (recognizer, reason) => log.push(`${recognizer} instead of ${reason}`),
  lost: (what, reason) => log.push(`lost ${what}: ${reason}`),
};

const until = (done: () => boolean): Promise<void> => flushUntil(link, done);
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
