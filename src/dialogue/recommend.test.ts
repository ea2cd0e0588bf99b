import { describe, expect, it } from 'vitest';
import { compileScript } from './compiled-script.ts';
import { startMemory } from './dialogue-memory.ts';
import { recommend, recommendedValues } from './recommend.ts';
import { converse, mondayTen } from './testing/converse.ts';
import { smallScript, type SmallRest } from './testing/small-script.ts';

/** Four products of health insurance: a lump sum, hospital bills, accidents, and one for the old that takes nobody under 50. */
const insurance = {
  slots: {
    age: { name: '年龄', entity: { type: 'number', min: 0, max: 120, units: ['岁'] } },
    family: {
      name: '家庭',
      entity: { type: 'choice', values: { 单身: ['一个人'], 有孩子: ['孩子'], 老人同住: ['老人'] } },
    },
    cover: {
      name: '已有保障',
      entity: { type: 'choice', values: { 没有: ['没买'], 医保: [], 重疾险: ['重疾'], 医疗险: ['医疗'] } },
    },
    job: { name: '职业', entity: { type: 'choice', values: { 高危: ['工地'], 普通: ['上班'] } } },
    budget: { name: '预算', entity: { type: 'amount' } },
    product: { name: '产品', entity: { type: 'text' } },
    why: { name: '理由', entity: { type: 'text' } },
    price: { name: '价格', entity: { type: 'text' } },
  },
  products: {
    'critical-illness': {
      name: '重疾险',
      who: [{ when: { slot: 'age', atLeast: 18, atMost: 55 }, because: '重疾险只收十八到五十五岁' }],
      exclusions: [{ when: { slot: 'cover', is: '重疾险' }, because: '您已经有重疾险了' }],
      needs: [
        { when: { slot: 'family', is: '有孩子' }, because: '家里有孩子要靠您', weight: 3 },
        { when: { slot: 'cover', is: '没有' }, because: '您还没有大病保障', weight: 2 },
        { when: { slot: 'cover', is: '医保' }, because: '医保不给一次性赔付', weight: 2 },
        { when: { slot: 'cover', is: '医疗险' }, because: '医疗险只报销，不补收入', weight: 2 },
      ],
      price: { fromYuan: 2_000, toYuan: 6_000 },
    },
    medical: {
      name: '医疗险',
      who: [{ when: { slot: 'age', atMost: 65 }, because: '医疗险只收到六十五岁' }],
      exclusions: [{ when: { slot: 'cover', is: '医疗险' }, because: '您已经有医疗险了' }],
      needs: [
        { when: { slot: 'cover', is: '没有' }, because: '住院的账单现在全要自己付', weight: 2 },
        { when: { slot: 'cover', is: '医保' }, because: '医保以外的药要自己付', weight: 1 },
        { when: { slot: 'cover', is: '重疾险' }, because: '重疾险不报销小病住院', weight: 2 },
        { when: { slot: 'age', atLeast: 45 }, because: '这个年纪住院的机会大一些', weight: 2 },
      ],
      price: { fromYuan: 300, toYuan: 900 },
    },
    accident: {
      name: '意外险',
      who: [{ when: { slot: 'age', atMost: 65 }, because: '意外险只收到六十五岁' }],
      exclusions: [{ when: { slot: 'job', is: '高危' }, because: '高危职业不能投保意外险' }],
      needs: [{ when: { slot: 'cover', filled: true }, because: '几百块就能补上意外这一块', weight: 1 }],
      price: { fromYuan: 100, toYuan: 300 },
    },
    senior: {
      name: '防癌险',
      who: [{ when: { slot: 'age', atLeast: 50, atMost: 75 }, because: '防癌险收五十到七十五岁' }],
      needs: [{ when: { slot: 'age', atLeast: 56 }, because: '这个年纪别的险大多买不了了', weight: 3 }],
      price: { fromYuan: 800, toYuan: 2_000 },
    },
  },
} as const satisfies SmallRest;

const saveTo = { product: 'product', reason: 'why', price: 'price' } as const;
const next = {
  kind: 'recommend',
  next: true,
  budget: 'budget',
  saveTo,
  say: '那{product}呢？',
  branches: [
    { on: 'positive', to: 'taken' },
    { on: 'negative', to: 'start' },
    { on: 'failed', to: 'none' },
  ],
} as const;
const taken = { kind: 'end', reason: 'taken' } as const;
const none = { kind: 'end', reason: 'none', say: '没有合适的：{why}。' } as const;
const script = compileScript(smallScript({ start: next, taken, none }, insurance));
const wellKnown = { age: '30', family: '有孩子', cover: '没有', budget: '10000' };

type Profile = readonly [
  age: number | null,
  family: string | null,
  cover: string | null,
  budget: number | null,
  job?: '高危',
];

function ranking([age, family, cover, budget, job]: Profile): ReturnType<typeof recommend> {
  const memory = startMemory(script, {}, mondayTen);
  const known = { age, family, cover, budget, job: job ?? null };
  for (const [slot, value] of Object.entries(known))
    if (value !== null) memory.slots[slot] = { value: String(value), said: '' };
  return recommend(script.document, memory, { budget: 'budget' });
}

