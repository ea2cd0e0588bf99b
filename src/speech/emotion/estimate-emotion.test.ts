import { describe, expect, test } from 'vitest';
import type { TurnSound } from '../../contract/turn-measure.ts';
import { estimateEmotion } from './estimate-emotion.ts';
import { learnVoice, unknownVoice, type UsualVoice } from './usual-voice.ts';

const calm: TurnSound = {
  durationMs: 1_600,
  voicedMs: 1_500,
  levelDb: -22,
  peakDb: -14,
  pitchHz: 140,
  pitchSpreadSemitones: 2,
  syllables: 8,
  syllablesPerSec: 5,
  pauses: 0,
  pausedMs: 0,
  longestPauseMs: 0,
  overlapMs: 0,
};
const usual: UsualVoice = [calm, calm, calm].reduce(learnVoice, unknownVoice);
const byWords = (text: string): string => estimateEmotion(text, null, unknownVoice).emotion;
const bySound = (more: Partial<TurnSound>): string => estimateEmotion('我听一下', { ...calm, ...more }, usual).emotion;

describe('words', () => {
  test.each([
    ['你们天天打电话，我要投诉你们', 'angry'],
    ['你们这是骚扰', 'angry'],
    ['怎么又是你们', 'angry'],
    ['别再打了，烦死了', 'angry'],
    ['有病吧', 'angry'],
    ['快点说，我赶时间', 'impatient'],
    ['行了行了，说重点', 'impatient'],
    ['没时间', 'impatient'],
    ['太烦了', 'impatient'],
    ['有完没完', 'impatient'],
    ['太好了，非常感谢', 'positive'],
    ['挺不错的，我很感兴趣', 'positive'],
    ['没问题', 'positive'],
    ['我再考虑考虑吧', 'hesitant'],
    ['我得跟老婆商量一下', 'hesitant'],
    ['不太确定，万一呢', 'hesitant'],
    ['好的', 'neutral'],
    ['我是张先生', 'neutral'],
    ['保额五十万', 'neutral'],
    ['', 'neutral'],
  ])('%s is %s', (text, emotion) => {
    expect(byWords(text)).toBe(emotion);
  });

  test.each([
    ['我不着急', 'neutral'],
    ['没有不满意，挺好的', 'positive'],
    ['不是不喜欢', 'positive'],
    ['我不感兴趣', 'neutral'],
    ['我没有生气', 'neutral'],
    ['不担心', 'neutral'],
    ['不烦', 'neutral'],
    ['不太满意', 'neutral'],
    ['不讨厌', 'neutral'],
  ])('a negation turns it round: %s is %s', (text, emotion) => {
    expect(byWords(text)).toBe(emotion);
  });

  test.each(['麻烦您说一下', '不好意思我没听清', '这个月底到期', '我要买那个产品', '不用了，谢谢', '有多少人'])(
    'words that only hold such a word mean nothing: %s',
    (text) => {
      expect(byWords(text)).toBe('neutral');
    },
  );

  test('a negation of another clause does not reach', () => {
    expect(byWords('不，我很满意')).toBe('positive');
  });

  test('an adverb makes it surer, a diminutive less sure, and repeating it changes nothing', () => {
    const sureness = (text: string): number => estimateEmotion(text, null, unknownVoice).confidence;
    expect(sureness('太讨厌')).toBeGreaterThan(sureness('讨厌'));
    expect(sureness('有点讨厌')).toBeLessThan(sureness('讨厌'));
    expect(sureness('讨厌，讨厌，讨厌')).toBe(sureness('讨厌'));
  });
});

describe('sound, against the usual voice', () => {
  test.each([
    ['much louder and higher', { levelDb: -14, pitchHz: 190 }, 'angry'],
    ['much faster', { syllablesPerSec: 7 }, 'impatient'],
    ['faster, over the robot', { syllablesPerSec: 6, overlapMs: 1_500 }, 'impatient'],
    ['slower with long pauses', { syllablesPerSec: 3.6, pausedMs: 900, durationMs: 2_500, pauses: 2 }, 'hesitant'],
    ['higher and livelier, as loud as ever', { pitchHz: 175, pitchSpreadSemitones: 3.8 }, 'positive'],
    ['a little louder', { levelDb: -20 }, 'neutral'],
    ['softer and lower', { levelDb: -26, pitchHz: 130 }, 'neutral'],
  ])('%s', (_, more, emotion) => {
    expect(bySound(more)).toBe(emotion);
  });

  test('a loud voice that is always loud is calm', () => {
    const loud = { ...calm, levelDb: -12, pitchHz: 210, syllablesPerSec: 6.5 };
    const usuallyLoud = [loud, loud].reduce(learnVoice, unknownVoice);
    expect(estimateEmotion('我听一下', loud, usuallyLoud).emotion).toBe('neutral');
  });

  test('the first turn of a call is compared with nothing', () => {
    expect(estimateEmotion('我听一下', { ...calm, levelDb: -8, pitchHz: 300 }, unknownVoice).emotion).toBe('neutral');
  });

  test('a word too short to measure says nothing', () => {
    expect(bySound({ voicedMs: 200, levelDb: -8, pitchHz: 260 })).toBe('neutral');
  });
});

test('sound tells mild words said in anger from the same words said calmly', () => {
  const words = '你们是哪家公司的';
  expect(estimateEmotion(words, calm, usual).emotion).toBe('neutral');
  expect(estimateEmotion(words, { ...calm, levelDb: -14, pitchHz: 190 }, usual).emotion).toBe('angry');
});

test('an estimate is never certain, and gives its reasons', () => {
  const furious = estimateEmotion('骗子！骚扰！投诉！举报！滚！', { ...calm, levelDb: -10, pitchHz: 220 }, usual);
  expect(furious.emotion).toBe('angry');
  expect(furious.confidence).toBeLessThanOrEqual(0.95);
  expect(furious.reasons).toContain('words: 骗子');
  expect(furious.reasons.some((reason) => reason.startsWith('sound: louder by 12 dB'))).toBe(true);
  expect(estimateEmotion('骗子！骚扰！投诉！举报！', null, unknownVoice).confidence).toBeLessThanOrEqual(0.8);
  expect(estimateEmotion('好的', calm, usual).reasons).toEqual([]);
});

test('the usual voice is learned from the first three turns that are long enough, and stays', () => {
  const short = learnVoice(unknownVoice, { ...calm, voicedMs: 200 });
  expect(short).toBe(unknownVoice);
  const two = [calm, { ...calm, levelDb: -18, pitchHz: null }].reduce(learnVoice, unknownVoice);
  expect(two).toMatchObject({ turns: 2, levelDb: -20 });
  expect(two.semitones).toBeCloseTo(12 * Math.log2(140 / 55), 6);
  expect(learnVoice(usual, { ...calm, levelDb: 0 })).toBe(usual);
});
