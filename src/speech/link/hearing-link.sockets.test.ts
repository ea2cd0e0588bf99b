import { beforeEach, expect, test } from 'vitest';
import type { HearingListener, HearingOptions, SpeechLink } from './speech-link.ts';
import { engineOnSocket, flushUntil, linkTo, type EngineOnSocket } from './testing/engine-on-socket.ts';

const hearing: HearingOptions = {
  detectVoice: false,
  recognizer: 'model',
  language: 'cmn',
  hotwords: [],
  denoise: true,
};
let log: string[] = [];
beforeEach(() => {
  log = [];
});

const listener: HearingListener = {
  voiceProbability: () => undefined,
  partial: () => undefined,
  final: (text) => void log.push(`final ${text}`),
  replaced: (name, reason) => void log.push(`replaced by ${name}: ${reason}`),
  lost: (what, reason) => void log.push(`lost ${what}: ${reason}`),
};

/** Its final is what it heard: the first sample of each frame. */
const spelling = (name: string) => {
  let heard: string[] = [];
  return engineOnSocket(name, (request, reply) => {
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
  return engineOnSocket('cleaner', (request, reply) => {
    if (request.kind === 'audio' && frames++ < mostFrames)
      reply({ kind: 'chunk', id: request.id, samples: request.samples.map((sample) => -sample) });
  });
};

const linkWith = (recognizer: EngineOnSocket, denoiser?: EngineOnSocket): SpeechLink =>
  linkTo({ recognizers: [recognizer.socket], denoiser: denoiser?.socket ?? null });
const told = (link: SpeechLink, count: number): Promise<void> => flushUntil(link, () => log.length >= count);
const frame = (value: number): Int16Array => new Int16Array(160).fill(value);

test('the recogniser hears the cleaned frames with their times, and what is asked keeps its place', async () => {
  const link = linkWith(await spelling('model'), await cleaning());
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
  const link = linkWith(await spelling('model'), await cleaning());
  const stream = link.openStream({ ...hearing, denoise: false }, listener);
  stream.accept(frame(1), 20);
  stream.finish();
  await told(link, 1);
  expect(log).toEqual(['final 1@20']);
});

test('a denoiser that dies in mid-turn costs no frame, and that is said', async () => {
  const [model, cleaner] = [await spelling('model'), await cleaning(1)];
  const link = linkWith(model, cleaner);
  const stream = link.openStream(hearing, listener);
  for (const value of [1, 2]) stream.accept(frame(value), value * 20);
  stream.finish();
  await flushUntil(link, () => model.requests.some(({ kind }) => kind === 'audio'));
  await cleaner.die();
  await told(link, 2);
  expect(log).toEqual([
    'lost denoiser: cleaner: the engine closed its socket; the voice is heard as it comes',
    'final -1@20 2@40',
  ]);
});

test('a denoiser that lags by a second is not waited for', async () => {
  const link = linkWith(await spelling('model'), await cleaning(0));
  const stream = link.openStream(hearing, listener);
  for (let at = 1; at <= 52; at++) stream.accept(frame(at), at * 20);
  stream.finish();
  await told(link, 2);
  expect(log[0]).toBe('lost denoiser: the denoiser is 50 frames behind; the voice is heard as it comes');
  expect(log[1]?.split(' ').slice(1)).toEqual(Array.from({ length: 52 }, (_, at) => `${at + 1}@${at * 20 + 20}`));
});

test('where none is installed that is said, and the voice is heard', async () => {
  const link = linkWith(await spelling('model'));
  const stream = link.openStream(hearing, listener);
  stream.accept(frame(1), 20);
  stream.finish();
  await told(link, 2);
  expect(log).toEqual(['lost denoiser: no denoiser is installed; the voice is heard as it comes', 'final 1@20']);
});

test('with gain control a quiet voice is heard louder, and the frame that came is left as it was', async () => {
  const link = linkWith(await spelling('model'));
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
  const failing = await engineOnSocket('model', (request, reply) => {
    if (request.kind === 'audio' && request.frameAtMs === 40) reply({ kind: 'repeated', id: request.id, seconds: 0.5 });
    if (request.kind === 'finish') reply({ kind: 'refused', id: request.id, reason: 'no money' });
  });
  const link = linkTo({ recognizers: [failing.socket, (await spelling('second')).socket] });
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
