import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { quantityInChinese } from './chinese-numbers.ts';
import { readAloud, sourceOffset } from './read-aloud.ts';
import { sentencesOf } from './sentences.ts';

const spoken = (text: string, language: 'cmn' | 'yue' | 'en' = 'cmn'): string =>
  readAloud(text, language)
    .map((piece) => piece.spoken)
    .join('');

test.each([
  ['0', '零'],
  ['10', '十'],
  ['12', '十二'],
  ['20', '二十'],
  ['101', '一百零一'],
  ['110', '一百一十'],
  ['200', '两百'],
  ['1,052.50', '一千零五十二点五零'],
  ['2002', '两千零二'],
  ['10000', '一万'],
  ['10010', '一万零一十'],
  ['100500', '十万零五百'],
  ['22000', '两万两千'],
  ['500000', '五十万'],
  ['100000001', '一亿零一'],
  ['1000000000000', '一万亿'],
  ['007', '七'],
])('the quantity %s is %s', (number, read) => {
  expect(quantityInChinese(number)).toBe(read);
});

describe('Mandarin', () => {
  test.each([
    ['保额50万元', '保额五十万元'],
    ['每年只要1280元', '每年只要一千二百八十元'],
    ['￥3,999.00起', '三千九百九十九元起'],
    ['年化3.5%', '年化百分之三点五'],
    ['3-5天', '三到五天'],
    ['10-20%', '百分之十到二十'],
    ['您的手机13800138000', '您的手机幺三八零零幺三八零零零'],
    ['客服热线400-820-8820', '客服热线四零零，八二零，八八二零'],
    ['请拨打95511', '请拨打九五五幺幺'],
    ['尾号8812的卡', '尾号八八幺二的卡'],
    ['验证码是1024', '验证码是幺零二四'],
    ['2026-03-02 20:30', '二零二六年三月二日 二十点三十分'],
    ['2026年3月', '二零二六年三月'],
    ['下午2:05', '下午两点零五分'],
    ['9:00开门', '九点整开门'],
    ['2个孩子', '两个孩子'],
    ['2月2日', '二月二日'],
    ['气温-5℃', '气温负五摄氏度'],
    [' -5度', ' 负五度'],
    ['120㎡的房子', '一百二十平方米的房子'],
    ['VIP客户', ' V I P 客户'],
    ['用WiFi吗', '用WiFi吗'],
    ['流水号202600000001', '流水号二零二六零零零零零零零幺'],
  ])('%s is said %s', (written, read) => {
    expect(spoken(written)).toBe(read);
  });
});

test('Cantonese has no 幺, English spaces long digits and keeps the rest', () => {
  expect(spoken('電話13800138000', 'yue')).toBe('電話一三八零零一三八零零零');
  expect(spoken('Call 13800138000 for 50% off', 'en')).toBe('Call 1 3 8 0 0 1 3 8 0 0 0 for 50% off');
});

const anyText = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 60 }),
  fc
    .array(fc.constantFrom('您', '好', '，', '。', '2', '1', '0', '.', '-', '%', '元', 'A', ' ', ':', '电话', '😀'), {
      maxLength: 150,
    })
    .map((parts) => parts.join('')),
);

test('pieces cover the text without gap or overlap, and leave no digit unread', () => {
  fc.assert(
    fc.property(anyText, (text) => {
      const pieces = readAloud(text, 'cmn');
      expect(pieces.map((piece) => text.slice(piece.sourceStart, piece.sourceEnd)).join('')).toBe(text);
      expect(spoken(text)).not.toMatch(/[0-9]/);
    }),
  );
});

test('a place in the speech maps to a place in the text, forward only', () => {
  fc.assert(
    fc.property(anyText, (text) => {
      const pieces = readAloud(text, 'cmn');
      const length = pieces.reduce((sum, piece) => sum + piece.spoken.length, 0);
      const offsets = Array.from({ length: length + 1 }, (_, at) => sourceOffset(pieces, at));
      expect(offsets).toEqual([...offsets].sort((a, b) => a - b));
      expect(offsets.at(-1)).toBe(text.length);
      expect(offsets[0]).toBe(0);
    }),
  );
  expect(sourceOffset(readAloud('年化3.5%起', 'cmn'), 4)).toBe(6);
});

test('sentences are cut where a reader breathes', () => {
  expect(sentencesOf('您好！我是小安，“请问”您方便吗？').map((sentence) => sentence.text)).toEqual([
    '您好！',
    '我是小安，“请问”您方便吗？',
  ]);
  expect(sentencesOf('')).toEqual([]);
});

test('sentences put together are the text, each at most 60 characters', () => {
  fc.assert(
    fc.property(anyText, (text) => {
      const sentences = sentencesOf(text);
      expect(sentences.map((sentence) => sentence.text).join('')).toBe(text);
      for (const sentence of sentences) {
        expect(sentence.text.length).toBeLessThanOrEqual(60);
        expect(text.startsWith(sentence.text, sentence.sourceStart)).toBe(true);
      }
    }),
  );
});
