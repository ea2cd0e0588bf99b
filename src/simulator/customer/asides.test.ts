import { describe, expect, it } from 'vitest';
import { isAside, withAsides } from './asides.ts';
import type { CustomerInput } from './customer-machine.ts';
import { answered, customerStep } from './customer-machine.ts';
import { spokenBehaviours } from './spoken-catalogue.ts';

const buyer = spokenBehaviours.get('speaks-buys-medical')!.conduct!;

describe('withAsides()', () => {
  it('puts asides before a tenth or so of the answers, the same for the same seed, and none after those it may stray from', () => {
    const asides = Array.from({ length: 500 }, (_, seed) => withAsides(buyer, seed).asides);
    const share = asides.flat().length / (500 * 5 + asides.flat().length);
    expect(share).toBeGreaterThan(0.09);
    expect(share).toBeLessThan(0.18);
    expect(asides.flat().every(({ beforeAnswer, say }) => beforeAnswer <= 5 && isAside(say))).toBe(true);
    expect(withAsides(buyer, 7).asides).toEqual(asides[7]);
    expect(isAside('医疗险。')).toBe(false);
  });
});

describe('a customer who strays', () => {
  function saidBy(beforeAnswer: number, robotSays: readonly string[]) {
    const conduct = { ...buyer, asides: [{ beforeAnswer, say: '月亮好圆。' }] };
    let state = answered(0);
    const said: string[] = [];
    const put = (input: CustomerInput): void => {
      const step = customerStep(conduct, state, input);
      state = step.state;
      for (const action of step.actions) if (action.kind === 'say') said.push(action.text);
    };
    for (const [index, text] of robotSays.entries()) {
      put({ kind: 'robot-ended', text, atMs: 1_000 * index });
      put({ kind: 'finished', atMs: 1_000 * index + 500 });
    }
    return { said, meanings: state.meanings };
  }

  it('says something else in place of one answer, and that answer when asked again in whatever words', () => {
    const asks = ['请问您现在方便吗？', '重疾险还是医疗险？'];
    for (const again of ['没听清，您再说一遍好吗？', '喂，您好，能听到我说话吗？', '请问是重疾险还是医疗险？'])
      expect(saidBy(2, [...asks, again, '您想要多少保额呢？'])).toEqual({
        said: ['方便你说。', '月亮好圆。', '医疗险。', '一百万。'],
        meanings: ['product', 'amount'],
      });
  });
  it('answers also where the remark was the first thing it said', () => {
    const { said } = saidBy(1, ['请问您现在方便吗？', '不好意思，我没太听清，您能再说一遍吗？']);
    expect(said).toEqual(['月亮好圆。', '方便你说。']);
  });
});
