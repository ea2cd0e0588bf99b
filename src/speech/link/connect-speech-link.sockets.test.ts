import { describe, expect, test } from 'vitest';
import { FakeClock } from '../../foundation/testing/fake-clock.ts';
import type { HearingListener, SynthesisSink } from './speech-link.ts';
import { engineOnSocket, flushUntil, linkTo } from './testing/engine-on-socket.ts';

const voice = { language: 'cmn', emotion: 'neutral', speed: 1, pitch: 1 } as const;
const hearing = { detectVoice: true, recognizer: 'model', language: 'cmn', hotwords: ['保额'] } as const;

function listenerInto(log: string[]): HearingListener {
  return {
    voiceProbability: (probability, atMs) => log.push(`probability ${probability} ${atMs}`),
    partial: (text, atMs) => log.push(`partial ${text} ${atMs}`),
    final: (text, confidence, atMs) => log.push(`final ${text} ${confidence} ${atMs}`),
    lost: (what, reason) => log.push(`lost ${what}: ${reason}`),
  };
}

function sinkInto(log: string[]): SynthesisSink {
  return {
    chunk: (samples) => log.push(`chunk ${[...samples].join(' ')}`),
    mark: (textLength, atSample) => log.push(`mark ${textLength} ${atSample}`),
    end: (provider) => log.push(`end ${provider}`),
    failed: (reason) => log.push(`failed ${reason}`),
  };
}

describe('hearing', () => {
  const listening = (name: string) =>
    engineOnSocket(name, (request, reply) => {
      const { id } = request;
      if (request.kind === 'audio' && name === 'silero')
        reply({ kind: 'probability', id, frameAtMs: request.frameAtMs, probability: 0.5 });
      if (request.kind === 'audio' && name === 'model')
        reply({ kind: 'partial', id, frameAtMs: request.frameAtMs, text: '好' });
      if (request.kind === 'finish' && name === 'model')
        reply({ kind: 'final', id, frameAtMs: 20, text: '好的', confidence: 0.75 });
    });

  test('frames go to both engines, and their answers to the stream', async () => {
    const detector = await listening('silero');
    const recognizer = await listening('model');
    const link = linkTo({ voiceDetector: detector.socket, recognizers: [recognizer.socket] });
    const log: string[] = [];
    const stream = link.openStream(hearing, listenerInto(log));
    const samples = new Int16Array(160).fill(5);
    stream.accept(samples, 20);
    samples.fill(0);
    stream.finish();
    await flushUntil(link, () => log.length === 3);
    expect(log.toSorted((a, b) => (a < b ? -1 : 1))).toEqual([
      'final 好的 0.75 20',
      'partial 好 20',
      'probability 0.5 20',
    ]);
    expect(recognizer.requests[0]).toMatchObject({ kind: 'open', options: { language: 'cmn', hotwords: ['保额'] } });
    expect(recognizer.requests[1]).toMatchObject({ kind: 'audio', samples: new Int16Array(160).fill(5) });
    stream.close();
    await flushUntil(link, () => recognizer.requests.some((request) => request.kind === 'close'));
  });

  test('what the speaker is likely to say goes to the recogniser alone, at once and between turns', async () => {
    const detector = await listening('silero');
    const recognizer = await listening('model');
    const link = linkTo({ voiceDetector: detector.socket, recognizers: [recognizer.socket] });
    const log: string[] = [];
    const stream = link.openStream({ ...hearing, expected: ['好的'] }, listenerInto(log));
    stream.finish();
    stream.expect(['不用', '再说']);
    stream.close();
    await flushUntil(link, () => [detector, recognizer].every(({ requests }) => requests.at(-1)?.kind === 'close'));
    expect(recognizer.requests[0]).toMatchObject({ kind: 'open', options: { expected: ['好的'] } });
    expect(recognizer.requests[2]).toMatchObject({ kind: 'expect', phrases: ['不用', '再说'] });
    expect(detector.requests.map(({ kind }) => kind)).toEqual(['open', 'finish', 'close']);
  });

  test('engines that are not installed are told as lost at the next flush', () => {
    const link = linkTo({});
    const log: string[] = [];
    link.openStream(hearing, listenerInto(log));
    expect(log).toEqual([]);
    link.flush();
    expect(log).toEqual([
      'lost voice-detector: no neural voice detector is installed',
      "lost recognizer: recogniser 'model' is not installed",
    ]);
    const stream = link.openStream(hearing, listenerInto(log));
    stream.close();
    link.flush();
    expect(log).toHaveLength(2);
  });

  test('when an engine dies its streams are told once, and a stream opened after its restart is heard', async () => {
    const detector = await listening('silero');
    const link = linkTo({ voiceDetector: detector.socket });
    const log: string[] = [];
    const stream = link.openStream({ ...hearing, recognizer: null }, listenerInto(log));
    stream.accept(new Int16Array(160), 20);
    await flushUntil(link, () => log.length === 1);
    await detector.die();
    await flushUntil(link, () => log.length === 2);
    expect(log[1]).toBe('lost voice-detector: silero: the engine closed its socket');
    stream.accept(new Int16Array(160), 40);
    const early: string[] = [];
    link.openStream({ ...hearing, recognizer: null }, listenerInto(early));
    await flushUntil(link, () => early.length === 1);
    expect(early[0]).toMatch(/^lost voice-detector/);
    await detector.start();
    const again: string[] = [];
    let opened = false;
    await flushUntil(link, () => {
      if (!opened && detector.workers.size > 0) {
        opened = true;
        link.openStream({ ...hearing, recognizer: null }, listenerInto(again)).accept(new Int16Array(160), 60);
      }
      return again.length > 0;
    });
    expect(again).toEqual(['probability 0.5 60']);
    expect(log).toHaveLength(2);
  });

  test('an engine may refuse a stream, and one that writes nonsense is cut off', async () => {
    const refusing = await engineOnSocket('silero', (request, reply) =>
      reply({ kind: 'refused', id: request.id, reason: 'full' }),
    );
    const link = linkTo({ voiceDetector: refusing.socket });
    const log: string[] = [];
    link.openStream({ ...hearing, recognizer: null }, listenerInto(log));
    await flushUntil(link, () => log.length === 1);
    expect(log).toEqual(['lost voice-detector: silero: full']);

    const nonsense = await engineOnSocket('model', () => {
      for (const worker of nonsense.workers) worker.write('HTTP/1.1 400 Bad Request\r\n');
    });
    const other = linkTo({ recognizers: [nonsense.socket] });
    other.openStream({ ...hearing, detectVoice: false }, listenerInto(log));
    await flushUntil(other, () => log.length === 2);
    expect(log[1]).toMatch(/lost recognizer: model: speech engine socket: read a message of/);
  });

  test('when an engine lags the oldest frames are dropped and counted, and what is not sound is kept', async () => {
    const clock = new FakeClock();
    const silent = await engineOnSocket('silero', () => undefined);
    const link = linkTo({ voiceDetector: silent.socket }, clock);
    const stream = link.openStream({ ...hearing, recognizer: null }, listenerInto([]));
    for (let frame = 0; frame < 10_500; frame++) stream.accept(new Int16Array(160), frame);
    expect(link.droppedFrames).toBe(1_000);
    stream.finish();
    await flushUntil(link, () => silent.requests.at(-1)?.kind === 'finish');
    expect(silent.requests.map((request) => request.kind).slice(0, 2)).toEqual(['open', 'audio']);
    expect(silent.requests[1]).toMatchObject({ frameAtMs: 1_000 });
  });
});

