import type { ProblemCode } from '../lint/problem.ts';
import type { SmallNodes, SmallRest } from './small-script.ts';

const end = { kind: 'end' } as const;
const says = (text: string): SmallNodes => ({ start: { kind: 'end', say: text } });
const twoIntents = (samples: readonly string[], keywords: readonly string[]): SmallRest => ({
  intents: [
    { id: 'buy', name: '买', samples },
    { id: 'return', name: '退', keywords },
  ],
});

/** Scripts that run and are not fit to be published: the rule that each breaks, the script, where it breaks it, and part of the message. */
export const brokenToPublish: readonly (readonly [
  ProblemCode,
  SmallNodes,
  SmallRest,
  readonly (string | number)[],
  string,
])[] = [
  [
    'loop-unlimited',
    {
      start: {
        kind: 'function',
        name: 'send-sms',
        branches: [
          { on: 'ok', to: 'end' },
          { on: 'failed', to: 'again' },
        ],
      },
      again: { kind: 'speak', say: '稍等。', branches: [{ on: 'any', to: 'start' }] },
      end,
    },
    {},
    ['flows', 'main', 'nodes', 'start'],
    "node 'start': is tried again for ever, and nobody is listened to in between: 'start' → 'again' → 'start'",
  ],
  [
    'loop-unlimited',
    {
      start: {
        kind: 'speak',
        say: '在吗？',
        branches: [
          { on: 'positive', to: 'end' },
          { on: 'silence', to: 'start' },
        ],
      },
      end,
    },
    {},
    ['flows', 'main', 'nodes', 'start'],
    "node 'start': is asked again and again while nobody speaks; give one of them a way to the end: 'start' → 'start'",
  ],
  [
    'loop-unlimited',
    {
      start: {
        kind: 'speak',
        say: '一？',
        branches: [
          { on: 'positive', to: 'end' },
          { on: 'unrecognised', to: 'two' },
        ],
      },
      two: {
        kind: 'speak',
        say: '二？',
        branches: [
          { on: 'positive', to: 'end' },
          { on: 'unrecognised', to: 'start' },
        ],
      },
      end,
    },
    {},
    ['flows', 'main', 'nodes', 'start'],
    "node 'start': is asked again and again while nobody is understood; give one of them a way to the end: 'start' → 'two' → 'start'",
  ],
  [
    'place-unfilled',
    says('您好${name}，这里是客服。'),
    { variables: { name: {} } },
    ['flows', 'main', 'nodes', 'start', 'say', 0],
    `node 'start': '\${name}' of "您好\${name}，这里是客服。" would be said as it stands; a place is written {name}, with the name under 'variables'`,
  ],
  [
    'place-unfilled',
    { start: { kind: 'end', say: ['再见。', '再见XX先生。'] } },
    {},
    ['flows', 'main', 'nodes', 'start', 'say', 1],
    `node 'start': 'XX' of "再见XX先生。" would be said as it stands`,
  ],
  [
    'recording-missing',
    { start: { kind: 'end', say: [{ text: '再见。', audio: 'bye.wav' }, '回见。'] } },
    {},
    ['flows', 'main', 'nodes', 'start', 'say', 1],
    `node 'start': "回见。" has no recording, and 1 of 4 wordings have one: it would be said in another voice`,
  ],
  [
    'variable-unfit',
    { start: end },
    { variables: { due: { type: 'date', default: '2026-02-30' } } },
    ['variables', 'due', 'default'],
    "variable 'due': its default '2026-02-30' is no date, e.g. 2026-03-02",
  ],
  [
    'variable-unfit',
    { start: end },
    { variables: { plan: { type: 'choice' } } },
    ['variables', 'plan', 'values'],
    "variable 'plan' is a choice and needs 'values'",
  ],
  [
    'variable-unfit',
    { start: end },
    { variables: { plan: { values: ['A'] } } },
    ['variables', 'plan', 'values'],
    "variable 'plan' has 'values' and is no choice: text",
  ],
  [
    'intents-collide',
    { start: end },
    twoIntents(['我要退货退款'], ['退货退款']),
    ['intents', 0, 'samples', 0],
    `"我要退货退款" is taught as 'buy' and understood as 'return' too (0.9`,
  ],
  [
    'intents-collide',
    { start: end },
    {
      intents: [{ id: 'visit', name: '上门', samples: ['你们周末可以上门安装吗'] }],
      knowledge: [{ id: 'weekend', question: '你们周末可以上门安装么吗', answers: '可以。' }],
    },
    ['intents', 0, 'samples', 0],
    `"你们周末可以上门安装吗" is taught as 'visit' and understood as 'weekend' too`,
  ],
  [
    'duplicate',
    { start: end },
    {
      slots: { budget: { name: '预算', entity: { type: 'amount' } } },
      extract: { budget: { type: 'amount', question: '客户的预算' } },
    },
    ['extract', 'budget'],
    "'budget' to extract is a slot already, which the flow fills",
  ],
  [
    'duplicate',
    { start: end },
    { extract: { worry: { type: 'choice', question: '客户的顾虑', values: ['价格', '价格'] } } },
    ['extract', 'worry', 'values'],
    "'worry' to extract has the value '价格' twice",
  ],
  [
    'branch-never-taken',
    {
      start: {
        kind: 'speak',
        say: '方便吗？',
        branches: [
          { on: 'positive', to: 'end' },
          { on: 'positive', when: { tag: 'vip' }, to: 'end' },
        ],
      },
      end,
    },
    {},
    ['flows', 'main', 'nodes', 'start', 'branches', 1],
    "branch 'positive' is never taken: 'positive' before it takes everything; put it first",
  ],
  [
    'branch-never-taken',
    {
      start: {
        kind: 'condition',
        branches: [
          { on: 'any', to: 'end' },
          { on: 'condition', when: { tag: 'vip' }, to: 'end' },
        ],
      },
      end,
    },
    {},
    ['flows', 'main', 'nodes', 'start', 'branches', 1],
    "branch 'condition' is never taken: 'any' before it takes everything; put it first",
  ],
  [
    'branch-never-taken',
    {
      start: {
        kind: 'function',
        name: 'send-sms',
        branches: [
          { on: 'any', to: 'end' },
          { on: 'failed', to: 'end' },
        ],
      },
      end,
    },
    {},
    ['flows', 'main', 'nodes', 'start', 'branches', 1],
    "branch 'failed' is never taken: 'any' before it takes everything; put it first",
  ],
  [
    'branch-never-taken',
    {
      start: {
        kind: 'speak',
        say: '方便吗？',
        branches: [
          { on: 'condition', when: { tag: 'vip' }, to: 'end' },
          { on: 'positive', to: 'end' },
        ],
      },
      end,
    },
    {},
    ['flows', 'main', 'nodes', 'start', 'branches', 0],
    "branch 'condition' is never taken: the node waits for an answer; put 'when' into the branch of that answer",
  ],
  [
    'word-forbidden',
    {
      start: { kind: 'slot', slot: 'age', say: '多大？', branches: [{ on: 'ok', to: 'end' }] },
      end,
    },
    {
      slots: {
        age: { name: '年龄', entity: { type: 'number', min: 18 }, invalid: '{value}不行，国家级项目要成年。' },
      },
    },
    ['slots', 'age', 'invalid', 0],
    "says '国家级': superlatives are forbidden",
  ],
  [
    'word-forbidden',
    says('我们是国家级的平台。'),
    {},
    ['flows', 'main', 'nodes', 'start', 'say', 0],
    `node 'start': "我们是国家级的平台。" says '国家级': superlatives are forbidden (广告法第九条); a name that holds it goes under 'allowedWords'`,
  ],
];
