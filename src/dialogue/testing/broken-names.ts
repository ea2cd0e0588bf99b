import type { ProblemCode } from '../lint/problem.ts';
import type { SmallNodes, SmallRest } from './small-script.ts';

const end = { kind: 'end' } as const;
const alone: SmallNodes = { start: end };
const recommends = (more: object): SmallNodes => ({
  start: {
    kind: 'recommend',
    ...more,
    branches: [
      { on: 'ok', to: 'end' },
      { on: 'failed', to: 'end' },
    ],
  },
  end,
});
const converses = (more: object): SmallNodes => ({
  start: {
    kind: 'converse',
    goal: '约一个时间',
    fallback: '稍后联系您。',
    ...more,
    branches: [
      { on: 'ok', to: 'end' },
      { on: 'failed', to: 'end' },
    ],
  },
  end,
});
const products: SmallRest = { products: { basic: { name: '基础版' } } };

/** Scripts whose parts do not fit together: knowledge, the product table, web functions, language models, recordings. */
export const brokenNames: readonly (readonly [ProblemCode, SmallNodes, SmallRest, string])[] = [
  [
    'unknown-intent',
    alone,
    { knowledge: [{ id: 'price', question: '多少钱', answers: '一百。', followUps: ['monthly'] }] },
    "script 'small': the follow-up 'monthly' of 'price' is no knowledge entry",
  ],
  [
    'no-way-on',
    alone,
    { knowledge: [{ id: 'price', question: '多少钱', answers: '一百。', ask: '按月交吗？' }] },
    "script 'small': 'price' asks something back and has no 'followUps' for the reply",
  ],
  [
    'unreachable',
    alone,
    { knowledge: [{ id: 'monthly', question: '那按月交呢', answers: '十块。', onlyAsFollowUp: true }] },
    "script 'small': 'monthly' is only a follow-up, and of no entry",
  ],
  [
    'unknown-product',
    recommends({ products: ['gold'] }),
    products,
    "script 'small' node 'start': product 'gold' is not in the table 'products'",
  ],
  [
    'unknown-product',
    recommends({}),
    {},
    "script 'small' node 'start': recommends, but the script has no table 'products'",
  ],
  [
    'unknown-slot',
    recommends({ budget: 'budget' }),
    products,
    "script 'small' node 'start': slot 'budget' is not declared under 'slots'",
  ],
  [
    'no-way-on',
    { start: { kind: 'recommend', branches: [{ on: 'ok', to: 'end' }] }, end },
    products,
    "script 'small' node 'start': needs a branch 'failed' for when nothing fits, and 'ok' or answers for when something does",
  ],
  [
    'duplicate',
    alone,
    { functions: { 'send-sms': { url: 'https://example.com/sms' } } },
    "script 'small': 'send-sms' is a function of the program already: call the web service otherwise",
  ],
  [
    'unknown-variable',
    alone,
    { functions: { stock: { args: ['item'], url: 'https://example.com/stock/{itme}' } } },
    "script 'small': {itme} of 'stock' is none of its 'args'",
  ],
  [
    'no-way-on',
    {
      start: { kind: 'converse', goal: '约时间', fallback: '稍后联系您。', branches: [{ on: 'ok', to: 'end' }] },
      end,
    },
    {},
    "script 'small' node 'start': needs branches 'ok' and 'failed': the language model may do either, or be away",
  ],
  [
    'unknown-text',
    converses({ texts: ['terms'] }),
    {},
    "script 'small' node 'start': text 'terms' is not declared under 'texts'",
  ],
  [
    'forbidden-promise',
    converses({ facts: { yield: '这款产品保证收益，稳赚不赔。' } }),
    {},
    `script 'small' node 'start': "这款产品保证收益，稳赚不赔。" promises what nobody may`,
  ],
  [
    'recording-unusable',
    { start: { kind: 'end', say: { text: '再见。', audio: 'broken.wav' } } },
    {},
    "script 'small' node 'start': the recording 'broken.wav' is no wav file",
  ],
];
