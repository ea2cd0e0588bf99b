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
import type { EngineReply, EngineRequest } from './wire.ts';

const hearing: HearingOptions = {
  detectVoice: false,
  recognizer: 'model',
  language: 'cmn',
  hotwords: [],
  denoise: true,
};
let folder = '';
let closing: (() => unknown)[] = [];
let log: string[] = [];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'waihu-clean-'));
  log = [];
});
afterEach(async () => {
  for (const close of closing.reverse()) await close();
  closing = [];
  await rm(folder, { recursive: true });
});

const listener: HearingListener = {
  voiceProbability: () => undefined,
  partial: () => undefined,
  final: (text) => void log.push(`final ${text}`),
  replaced: (name, reason) => void log.push(`replaced by ${name}: ${reason}`),
  lost: (what, reason) => void log.push(`lost ${what}: ${reason}`),
};

/** An engine that answers as told. */
async function engine(name: string, answer: (request: EngineRequest, reply: (reply: EngineReply) => void) => void) {
  const served: Engine = {
    connected: (reply) => ({ received: (request) => answer(request, reply), closed: () => undefined }),
  };
  const socketPath = join(folder, name);
  const server: Server = await serveEngine(served, socketPath, { eager: true });
  let cut: () => void = () => undefined;
  server.on('connection', (socket) => {
    cut = () => socket.destroy();
  });
  const die = async (): Promise<void> => {
    cut();
    if (!server.listening) return;
    server.close();
    await once(server, 'close');
  };
  closing.push(die);
  const socket: EngineSocket = { name, socketPath, languages: ['cmn'] };
  return { socket, die };
}

/** Its final is what it heard: the first sample of each frame. */
const spelling = (name: string) => {
  let heard: string[] = [];
  return engine(name, (request, reply) => {
    if (request.kind === 'audio') heard.push(`${request.samples[0]}@${request.frameAtMs}`);
    if (request.kind === 'expect') heard.push(request.phrases.join());
    if (request.kind !== 'finish') return;
    reply({ kind: 'final', id: request.id, frameAtMs: 0, confidence: 1, text: heard.join(' ') });
    heard = [];
  });
};
/** Gives back each frame with its samples made negative. */
const cleaning = (mostFrames = Infinity) => {
  let frames = 0;
  return engine('cleaner', (request, reply) => {
    if (request.kind === 'audio' && frames++ < mostFrames)
      reply({ kind: 'chunk', id: request.id, samples: request.samples.map((sample) => -sample) });
  });
};

function connected(recognizer: EngineSocket, denoiser: EngineSocket | null, others: EngineSocket[] = []): SpeechLink {
  const recognizers = [recognizer, ...others];
  const link = connectSpeechLink({ ...noSpeechSockets, recognizers, denoiser }, { clock: systemClock });
  closing.push(() => link.close());
  return link;
}

/** Flushes once a turn until so much was told, as the worker's clock would. */
async function told(link: SpeechLink, count: number): Promise<void> {
  while (log.length < count) {
    link.flush();
    await new Promise<void>((resolve) => {
      setTimeout(resolve, 2);
    });
  }
}
const frame = (value: number): Int16Array => new Int16Array(160).fill(value);

test('the recogniser hears the cleaned frames with their times, and what is asked keeps its place', async () => {
  const link = connected((await spelling('model')).socket, (await cleaning()).socket);
  const stream = link.openStream(hearing, listener);
  for (const value of [1, 2]) stream.accept(frame(value), value * 20);
  stream.finish();
  stream.expect(['要']);
  stream.accept(frame(3), 60);
  stream.finish();
  await told(link, 2);
  expect(log).toEqual(['final -1@20 -2@40', 'final 要 -3@60']);
});

test('who did not ask for it is heard as he comes', async () => {
  const link = connected((await spelling('model')).socket, (await cleaning()).socket);
  const stream = link.openStream({ ...hearing, denoise: false }, listener);
  stream.accept(frame(1), 20);
  stream.finish();
  await told(link, 1);
  expect(log).toEqual(['final 1@20']);
});

