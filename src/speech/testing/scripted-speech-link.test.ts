import { expect, test } from 'vitest';
import type { HearingListener, SynthesisSink } from '../link/speech-link.ts';
import { scriptedSound, scriptedSpeechLink } from './scripted-speech-link.ts';

const voice = { language: 'cmn', emotion: 'neutral', speed: 1, pitch: 1 } as const;

function sinkInto(log: string[]): SynthesisSink {
  return {
    chunk: (samples) => log.push(`chunk ${samples.length}`),
    end: (provider) => log.push(`end ${provider}`),
    failed: (reason) => log.push(`failed ${reason}`),
  };
}

function listenerInto(log: string[]): HearingListener {
  return {
    voiceProbability: (probability, atMs) => log.push(`probability ${probability} ${atMs}`),
    partial: (text, atMs) => log.push(`partial ${text} ${atMs}`),
    final: (text, confidence, atMs) => log.push(`final ${text} ${confidence} ${atMs}`),
    lost: (what, reason) => log.push(`lost ${what} ${reason}`),
  };
}

test('a text sounds the same each time, unlike another, and as long as its characters', () => {
  expect(scriptedSound('你好。')).toEqual(scriptedSound('你好。'));
  expect(scriptedSound('你好')).not.toEqual(scriptedSound('再见'));
  expect(scriptedSound('你好。')).toHaveLength((2 * 200 + 100) * 8);
});

test('synthesis comes with the flushes, as slowly as scripted, and then ends', () => {
  const link = scriptedSpeechLink({ firstChunkAfterFlushes: 1, chunksPerFlush: 1, provider: 'bell' });
  const log: string[] = [];
  link.synthesize({ text: '你好', voice }, sinkInto(log));
  link.flush();
  expect(log).toEqual([]);
  link.flush();
  expect(log).toEqual(['chunk 1600']);
  link.flush();
  expect(log).toEqual(['chunk 1600', 'chunk 1600', 'end bell']);
});

test('an abandoned synthesis says nothing more, a failing text fails', () => {
  const link = scriptedSpeechLink({ failingTexts: { 坏: 'no such sound' } });
  const log: string[] = [];
  link.synthesize({ text: '好', voice }, sinkInto(log))();
  link.synthesize({ text: '坏', voice }, sinkInto(log));
  link.flush();
  expect(log).toEqual(['failed no such sound']);
  expect(link.said.map((saying) => saying.abandoned)).toEqual([true, false]);
});

test('frames get probabilities, a finished turn its final, and a lost engine is told', () => {
  const link = scriptedSpeechLink({ finals: [{ text: '好的', confidence: 0.9 }] });
  const log: string[] = [];
  const stream = link.openStream(
    { detectVoice: true, recognizer: 'model', language: 'cmn', hotwords: [] },
    listenerInto(log),
  );
  stream.accept(scriptedSound('啊').subarray(0, 160), 20);
  stream.accept(new Int16Array(160), 40);
  stream.finish();
  link.flush();
  link.lose('recognizer', 'killed');
  expect(log).toEqual(['probability 1 20', 'probability 0 40', 'final 好的 0.9 40', 'lost recognizer killed']);
  stream.close();
  stream.accept(new Int16Array(160), 60);
  link.flush();
  expect(log).toHaveLength(4);
});