/** Who, and what comes first; then what is second, or null for the only one. */
const fitting: readonly (readonly [Profile, first: string, second: string | null])[] = [
  [[30, '有孩子', '没有', 5_000], '重疾险', '医疗险'],
  [[30, '有孩子', '没有', 10_000], '重疾险', '医疗险'],
  [[30, '有孩子', '医保', 5_000], '重疾险', '医疗险'],
  [[30, '有孩子', '医疗险', 5_000], '重疾险', '意外险'],
  [[30, '有孩子', '重疾险', 5_000], '医疗险', '意外险'],
  [[30, '有孩子', '没有', 1_000], '医疗险', '意外险'],
  [[30, '有孩子', '没有', 200], '意外险', null],
  [[25, '单身', '没有', 5_000], '医疗险', '重疾险'],
  [[25, '单身', '没有', 8_000], '重疾险', '医疗险'],
  [[25, '单身', '医保', 8_000], '重疾险', '医疗险'],
  [[25, '单身', '医疗险', 8_000], '重疾险', '意外险'],
  [[25, '单身', '重疾险', 8_000], '医疗险', '意外险'],
  [[25, '单身', '医疗险', 500], '意外险', null],
  [[16, '单身', '没有', 8_000], '医疗险', '意外险'],
  [[18, '单身', '医保', 8_000], '重疾险', '医疗险'],
  [[55, '有孩子', '没有', 8_000], '重疾险', '医疗险'],
  [[56, '有孩子', '没有', 8_000], '医疗险', '防癌险'],
  [[48, '单身', '没有', 8_000], '医疗险', '重疾险'],
  [[60, '老人同住', '医保', 3_000], '医疗险', '防癌险'],
  [[60, '老人同住', '医疗险', 3_000], '防癌险', '意外险'],
  [[66, '单身', '没有', 3_000], '防癌险', null],
  [[75, '单身', '医保', 800], '防癌险', null],
  [[30, '有孩子', '没有', null], '重疾险', '医疗险'],
  [[30, '有孩子', null, 8_000], '重疾险', null],
  [[30, '单身', '没有', 8_000, '高危'], '重疾险', '医疗险'],
  [[30, '单身', '没有', 500, '高危'], '医疗险', null],
  [[30, '单身', '重疾险', 300, '高危'], '医疗险', null],
];

/** Whom nothing fits, and what speaks against most. */
const unfitting: readonly (readonly [Profile, reason: string])[] = [
  [[80, '单身', '没有', 5_000], '重疾险只收十八到五十五岁'],
  [[30, '单身', '没有', 50], '重疾险最低要2000元，超出了您的预算'],
  [[70, '单身', '没有', 500], '重疾险只收十八到五十五岁'],
  [[30, '单身', '医疗险', 500, '高危'], '重疾险最低要2000元，超出了您的预算'],
  [[null, '单身', null, 5_000], '重疾险只收十八到五十五岁'],
];

describe('recommend()', () => {
  it.each(fitting)('for %j gives first %s, then %s', (profile, first, second) => {
    const found = ranking(profile);
    const names = found.kind === 'fits' ? found.ranked.map(({ product }) => product.name) : [];
    expect([names[0], names[1] ?? null]).toEqual([first, second]);
  });

  it.each(unfitting)('for %j gives none, since %s', (profile, reason) => {
    expect(ranking(profile)).toEqual({ kind: 'none', reason });
  });

  it('gives the weightiest needs as its reason, two at the most, and the price for the ear', () => {
    const values = recommendedValues(ranking([48, '有孩子', '没有', 8_000]), script.document);
    expect(values).toMatchObject({ reason: '家里有孩子要靠您，您还没有大病保障', price: '2000元到6000元' });
  });

  it('puts a product first that it otherwise would not, where the whole price is within the budget', () => {
    const first = (budget: number): string =>
      recommendedValues(ranking([25, '单身', '没有', budget]), script.document).id;
    expect([first(5_999), first(6_000)]).toEqual(['medical', 'critical-illness']);
  });
});

describe('a recommend node', () => {
  it('without a fitting product fails, and says why', () => {
    const { ended, said } = converse(script, '');
    expect([ended?.reason, said]).toEqual(['none', ['没有合适的：重疾险只收十八到五十五岁。']]);
  });

  const start = { kind: 'jump', set: wellKnown, to: 'offer' } as const;
  const offer = {
    ...next,
    branches: next.branches.map((branch) => (branch.to === 'start' ? { ...branch, to: 'offer' } : branch)),
  };
  const known = compileScript(smallScript({ start, offer, taken, none }, insurance));

  it('offers one, and the next best to a no, until nothing is left', () => {
    expect(converse(known, '不好|不行|不是').said).toEqual([
      '那重疾险呢？',
      '那医疗险呢？',
      '那意外险呢？',
      '没有合适的：防癌险收五十到七十五岁。',
    ]);
  });

  it('offers the same where it is asked to say it again', () => {
    expect(converse(known, '不好|你再说一遍|喂').said.slice(1)).toEqual([
      '那医疗险呢？',
      '那医疗险呢？',
      '那医疗险呢？',
    ]);
    expect(converse(known, '不好|喂|好的')).toMatchObject({
      ended: { reason: 'taken' },
      memory: { recommended: ['critical-illness', 'medical'], slots: { product: { value: '医疗险' } } },
    });
  });
});
