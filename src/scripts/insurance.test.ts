import { describe, expect, it } from 'vitest';
import { compileScript, utterancesOf } from '../dialogue/index.ts';
import { converse } from '../dialogue/testing/converse.ts';
import { sampleScript } from './testing/sample-scripts.ts';

const script = compileScript(sampleScript('insurance'));

/** Keys of the needs analysis: 1 single, 2 married, 3 with children; 1 no cover, 2 social, 3 critical illness, 4 medical, 5 both. */
type Profile = readonly [age: number, family: 1 | 2 | 3, cover: 1 | 2 | 3 | 4 | 5, budgetYuan: number];

/** Who, what is offered first, and second to somebody who wants another. Null: nothing fits, or nothing more. */
const profiles: readonly (readonly [Profile, first: string | null, second: string | null])[] = [
  [[25, 1, 1, 10_000], '重疾险', '医疗险'],
  [[25, 1, 1, 5_000], '医疗险', '重疾险'],
  [[25, 1, 2, 5_000], '重疾险', '医疗险'],
  [[25, 1, 3, 5_000], '医疗险', null],
  [[25, 1, 4, 5_000], '重疾险', null],
  [[25, 1, 5, 5_000], null, null],
  [[25, 1, 1, 1_000], '医疗险', null],
  [[25, 1, 4, 1_000], null, null],
  [[25, 1, 1, 200], null, null],
  [[32, 2, 1, 3_000], '重疾险', '医疗险'],
  [[32, 2, 2, 3_000], '重疾险', '医疗险'],
  [[32, 2, 3, 3_000], '医疗险', null],
  [[32, 2, 4, 3_000], '重疾险', null],
  [[35, 3, 1, 3_000], '重疾险', '医疗险'],
  [[35, 3, 2, 3_000], '重疾险', '医疗险'],
  [[35, 3, 3, 3_000], '医疗险', null],
  [[35, 3, 4, 3_000], '重疾险', null],
  [[35, 3, 5, 3_000], null, null],
  [[35, 3, 1, 299], null, null],
  [[35, 3, 1, 300], '医疗险', null],
  [[35, 3, 1, 1_999], '医疗险', null],
  [[35, 3, 1, 2_000], '重疾险', '医疗险'],
  [[44, 1, 1, 8_000], '重疾险', '医疗险'],
  [[45, 1, 1, 8_000], '医疗险', '重疾险'],
  [[45, 3, 1, 8_000], '重疾险', '医疗险'],
  [[50, 3, 2, 8_000], '重疾险', '医疗险'],
  [[55, 1, 2, 8_000], '医疗险', '重疾险'],
  [[56, 3, 1, 8_000], '医疗险', null],
  [[56, 3, 4, 8_000], null, null],
  [[60, 2, 3, 8_000], '医疗险', null],
  [[61, 2, 1, 8_000], null, null],
  [[17, 1, 2, 8_000], '医疗险', null],
  [[18, 1, 4, 2_000], '重疾险', null],
  [[17, 1, 4, 8_000], null, null],
];

/** What is offered to a profile that presses its keys, and then presses 2 for another. */
function offered(profile: Profile): readonly (string | null)[] {
  const keys = profile.map((key) => `#${key}`).join('|');
  const nameIn = (said: string | undefined): string | null =>
    /(重疾险|医疗险)(?:比较合适。|呢？)\S/.exec(said ?? '')?.[1] ?? null;
  const { said } = converse(script, `#1|给我推荐一款吧|${keys}|#2`);
  return [nameIn(said.at(-2)), nameIn(said.at(-1))];
}

describe('the insurance script', () => {
  it.each(profiles)('offers to %j first %s, then %s', (profile, first, second) => {
    expect(offered(profile)).toEqual([first, second]);
  });

  it('greets by name, says that an AI calls, and cannot be interrupted there', () => {
    const { moves } = converse(script, '', { variables: { name: '王先生' } });
    const [greeting] = moves.filter((move) => move.kind === 'say');
    expect(greeting?.text).toContain('您好王先生，我是安康保险的AI智能助手');
    expect(greeting?.bargeIn).toEqual({ mode: 'never' });
  });

  it('has every sentence without a slot in it ready to be synthesised', () => {
    const texts = utterancesOf(script, { name: '王先生' }).map(({ text }) => text);
    expect(texts.length).toBeGreaterThan(60);
    expect(texts.filter((text) => text.includes('{'))).toEqual([]);
    expect(new Set(texts).size).toBe(texts.length);
    expect(texts[0]).toContain('王先生');
  });
});
