import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { decodeG711, encodeG711, framesOf } from '../../audio/index.ts';
import { seededRandom } from '../../foundation/random.ts';
import { modelsFolder } from '../testing/models-folder.ts';
import { readSentences, soundOfSample, type SpokenSample } from '../testing/spoken-samples.ts';
import { openClosedSetModel, type ClosedSetDecoder, type ClosedSetModel } from './closed-set-decoder.ts';
import { grammarOf, type Grammar } from './grammar.ts';
import { leastConfidence } from './judge-hypothesis.ts';
import { canHearRealClosedSet, realClosedSet } from './testing/real-closed-set.ts';

const sentences = readSentences();
const here = sentences.length > 0 && canHearRealClosedSet();

const replies = [
  '好的',
  '可以',
  '不用了',
  '不需要',
  '没兴趣',
  '你是谁',
  '多少钱',
  '在开会',
  '不方便',
  '考虑一下',
  '喂',
];
/** None of these had a part in the weights of the judgement. */
const unseen = sentences.filter((_, index) => index % 3 === 1);
const isNumber = (text: string): boolean => /^[一二三四五六七八九零幺]+$/.test(text);
const judged = unseen.filter(({ text }) => !isNumber(text)).slice(0, 8);

const asItIs = (sound: Int16Array): Int16Array => sound;
const hiss = (milliseconds: number, peak: number): Int16Array => {
  const random = seededRandom(5);
  return Int16Array.from({ length: milliseconds * 8 }, () => (random.next() * 2 - 1) * peak);
};
/** A-law at the level of a voice by telephone, over a line that hisses; the recordings are soft. */
function byTelephone(sound: Int16Array): Int16Array {
  const noise = hiss(sound.length / 8, 60);
  const loud = sound.map((sample, index) => Math.max(-32_768, Math.min(32_767, sample * 5 + (noise[index] ?? 0))));
  return decodeG711('PCMA', encodeG711('PCMA', loud));
}

function hear(decoder: ClosedSetDecoder, grammar: Grammar, sound: Int16Array): string {
  decoder.begin(grammar);
  for (const frame of framesOf(sound)) decoder.accept(frame);
  const { text, confidence } = decoder.end();
  return confidence >= leastConfidence ? text : '';
}

describe.skipIf(!here)(`Mandarin at 8 kHz (libpocketsphinx3, sox and the models in ${modelsFolder})`, () => {
  let model: ClosedSetModel;
  beforeAll(async () => {
    model = await openClosedSetModel(realClosedSet);
  });
  const grammarFor = (samples: readonly SpokenSample[]): Grammar => {
    const { grammar, dropped } = grammarOf([...replies, ...samples.map(({ text }) => text)], model.pronunciations);
    expect(dropped).toEqual([]);
    return grammar!;
  };

  test.each([
    ['as they were recorded', asItIs],
    ['by telephone', byTelephone],
  ])('of a voice not heard before, sentences of the set are heard and others rejected: %s', (_, line) => {
    const decoder = model.open();
    const inSet = grammarFor(unseen);
    const outside = grammarFor(sentences.filter((sample) => !unseen.includes(sample)));
    const heard = judged.map((sample) => ({ sample, sound: line(soundOfSample(sample)) }));
    const right = heard.filter(({ sample, sound }) => hear(decoder, inSet, sound) === sample.text);
    const rejected = heard.filter(({ sound }) => hear(decoder, outside, sound) === '');
    const said = `${right.length} right and ${rejected.length} rejected of ${judged.length}`;
    expect(right.length / judged.length, said).toBeGreaterThanOrEqual(0.85);
    expect(rejected.length / judged.length, said).toBeGreaterThanOrEqual(0.7);
  });

  test('a voice not heard before is heard in its first pause, before anybody asks for its words', () => {
    const decoder = model.open();
    const grammar = grammarFor(unseen);
    const sentence = judged[2]!;
    decoder.begin(grammar);
    for (const frame of framesOf(soundOfSample(sentence))) decoder.accept(frame);
    for (const frame of framesOf(hiss(240, 20))) decoder.accept(frame);
    expect(decoder.soFar().text).toBe(sentence.text);
    expect(decoder.end().text).toBe(sentence.text);
  });

  test('digital silence and hiss are nothing, and the next sentence is heard', () => {
    const decoder = model.open();
    const grammar = grammarFor(unseen);
    expect(hear(decoder, grammar, new Int16Array(16_000))).toBe('');
    expect(hear(decoder, grammar, hiss(2_000, 800))).toBe('');
    expect(hear(decoder, grammar, soundOfSample(judged[2]!))).toBe(judged[2]!.text);
  });

  test('a sentence is heard wherever the frames of its beginning fall, again and again', () => {
    const decoder = model.open();
    const grammar = grammarFor(unseen);
    const [sentence, sound] = [judged[2]!, soundOfSample(judged[2]!)];
    const heard = [0, 2, 5, 7, 10, 12, 15, 17, 20].map((lead) => {
      const later = new Int16Array(lead * 8 + sound.length);
      later.set(sound, lead * 8);
      return hear(decoder, grammar, later);
    });
    expect(heard).toEqual(heard.map(() => sentence.text));
  });

  test('a grammar is compiled once, and given up when many others followed', () => {
    const decoder = model.open();
    const [first, ...others] = [judged[7]!, ...sentences.slice(0, 13)].map((sample) => grammarFor([sample]));
    for (const grammar of [first!, ...others.slice(0, 5)]) hear(decoder, grammar, new Int16Array(1_600));
    expect(decoder.knows(first!)).toBe(true);
    for (const grammar of others) hear(decoder, grammar, new Int16Array(1_600));
    expect(decoder.knows(first!)).toBe(false);
    hear(decoder, first!, new Int16Array(1_600));
    expect(decoder.knows(first!)).toBe(true);
  });

  test('a folder without an acoustic model is said to have none', async () => {
    await expect(openClosedSetModel(join(modelsFolder, 'asr'))).rejects.toThrow(/no decoder opens over the model in/);
  });
});