test('a denoiser that dies in mid-turn costs no frame, and that is said', async () => {
  const cleaner = await cleaning(1);
  const link = connected((await spelling('model')).socket, cleaner.socket);
  const stream = link.openStream(hearing, listener);
  for (const value of [1, 2]) stream.accept(frame(value), value * 20);
  stream.finish();
  for (let turn = 0; turn < 20; turn++) {
    link.flush();
    await new Promise<void>((resolve) => {
      setTimeout(resolve, 5);
    });
  }
  await cleaner.die();
  await told(link, 2);
  expect(log).toEqual([
    'lost denoiser: cleaner: the engine closed its socket; the voice is heard as it comes',
    'final -1@20 2@40',
  ]);
});

test('a denoiser that lags by a second is not waited for', async () => {
  const link = connected((await spelling('model')).socket, (await cleaning(0)).socket);
  const stream = link.openStream(hearing, listener);
  for (let at = 1; at <= 52; at++) stream.accept(frame(at), at * 20);
  stream.finish();
  await told(link, 2);
  expect(log[0]).toBe('lost denoiser: the denoiser is 50 frames behind; the voice is heard as it comes');
  expect(log[1]?.split(' ').slice(1)).toEqual(Array.from({ length: 52 }, (_, at) => `${at + 1}@${at * 20 + 20}`));
});

test('where none is installed that is said, and the voice is heard', async () => {
  const link = connected((await spelling('model')).socket, null);
  const stream = link.openStream(hearing, listener);
  stream.accept(frame(1), 20);
  stream.finish();
  await told(link, 2);
  expect(log).toEqual(['lost denoiser: no denoiser is installed; the voice is heard as it comes', 'final 1@20']);
});

test('with gain control a quiet voice is heard louder, and the frame that came is left as it was', async () => {
  const link = connected((await spelling('model')).socket, null);
  const stream = link.openStream({ ...hearing, denoise: false, gainControl: true }, listener);
  const came = frame(300);
  for (let at = 0; at < 60; at++) stream.accept(came, at * 20);
  stream.finish();
  await told(link, 1);
  const values =
    log[0]
      ?.split(' ')
      .slice(1)
      .map((text) => Number(text.split('@')[0])) ?? [];
  expect([values[0], came[0]]).toEqual([300, 300]);
  expect(values.at(-1)).toBeGreaterThan(2_000);
});

test('each recogniser is counted what it was shown: a turn heard again by another counts for both, repeats to a service too', async () => {
  const failing = await engine('model', (request, reply) => {
    if (request.kind === 'audio' && request.frameAtMs === 40) reply({ kind: 'repeated', id: request.id, seconds: 0.5 });
    if (request.kind === 'finish') reply({ kind: 'refused', id: request.id, reason: 'no money' });
  });
  const link = connected(failing.socket, null, [(await spelling('second')).socket]);
  const stream = link.openStream({ ...hearing, denoise: false, fallbacks: ['second'] }, listener);
  for (const value of [1, 2]) stream.accept(frame(value), value * 20);
  stream.finish();
  await told(link, 2);
  stream.accept(frame(3), 60);
  expect(log).toEqual(['replaced by second: model: no money', 'final 1@20 2@40']);
  expect(stream.takeRecognized()).toEqual([
    { recognizer: 'model', seconds: 0.54 },
    { recognizer: 'second', seconds: 0.06 },
  ]);
  expect(stream.takeRecognized()).toEqual([]);
});

test("a tenant's order of voices is kept where the voice names nobody, and the next one says what the first cannot", async () => {
  const speaking = (name: string, can: boolean) =>
    engine(name, (request, reply) => {
      if (request.kind === 'say')
        reply(
          can
            ? { kind: 'end', id: request.id, provider: name }
            : { kind: 'failed', id: request.id, reason: `${name} cannot` },
        );
    });
  const synthesizers = [
    (await speaking('usual', true)).socket,
    (await speaking('mute', false)).socket,
    (await speaking('own', true)).socket,
  ];
  const link = connectSpeechLink({ ...noSpeechSockets, synthesizers }, { clock: systemClock });
  closing.push(() => link.close());
  const say = (preferred: string[] | undefined, name?: string): void => {
    const voice = { language: 'cmn', emotion: 'neutral', speed: 1, pitch: 1, ...(name && { name }) } as const;
    link.synthesize(
      { text: '好', voice, preferred },
      { chunk: () => undefined, end: (provider) => void log.push(provider), failed: (reason) => void log.push(reason) },
    );
  };
  say(undefined);
  await told(link, 1);
  say(['mute', 'own']);
  await told(link, 2);
  say(['own'], 'usual');
  await told(link, 3);
  expect(log).toEqual(['usual', 'own', 'usual']);
});
