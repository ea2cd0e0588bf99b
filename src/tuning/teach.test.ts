import { describe, expect, it } from 'vitest';
import type { GatheredSentence } from '../contract/tuning.ts';
import { lossBefore, rankLosses } from './rank-losses.ts';
import { differenceOf, shareOf } from './share.ts';
import { isSettled, taught, teachings } from './teach.ts';
import { visitScript } from './testing/visit-script.ts';
import { withoutPersonalData } from './without-personal-data.ts';

describe('withoutPersonalData', () => {
  it.each([
    ['我的电话是13800138000你记一下', '我的电话是00000000000你记一下'],
    ['电话幺三八零零幺三八零零零', '电话零零零零零零零零零零零'],
    ['身份证11010519491231002X', '身份证00000000000000000x'],
    ['卡号6222 0212 3456 7890', '卡号0000 0000 0000 0000'],
    ['我叫张伟', '我叫某某'],
    ['我姓王', '我姓某'],
    ['发到zhang.wei@example.com吧', '发到x@x吧'],
    ['三十万可以吗', '三十万可以吗'],
    ['周三下午三点半', '周三下午三点半'],
  ])('%s → %s', (text, blanked) => {
    expect(withoutPersonalData(text)).toBe(blanked);
    expect(withoutPersonalData(blanked)).toBe(blanked);
  });

  it('blanks out what the list says of the customer, the longest first', () => {
    expect(withoutPersonalData('李四光在吗，李四', ['李四', '李四光'])).toBe('某某某在吗，某某');
  });
});

describe('taught', () => {
  const script = visitScript();

  it('adds sentences to the samples of an intent, each once, without names and numbers', () => {
    const { intents } = taught(script, {
      texts: ['货呢', '货呢', '我叫张伟，货呢'],
      to: { kind: 'intent', id: 'deliver' },
    });
    expect(intents.map(({ samples }) => samples)).toEqual([['什么时候送货', '货呢', '我叫某某，货呢']]);
  });

  it('writes a standard intent down with its own name, and a new one with the name given', () => {
    const busy = taught(script, { texts: ['我在灶台边'], to: { kind: 'intent', id: 'busy' } }).intents.at(-1);
    expect(busy).toMatchObject({ id: 'busy', samples: ['我在灶台边'], polarity: 'neutral' });
    const parking = taught(script, { texts: ['能停车吗'], to: { kind: 'new-intent', id: 'parking', name: '停车' } });
    expect(parking.intents.at(-1)).toMatchObject({ id: 'parking', name: '停车', samples: ['能停车吗'] });
  });

  it('takes a sentence from what taught it before', () => {
    const moved = taught(script, { texts: ['维修收不收钱'], to: { kind: 'intent', id: 'deliver' } });
    expect(moved.knowledge[0]?.similar).toEqual([]);
    expect(teachings(moved).get('维修收不收钱')).toBe('deliver');
  });

  it.each([
    [{ kind: 'intent', id: 'parking' }, "script 'visit' has no intent 'parking': a new one wants a name"],
    [{ kind: 'knowledge', id: 'parking' }, "script 'visit' has no question 'parking'"],
    [{ kind: 'new-intent', id: 'busy', name: '忙' }, "script 'visit' has an intent 'busy' already: assign to it"],
    [{ kind: 'new-intent', id: 'No Id', name: '忙' }, "intent 'No Id'"],
  ] as const)('refuses %j', (to, message) => {
    expect(() => taught(script, { texts: ['在吗'], to })).toThrow(message);
  });

  it('refuses to take the question of an entry from it', () => {
    const assigned = { texts: ['上门要收费吗'], to: { kind: 'intent', id: 'deliver' } } as const;
    expect(() => taught(script, { ...assigned, texts: [...assigned.texts] })).toThrow(
      "is the question of 'fee' itself",
    );
  });

  it('settles what the script teaches, but not what went wrong though it was taught so', () => {
    const sentence = (text: string, id: string, confidence: number): GatheredSentence =>
      ({ text, readings: [{ id, of: 'intent', polarity: 'neutral', confidence }] }) as unknown as GatheredSentence;
    const teaches = teachings(script);
    expect(isSettled(teaches, sentence('什么时候送货', 'busy', 1))).toBe(true);
    expect(isSettled(teaches, sentence('什么时候送货', 'deliver', 0.65))).toBe(true);
    expect(isSettled(teaches, sentence('什么时候送货', 'deliver', 1))).toBe(false);
    expect(isSettled(teaches, sentence('能停车吗', 'busy', 0.7))).toBe(false);
  });
});

describe('shares and differences', () => {
  it('gives the interval that tables give', () => {
    // Newcombe 1998, table I: 81 of 263, 15 of 148, 0 of 20, 1 of 29.
    const rounded = (count: number, of: number): readonly number[] => {
      const { low, high } = shareOf(count, of);
      return [low, high].map((value) => Math.round(value * 10_000) / 10_000);
    };
    expect(rounded(81, 263)).toEqual([0.2553, 0.3662]);
    expect(rounded(15, 148)).toEqual([0.0624, 0.1605]);
    expect(rounded(0, 20)).toEqual([0, 0.1611]);
    expect(rounded(1, 29)).toEqual([0.0061, 0.1718]);
    expect(shareOf(0, 0)).toMatchObject({ low: 0, high: 1 });
  });

  it('claims a difference only where its interval leaves 0 out', () => {
    // Newcombe 1998b, table II (a), method 10: 56/70 less 48/80 is 0.0524 to 0.3339.
    const { low, high, says } = differenceOf(shareOf(56, 70), shareOf(48, 80));
    expect([low, high].map((value) => value.toFixed(4))).toEqual(['0.0524', '0.3339']);
    expect(says).toBe('more');
    expect(differenceOf(shareOf(48, 80), shareOf(56, 70)).says).toBe('less');
    expect(differenceOf(shareOf(9, 30), shareOf(15, 30)).says).toBe('cannot-tell');
  });
});

describe('rankLosses', () => {
  const tally = (node: string, visits: number, lost: number) => ({
    version: 1,
    flow: 'main',
    node,
    visits,
    lost: { 'hung-up': lost, refused: 0, 'right-after': 0 },
  });

  it('names the five that lose most people, and none that too few heard or that loses nobody', () => {
    const tallies = [
      tally('a', 100, 10),
      tally('b', 1000, 30),
      tally('c', 40, 30),
      tally('few', 29, 29),
      tally('good', 500, 0),
      ...['d', 'e', 'f'].map((node, index) => tally(node, 100, 5 - index)),
    ];
    expect(rankLosses(tallies, 30).map(({ tally: { node } }) => node)).toEqual(['c', 'b', 'a', 'd', 'e']);
    expect(lossBefore(tallies, { flow: 'main', node: 'few' }, 30)).toBeNull();
    expect(lossBefore(tallies, { flow: 'main', node: 'a' }, 30)).toMatchObject({ count: 10, of: 100 });
  });
});
