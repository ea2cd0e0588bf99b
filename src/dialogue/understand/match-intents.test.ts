import { describe, expect, it } from 'vitest';
import { canonicalText } from '../entity/clause.ts';
import { isBackchannel, preparedFillers } from './backchannel.ts';
import { matchMeanings, prepareIntent, prepareKnowledge } from './match-intents.ts';
import { denies, profileOf, similarity } from './similarity.ts';
import { saysKeyword } from './keyword.ts';
import { standardIntents } from './standard-intents.ts';

const meanings = standardIntents.map(prepareIntent);
const understood = (text: string): string | null => matchMeanings(meanings, text)[0]?.id ?? null;

describe('the standard intents understand', () => {
  it.each([
    [
      'affirm',
      [
        '可以',
        '好的',
        '行，你说吧',
        '是的',
        '嗯，可以',
        '没问题',
        '对，是我',
        '好啊',
        '当然可以',
        '要的',
        '方便',
        '方便，你说',
        '可以可以',
        '行吧',
        '没错',
        '好的好的，你讲',
        '嗯好',
        'OK',
        '我同意',
        '能听到，你说',
        '就这样吧',
        '那行',
      ],
    ],
    ['deny', ['不方便', '不是', '不对', '没有', '不行', '现在不太方便', '不可以', '不是的', '还没有', '不好']],
    [
      'refuse',
      [
        '不需要',
        '不用了',
        '不用了谢谢',
        '我不买',
        '算了',
        '不要',
        '不想要',
        '暂时不需要',
        '不考虑',
        '没必要',
        '我没有需要',
      ],
    ],
    [
      'not-interested',
      ['没兴趣', '我对这个没什么兴趣', '不感兴趣', '我没有兴趣，谢谢', '不想了解', '不想听', '我没这个打算'],
    ],
    [
      'do-not-call',
      [
        '别再打了',
        '以后不要再给我打电话了',
        '别打了',
        '不要再打来了',
        '把我拉黑吧',
        '好的，别再打了',
        '不需要，以后别打电话',
        '把我的号码删掉',
        '你们别再骚扰我',
        '再打我就投诉',
        '烦死了别老打',
      ],
    ],
    ['driving', ['我在开车', '开车呢', '在高速上', '我现在开着车呢', '不方便，在开车']],
    [
      'busy',
      [
        '没时间',
        '我在开会',
        '现在有点忙',
        '没空',
        '我在忙，晚点再说',
        '晚上再打给我',
        '在上班呢',
        '忙着呢',
        '你晚点打过来',
      ],
    ],
    [
      'is-robot',
      [
        '你是机器人吗',
        '你是真人吗',
        '是不是机器人啊',
        '你不是机器人吧',
        '我在跟机器人说话吗',
        '你是人工智能吗',
        '你是真人还是机器',
        '你是人吗',
      ],
    ],
    [
      'where-number-from',
      [
        '你怎么有我的电话',
        '我号码你哪来的',
        '谁给你的我电话',
        '你从哪弄到我的号码',
        '你们泄露我的隐私',
        '你怎么知道我电话',
      ],
    ],
    ['wrong-person', ['你打错了', '打错电话了', '我不是本人', '你找谁', '没这个人', '我不姓王']],
    ['other-person', ['他不在', '我是他老婆，他出去了', '本人不在']],
    ['want-human', ['转人工', '我要真人', '给我转人工客服', '让你们经理来', '找个人跟我说', '叫你们顾问给我打']],
    [
      'consider',
      ['我考虑一下', '考虑考虑', '我再想想', '跟家里人商量一下', '再说吧', '我先看看再说', '好的，我考虑一下'],
    ],
    ['already-have', ['我已经买了', '我有社保了', '买过了', '单位给买了', '家里都有了']],
    [
      'send-message',
      ['加个微信吧', '你发个资料给我', '发短信给我', '可以加微信吗', '把资料发过来看看', '你发我微信上'],
    ],
    [
      'ask-price',
      [
        '多少钱',
        '好的，多少钱',
        '这个贵不贵',
        '一年多少钱',
        '怎么收费',
        '有没有优惠',
        '可以便宜点吗',
        '价格是多少',
        '一年要多少',
      ],
    ],
    [
      'who-are-you',
      ['你是谁', '你哪位', '你们是哪家公司', '你是干什么的', '什么事', '哪里啊', '谁啊', '不是，你们是哪家公司'],
    ],
    ['complain', ['我要投诉你们', '我去12315举报', '信不信我报警']],
    ['abuse', ['你们这群骗子', '神经病', '滚', '烦不烦啊', '有完没完']],
    ['ask-repeat', ['你说什么', '再说一遍', '什么', '没听清', '啊？', '刚才说的什么', '没听懂你说啥']],
    ['cannot-hear', ['听不清', '喂，听不到', '信号不好', '大点声']],
    ['get-to-the-point', ['说重点', '长话短说', '你直接说什么事']],
    ['interested', ['感兴趣', '我想了解一下', '有兴趣，你说说', '你介绍一下吧', '怎么办理', '给我办一份']],
    ['greeting', ['喂', '喂你好', '你好', '喂喂，能听到吗', 'hello']],
    ['hear-you', ['听得到', '我在听']],
  ] as const)('%s', (intent, sentences) => {
    expect(
      sentences
        .filter((sentence) => understood(sentence) !== intent)
        .map((sentence) => [sentence, understood(sentence)]),
    ).toEqual([]);
  });

  it('nothing in what has no meaning for them', () => {
    const sentences = ['三十万', '今天天气真好', '苹果香蕉', '重疾险', '我三十五岁', '北京朝阳区', '昨天看了场电影'];
    expect(sentences.map(understood)).toEqual(sentences.map(() => null));
  });

  it('two meanings of one sentence, the more urgent first', () => {
    const ids = matchMeanings(meanings, '不贵，但是我没时间，你加我微信吧').map(({ id }) => id);
    expect(ids).toContain('busy');
    expect(ids).toContain('send-message');
  });

  it('every one of its own samples', () => {
    const missed = standardIntents.flatMap(({ id, samples }) =>
      samples.filter(
        (sample) => !matchMeanings(meanings, sample).some((match) => match.id === id && match.confidence === 1),
      ),
    );
    expect(missed).toEqual([]);
  });
});

