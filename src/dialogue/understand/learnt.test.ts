import { describe, expect, it } from 'vitest';
import type { Intent } from '../../contract/script-document.ts';
import { classify, trainClassifier, type Classifier } from './classifier/classifier.ts';
import { gainExperience } from './classifier/experience.ts';
import { samplesToLearn, understand } from './learnt.ts';
import { prepareIntent, prepareKnowledge } from './match-intents.ts';
import { standardIntents } from './standard-intents.ts';

const intentOf = (id: string, samples: readonly string[]): Intent => ({
  id,
  name: id,
  polarity: 'neutral',
  keywords: [],
  notKeywords: [],
  patterns: [],
  samples: [...samples],
});

const own = intentOf('deliver', [
  '什么时候送货',
  '东西几天能到',
  '多久发货',
  '今天能送到吗',
  '到货要几天',
  '送货上门吗',
]);
const parking = {
  id: 'parking',
  question: '展厅有地方停车吗',
  similar: ['开车过去停哪里', '停车要收费吗', '那边车位多不多'],
  keywords: [],
  intents: [],
  answers: [{ text: '有' }],
  goTo: 'repeat' as const,
  tags: [],
  followUps: [],
  onlyAsFollowUp: false,
};
const experience = gainExperience();
const intents = [...standardIntents, own];
const samples = samplesToLearn(intents, [parking]);
const classifier = trainClassifier(experience, samples);
const meanings = [...intents.map(prepareIntent), prepareKnowledge(parking)];
const firstOf = (text: string): string | null => understand({ meanings, classifier }, text)[0]?.id ?? null;

describe('what was learnt understands', () => {
  it.each([
    ['我这边正炒着菜呢腾不出手', 'busy'],
    ['我这会儿正在路上开着货车呢', 'driving'],
    ['东西大概几天能送到我家', 'deliver'],
    ['你们展厅那儿车往哪停', 'parking'],
    ['你把详细的介绍传到我手机上', 'send-message'],
  ])('%s as %s', (text, id) => {
    expect(firstOf(text)).toBe(id);
  });

  it('nothing as an intent that its author says it is not', () => {
    const text = '我这会儿正在路上开着货车呢';
    const without = meanings.map((one) => (one.id === 'driving' ? { ...one, notKeywords: ['货车'] } : one));
    const idsOf = (of: typeof meanings): readonly string[] =>
      understand({ meanings: of, classifier }, text).map(({ id }) => id);
    expect([idsOf(meanings).includes('driving'), idsOf(without).includes('driving')]).toEqual([true, false]);
  });

  it('misheard words by their sound', () => {
    expect(firstOf('我再开车呢步方便')).toBe('driving');
    expect(firstOf('恁把资聊发我卡卡')).toBe('send-message');
  });

  it('both of two things that are said', () => {
    const text = '我这边正炒着菜呢腾不出手，你把详细的介绍传到我手机上';
    const ids = understand({ meanings, classifier }, text).map(({ id }) => id);
    expect(ids).toEqual(expect.arrayContaining(['busy', 'send-message']));
  });

  it('what is meant after what is not', () => {
    expect(firstOf('不贵但是我没时间')).toBe('busy');
  });

  it('nothing in what is said to somebody else in the room', () => {
    expect(['妈晚饭做好了没有', '你把那个螺丝刀递过来', '昨天晚上的球赛看了没'].map(firstOf)).toEqual([
      null,
      null,
      null,
    ]);
  });

  it('more surely what the place in the script asks for', () => {
    const text = '得等多久';
    const confidenceAt = (expected: readonly string[]): number =>
      understand({ meanings, classifier }, text, new Set(expected)).find(({ id }) => id === 'deliver')?.confidence ?? 0;
    expect(confidenceAt(['deliver'])).toBeGreaterThan(confidenceAt([]));
  });
});

describe('trainClassifier()', () => {
  it('gives the same probabilities for the same samples', () => {
    const corpus = { deliver: own.samples, 'ask-price': ['多少钱', '怎么卖', '什么价位'] };
    const train = (): Classifier => trainClassifier(gainExperience(corpus, ['今天星期几']), samples);
    expect(classify(train(), '货几天能到')).toEqual(classify(train(), '货几天能到'));
  });

  it('gives probabilities that make one', () => {
    const { guesses, none } = classify(classifier, '多少钱');
    expect(guesses.reduce((sum, { probability }) => sum + probability, none)).toBeCloseTo(1);
  });

  it('knows nothing without intents', () => {
    expect(classify(trainClassifier(experience, []), '多少钱')).toMatchObject({ guesses: [], understood: null });
  });
});

describe('understand()', () => {
  it('goes by keywords alone until something was learnt', () => {
    expect(understand({ meanings, classifier: null }, '货大概几天可以给我送过来')).toEqual([]);
    expect(understand({ meanings, classifier: null }, '我在开车')[0]?.id).toBe('driving');
  });
});
