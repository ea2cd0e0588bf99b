import { expect, test } from 'vitest';
import { engineSession } from '../testing/engine-session.ts';
import type { ClosedSetModel } from './closed-set-decoder.ts';
import { parsePronunciations } from './dictionary.ts';
import type { Grammar } from './grammar.ts';
import { pocketSphinxEngine } from './pocketsphinx-engine.ts';

/** Hears the first phrase of its grammar a character each 100 ms; sound below 100 is not believed. */
function firstPhraseModel(): ClosedSetModel & {
  readonly begun: string[];
  readonly abandoned: number[];
  readonly opened: () => number;
} {
  const begun: string[] = [];
  const abandoned: number[] = [];
  let opened = 0;
  return {
    begun,
    abandoned,
    opened: () => opened,
    pronunciations: parsePronunciations('好 h ao\n的 d e\n不 b u\n要 y ao'),
    open() {
      const me = ++opened;
      const known = new Set<Grammar['jsgf']>();
      let [phrase, samples, loudest] = ['', 0, 0];
      const heard = () => {
        const text = phrase.slice(0, Math.floor(samples / 800));
        return { text, confidence: loudest < 100 ? 0.1 : 0.9 };
      };
      return {
        knows: ({ jsgf }) => known.has(jsgf),
        begin({ jsgf }) {
          known.add(jsgf);
          phrase = /\( ([^|)]+) /.exec(jsgf)?.[1]?.replaceAll(' ', '') ?? '';
          begun.push(`${me} ${phrase}`);
          [samples, loudest] = [0, 0];
        },
        accept(frame) {
          samples += frame.length;
          loudest = Math.max(loudest, ...frame);
        },
        soFar: heard,
        abandon: () => abandoned.push(me),
        end: heard,
      };
    },
  };
}

const open = (id: number, expected?: readonly string[], language: 'cmn' | 'en' = 'cmn') =>
  ({ kind: 'open', id, options: { language, hotwords: [], ...(expected && { expected }) } }) as const;
const speak = (session: ReturnType<typeof engineSession>, id: number, frames: number, level = 1_000): void => {
  for (let frame = 0; frame < frames; frame++)
    session.received({ kind: 'audio', id, frameAtMs: frame * 20, samples: new Int16Array(160).fill(level) });
};

test('partials come as the phrase grows, and the final with the end of the turn', () => {
  const session = engineSession(pocketSphinxEngine(firstPhraseModel(), 2));
  session.received(open(1, ['好的']));
  speak(session, 1, 12);
  session.received({ kind: 'finish', id: 1 });
  expect(session.replies).toEqual([
    { kind: 'partial', id: 1, frameAtMs: 80, text: '好' },
    { kind: 'partial', id: 1, frameAtMs: 180, text: '好的' },
    { kind: 'final', id: 1, frameAtMs: 220, confidence: 0.9, text: '好的' },
  ]);
});

test('what is not believed has no partial, and a final without text', () => {
  const session = engineSession(pocketSphinxEngine(firstPhraseModel(), 2));
  session.received(open(1, ['好的']));
  speak(session, 1, 12, 10);
  session.received({ kind: 'finish', id: 1 });
  expect(session.replies).toEqual([{ kind: 'final', id: 1, frameAtMs: 220, confidence: 0.1, text: '' }]);
});

test('another set is heard from the next turn on, and with none every final is empty', () => {
  const model = firstPhraseModel();
  const session = engineSession(pocketSphinxEngine(model, 2));
  session.received(open(1));
  speak(session, 1, 12);
  session.received({ kind: 'finish', id: 1 });
  session.received({ kind: 'expect', id: 1, phrases: ['不要'] });
  speak(session, 1, 5);
  session.received({ kind: 'expect', id: 1, phrases: ['好的'] });
  speak(session, 1, 5);
  session.received({ kind: 'finish', id: 1 });
  speak(session, 1, 10);
  session.received({ kind: 'finish', id: 1 });
  const finals = session.replies.flatMap((reply) => (reply.kind === 'final' ? [reply.text] : []));
  expect(finals).toEqual(['', '不要', '好的']);
  expect(model.begun).toEqual(['1 不要', '1 好的']);
});

test('a decoder is lent for a turn, to whom it fits best; when all are at work the stream is refused', () => {
  const model = firstPhraseModel();
  const session = engineSession(pocketSphinxEngine(model, 2));
  for (const [id, phrase] of [
    [1, '好的'],
    [2, '不要'],
    [3, '不要'],
  ] as const)
    session.received(open(id, [phrase]));
  for (const id of [1, 2, 3]) speak(session, id, 1);
  expect(session.replies).toEqual([{ kind: 'refused', id: 3, reason: 'all 2 decoders are at work' }]);
  for (const id of [1, 2]) session.received({ kind: 'finish', id });
  session.received(open(4, ['不要']));
  speak(session, 4, 1);
  expect(model.begun).toEqual(['1 好的', '2 不要', '2 不要']);
  expect(model.opened()).toBe(2);
});

test('streams that close and workers that go give their decoders back', () => {
  const model = firstPhraseModel();
  const engine = pocketSphinxEngine(model, 1);
  const gone = engineSession(engine);
  const session = engineSession(engine);
  gone.received(open(1, ['好的']));
  speak(gone, 1, 1);
  gone.closed();
  for (const id of [2, 3]) {
    session.received(open(id, ['好的']));
    speak(session, id, 1);
    session.received({ kind: 'close', id });
    session.received({ kind: 'finish', id });
  }
  expect([...gone.replies, ...session.replies]).toEqual([]);
  expect(model.abandoned).toEqual([1, 1, 1]);
});

test('phrases that cannot be pronounced and other languages are refused with the reason', () => {
  const session = engineSession(pocketSphinxEngine(firstPhraseModel(), 1));
  session.received(open(1, ['龘']));
  session.received(open(2, ['好'], 'en'));
  expect(session.replies).toEqual([
    { kind: 'refused', id: 1, reason: "no phrase can be heard: the dictionary lacks characters of '龘'" },
    { kind: 'refused', id: 2, reason: "the closed set is heard in Mandarin, not in 'en'" },
  ]);
});
