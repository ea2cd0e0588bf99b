import { describe, expect, test } from 'vitest';
import type { Voice } from '../../contract/script-document.ts';
import { levelDbfs } from '../../audio/index.ts';
import { engineSession, turns } from '../testing/engine-session.ts';
import { espeakSettings, type Espeak } from './espeak-voice.ts';
import { synthesizerEngine } from './synthesizer-engine.ts';
import { warmUp } from './warm-up.ts';

const voice: Voice = { language: 'cmn', emotion: 'neutral', speed: 1, pitch: 1 };

/** An eSpeak that hums 100 ms a character and tells of each; texts with 坏 break it. */
function hummingEspeak(): Espeak & { readonly spoken: string[]; stoppedEarly: number } {
  const spoken: string[] = [];
  return {
    name: 'hum',
    spoken,
    stoppedEarly: 0,
    speak(text, _settings, onChunk) {
      spoken.push(text);
      if (text.includes('坏')) return Promise.reject(new Error('no such phoneme'));
      for (let at = 0; at < text.length; at++) {
        const samples = Int16Array.from(
          { length: 2_205 },
          (_, index) => 8_000 * Math.sin((2 * Math.PI * 400 * index) / 22_050),
        );
        if (!onChunk({ samples, words: [{ textLength: at, atMs: at * 100 }] })) {
          this.stoppedEarly++;
          break;
        }
      }
      return Promise.resolve();
    },
  };
}

const kindsOf = (replies: readonly { readonly kind: string; readonly id: number }[], id: number): string[] =>
  replies.filter((reply) => reply.id === id).map((reply) => reply.kind);

function soundOf(replies: readonly object[], id: number): Int16Array {
  const chunks = replies.flatMap((reply) =>
    'samples' in reply && 'id' in reply && reply.id === id ? [reply.samples as Int16Array] : [],
  );
  return Int16Array.from(chunks.flatMap((chunk) => [...chunk]));
}

test('a text comes as chunks at 8 kHz, marks in order, and one end', async () => {
  const session = engineSession(synthesizerEngine(hummingEspeak()));
  session.received({ kind: 'say', id: 1, text: '您好。再见', voice });
  await turns();
  expect(kindsOf(session.replies, 1).at(-1)).toBe('end');
  expect(session.replies.at(-1)).toMatchObject({ provider: 'hum' });
  const sound = soundOf(session.replies, 1);
  expect(Math.abs(sound.length - 8 * (300 + 220 + 200 + 220))).toBeLessThan(8);
  expect(levelDbfs(sound.subarray(100, 1_600))).toBeGreaterThan(-16);
  const marks = session.replies.filter((reply) => reply.kind === 'mark');
  expect(marks.map((mark) => mark.textLength)).toEqual([1, 2, 3, 4, 5]);
  expect(marks.map((mark) => mark.atSample)).toEqual(marks.map((mark) => mark.atSample).sort((a, b) => a - b));
});

test('numbers are read, and marks are places in what was written', async () => {
  const espeak = hummingEspeak();
  const session = engineSession(synthesizerEngine(espeak));
  session.received({ kind: 'say', id: 1, text: '付1000元', voice });
  await turns();
  expect(espeak.spoken).toEqual(['付一千元']);
  expect(session.replies.findLast((reply) => reply.kind === 'mark')).toMatchObject({ textLength: 6 });
});

test('calls take turns by the sentence', async () => {
  const espeak = hummingEspeak();
  const session = engineSession(synthesizerEngine(espeak));
  session.received({ kind: 'say', id: 1, text: '一。二。三。', voice });
  session.received({ kind: 'say', id: 2, text: '四。', voice });
  await turns();
  expect(espeak.spoken).toEqual(['一。', '四。', '二。', '三。']);
});

test('a cancelled text stops at the next chunk and says nothing more, nor do those of a worker that went', async () => {
  const espeak = hummingEspeak();
  const engine = synthesizerEngine(espeak);
  const session = engineSession(engine);
  const gone = engineSession(engine);
  session.received({ kind: 'say', id: 1, text: '一。二。', voice });
  gone.received({ kind: 'say', id: 1, text: '三。', voice });
  const before = session.replies.length;
  session.received({ kind: 'cancel', id: 1 });
  gone.closed();
  await turns();
  expect(session.replies.slice(before).map((reply) => reply.kind)).not.toContain('end');
  expect(espeak.spoken).toEqual(['一。']);
  expect(gone.replies).toEqual([]);
});

test('a text that the engine cannot say fails alone', async () => {
  const session = engineSession(synthesizerEngine(hummingEspeak()));
  session.received({ kind: 'say', id: 1, text: '坏', voice });
  session.received({ kind: 'say', id: 2, text: '好', voice });
  await turns();
  expect(session.replies.find((reply) => reply.kind === 'failed')).toEqual({
    kind: 'failed',
    id: 1,
    reason: 'hum: no such phoneme',
  });
  expect(kindsOf(session.replies, 2).at(-1)).toBe('end');
});

test('empty and wordless texts end without asking the engine', async () => {
  const espeak = hummingEspeak();
  const session = engineSession(synthesizerEngine(espeak));
  session.received({ kind: 'say', id: 1, text: '', voice });
  session.received({ kind: 'say', id: 2, text: '……！', voice });
  await turns();
  expect(kindsOf(session.replies, 1)).toEqual(['end']);
  expect(kindsOf(session.replies, 2).at(-1)).toBe('end');
  expect(espeak.spoken).toEqual([]);
});

test('a text of 10 000 characters comes sentence by sentence', async () => {
  const espeak = hummingEspeak();
  const session = engineSession(synthesizerEngine(espeak));
  session.received({ kind: 'say', id: 1, text: '我'.repeat(10_000), voice });
  await turns(1);
  session.received({ kind: 'cancel', id: 1 });
  await turns();
  expect(espeak.spoken.length).toBeLessThan(5);
  expect(Math.max(...espeak.spoken.map((text) => text.length))).toBeLessThanOrEqual(60);
});

test('warming up speaks every language', async () => {
  const espeak = hummingEspeak();
  await warmUp(espeak);
  expect(espeak.spoken).toHaveLength(3);
});

describe('voice settings', () => {
  test('speed and pitch are mapped and kept within what eSpeak takes', () => {
    const own = espeakSettings(voice);
    expect(espeakSettings({ ...voice, speed: 1.5 }).wordsPerMinute).toBeGreaterThan(own.wordsPerMinute * 1.4);
    expect(espeakSettings({ ...voice, speed: 2, emotion: 'cheerful' }).wordsPerMinute).toBeLessThanOrEqual(450);
    expect(espeakSettings({ ...voice, pitch: 2 }).pitch).toBeLessThanOrEqual(99);
    expect(espeakSettings({ ...voice, pitch: 0.5 }).pitch).toBeGreaterThanOrEqual(0);
    expect(espeakSettings({ ...voice, pitch: 1.3 }).pitch).toBeGreaterThan(own.pitch);
  });

  test('every emotion sounds unlike neutral', () => {
    const neutral = espeakSettings(voice);
    for (const emotion of ['warm', 'cheerful', 'serious', 'apologetic'] as const)
      expect(espeakSettings({ ...voice, emotion })).not.toEqual(neutral);
  });
});