describe('saysKeyword()', () => {
  it.each([
    ['我需要', '需要', true],
    ['不需要', '需要', false],
    ['不太需要', '需要', false],
    ['有没有优惠', '没有', false],
    ['有没有优惠', '优惠', true],
    ['是不是真的', '不是', false],
    ['你不是机器人吧', '机器人', true],
    ['我没在开车', '在开车', false],
    ['不感兴趣', '不感兴趣', true],
    ['i know', 'no', false],
    ['no way', 'no', true],
    ['不得不需要', '需要', true],
    ['不需要但我需要', '需要', true],
    ['需要不需要体检', '不需要', false],
  ])('in "%s" finds "%s": %s', (clause, keyword, said) => {
    expect(saysKeyword(clause, keyword)).toBe(said);
  });
});

describe('similarity()', () => {
  const of = (left: string, right: string): number => similarity(profileOf(left), profileOf(right));
  it('is 1 for the same sentence and 0 for one without a common character', () => {
    expect(of('我考虑一下', '我考虑一下')).toBeCloseTo(1);
    expect(of('我考虑一下', '多少钱')).toBe(0);
    expect(of('', '多少钱')).toBe(0);
  });
  it('keeps a denial apart from what it denies', () => {
    expect(of('我需要这个', '我不需要这个')).toBeLessThan(0.6);
    expect(of('我不需要这个', '这个我不需要')).toBeGreaterThan(0.8);
  });
  it('takes 没问题, 不错 and 是不是 for no denial', () => {
    expect(['没问题', '不错', '是不是', '不需要'].map(denies)).toEqual([false, false, false, true]);
  });
});

describe('isBackchannel()', () => {
  const fillers = preparedFillers(['嗯', '啊', '哦', '好的好的', '那个']);
  it.each([
    ['嗯', true],
    ['嗯嗯嗯', true],
    ['嗯，啊', true],
    ['好的好的', true],
    ['嗯，可以', false],
    ['', false],
    ['好的', false],
  ])('of "%s" is %s', (text, expected) => {
    expect(isBackchannel(canonicalText(text), fillers)).toBe(expected);
  });
});

describe('a question of the knowledge base', () => {
  const knowledge = prepareKnowledge({
    id: 'claim',
    question: '怎么理赔',
    similar: ['理赔麻烦吗'],
    keywords: ['报销'],
    intents: [],
    answers: [{ text: 'x' }],
    goTo: 'repeat',
    tags: [],
  });
  it('is found by its words and by likeness', () => {
    const ids = (text: string): readonly string[] => matchMeanings([knowledge], text).map(({ id }) => id);
    expect(ids('怎么报销')).toEqual(['claim']);
    expect(ids('这个理赔麻烦不麻烦')).toEqual(['claim']);
    expect(ids('多少钱')).toEqual([]);
  });
});