describe('speaking', () => {
  test('chunks, marks and the end come in order; a refusal is a failure', async () => {
    const bell = await engineOnSocket('bell', (request, reply) => {
      if (request.kind !== 'say') return;
      const { id } = request;
      if (request.text === '坏') return reply({ kind: 'failed', id, reason: 'bell: cracked' });
      reply({ kind: 'chunk', id, samples: new Int16Array([1, 2]) });
      reply({ kind: 'mark', id, textLength: 1, atSample: 2 });
      reply({ kind: 'end', id, provider: 'bell' });
    });
    const link = linkTo({ synthesizers: [bell.socket] });
    const log: string[] = [];
    link.synthesize({ text: '好', voice }, sinkInto(log));
    await flushUntil(link, () => log.length === 3);
    expect(log).toEqual(['chunk 1 2', 'mark 1 2', 'end bell']);
    link.synthesize({ text: '坏', voice }, sinkInto(log));
    await flushUntil(link, () => log.length === 4);
    expect(log[3]).toBe('failed bell: cracked');
  });

  test('a text that one engine cannot say is said by the next, unless some of it was heard', async () => {
    const broke = await engineOnSocket('broke', (request, reply) => {
      if (request.kind !== 'say') return;
      if (request.text === '半') reply({ kind: 'chunk', id: request.id, samples: new Int16Array([1]) });
      reply({ kind: 'failed', id: request.id, reason: 'broke: no money' });
    });
    const sound = await engineOnSocket('sound', (request, reply) => {
      reply({ kind: 'chunk', id: request.id, samples: new Int16Array([7]) });
      reply({ kind: 'end', id: request.id, provider: 'sound' });
    });
    const link = linkTo({ synthesizers: [broke.socket, sound.socket] });
    await flushUntil(link, () => broke.workers.size + sound.workers.size === 2);
    const log: string[] = [];
    link.synthesize({ text: '好', voice }, sinkInto(log));
    await flushUntil(link, () => log.length === 2);
    link.synthesize({ text: '半', voice }, sinkInto(log));
    await flushUntil(link, () => log.length === 4);
    expect(log).toEqual(['chunk 7', 'end sound', 'chunk 1', 'failed broke: no money']);
    expect(sound.requests).toHaveLength(1);
  });

  test("a tenant's order of voices is kept where the voice names nobody, and the next one says what the first cannot", async () => {
    const speaking = (name: string) =>
      engineOnSocket(name, (request, reply) => {
        if (request.kind !== 'say') return;
        const { id } = request;
        reply(name === 'mute' ? { kind: 'failed', id, reason: 'mute cannot' } : { kind: 'end', id, provider: name });
      });
    const engines = [await speaking('usual'), await speaking('mute'), await speaking('own')];
    const link = linkTo({ synthesizers: engines.map(({ socket }) => socket) });
    await flushUntil(link, () => engines.every(({ workers }) => workers.size === 1));
    const log: string[] = [];
    for (const wish of [
      { voice },
      { voice, preferred: ['mute', 'own'] },
      { voice: { ...voice, name: 'usual' }, preferred: ['own'] },
    ]) {
      const told = log.length + 1;
      link.synthesize({ text: '好', ...wish }, sinkInto(log));
      await flushUntil(link, () => log.length === told);
    }
    expect(log).toEqual(['end usual', 'end own', 'end usual']);
  });

  test('an abandoned text is cancelled and says nothing more', async () => {
    const slow = await engineOnSocket('slow', (request, reply) => {
      if (request.kind === 'say') reply({ kind: 'chunk', id: request.id, samples: new Int16Array([1]) });
      if (request.kind === 'cancel') reply({ kind: 'end', id: request.id, provider: 'slow' });
    });
    const link = linkTo({ synthesizers: [slow.socket] });
    const log: string[] = [];
    const abandon = link.synthesize({ text: '好', voice }, sinkInto(log));
    await flushUntil(link, () => log.length === 1);
    abandon();
    abandon();
    await flushUntil(link, () => slow.requests.length === 2);
    expect(slow.requests.map((request) => request.kind)).toEqual(['say', 'cancel']);
    expect(log).toEqual(['chunk 1']);
  });

  test('when an engine dies in mid-sentence another of its name says the rest, and nothing twice', async () => {
    const dying = await engineOnSocket('dying', (request, reply) => {
      reply({ kind: 'chunk', id: request.id, samples: new Int16Array([1, 2, 3]) });
    });
    const sound = await engineOnSocket('sound', (request, reply) => {
      for (const samples of [new Int16Array([1, 2]), new Int16Array([3, 4]), new Int16Array([5])])
        reply({ kind: 'chunk', id: request.id, samples });
      reply({ kind: 'end', id: request.id, provider: 'sound' });
    });
    const link = linkTo({ synthesizers: [dying.socket, { ...sound.socket, name: 'dying' }] });
    await flushUntil(link, () => dying.workers.size + sound.workers.size === 2);
    const log: string[] = [];
    link.synthesize({ text: '好', voice }, sinkInto(log));
    await flushUntil(link, () => log.length === 1);
    await dying.die();
    await flushUntil(link, () => log.at(-1) === 'end sound');
    expect(log).toEqual(['chunk 1 2 3', 'chunk 4', 'chunk 5', 'end sound']);
  });

  test('texts are spread over the engines of one name', async () => {
    const one = await engineOnSocket('one', () => undefined);
    const two = await engineOnSocket('two', () => undefined);
    const link = linkTo({ synthesizers: [one.socket, { ...two.socket, name: 'one' }] });
    await flushUntil(link, () => one.workers.size + two.workers.size === 2);
    for (let text = 0; text < 4; text++) link.synthesize({ text: '好', voice }, sinkInto([]));
    await flushUntil(link, () => one.requests.length + two.requests.length === 4);
    expect([one.requests.length, two.requests.length]).toEqual([2, 2]);
  });

  test('a text that two engines died of is given up', async () => {
    const dying = await engineOnSocket('dying', () => {
      for (const worker of dying.workers) worker.destroy();
    });
    const link = linkTo({ synthesizers: [dying.socket] });
    const log: string[] = [];
    link.synthesize({ text: '毒', voice }, sinkInto(log));
    await flushUntil(link, () => log.length === 1);
    expect(log).toEqual(['failed dying: the engine closed its socket, twice with this text']);
  });

  test('a language nobody speaks fails at once, one whose engine is away after eight seconds', async () => {
    const clock = new FakeClock();
    const bell = await engineOnSocket('bell', () => undefined);
    await bell.die();
    const link = linkTo({ synthesizers: [bell.socket] }, clock);
    const log: string[] = [];
    link.synthesize({ text: 'hello', voice: { ...voice, language: 'en' } }, sinkInto(log));
    link.synthesize({ text: '好', voice }, sinkInto(log));
    link.flush();
    expect(log).toEqual(["failed no synthesiser that speaks 'en' is installed"]);
    clock.tick(8_000);
    link.flush();
    expect(log[1]).toBe("failed no synthesiser that speaks 'cmn' is running");
  });
});
