import { scriptDocumentSchema, type ScriptDocument } from '../../src/contract/script-document.ts';

/** Sentences that answer no question of the robot's: half of them it knows an answer to, and expects. */
export const knownOthers = [
  '你们公司是哪一年成立的',
  '这个是每年都要交钱的吗',
  '住院的话能报销多少',
  '我想问一下退保怎么办',
] as const;
export const unknownOthers = [
  '我家里已经有一份保险了',
  '我现在在外面不太方便',
  '上次也有人给我打过电话',
  '你说得太快了我记不住',
] as const;
/** None ends in 的: the recorded syllables that some customers speak with have it in a full tone only. */
export const yeses = ['没错', '是的没错', '对没错', '对'] as const;
export const interruption = '等一下我想改一下';

type Broken = readonly [string, string];
/** Where a line stops in mid-phrase and how it goes on; `#` is the amount. */
export const brokenAmounts: readonly [Broken, ...Broken[]] = [
  ['我想要', '#'],
  ['大概', '#左右'],
];
export const brokenYeses: readonly [Broken, ...Broken[]] = [
  ['这个就是', '没错'],
  ['如果是这样的话', '没错'],
];
/** Answers that a customer hesitates in. */
export const hesitantAmounts: readonly [Broken, ...Broken[]] = [
  ['我要', '#'],
  ['那就', '#'],
];
export const hesitantYeses: readonly [Broken, ...Broken[]] = [
  ['我觉得', '没错'],
  ['那就', '没错'],
];
export const hesitantKnown: readonly [Broken, ...Broken[]] = [
  ['你们公司', '是哪一年成立的'],
  ['这个是', '每年都要交钱的吗'],
  ['住院的话', '能报销多少'],
  ['我想问一下', '退保怎么办'],
];
export const hesitantUnknown: readonly [Broken, ...Broken[]] = [
  ['我家里', '已经有一份保险了'],
  ['我现在', '在外面不太方便'],
  ['上次', '也有人给我打过电话'],
];
export const plainAmounts = ['#', '我要#', '那就#', '#左右'] as const;

/** Every way in which an amount is said: what a closed set must hold. */
const amountPhrases = [...plainAmounts, ...[...brokenAmounts, ...hesitantAmounts].map((parts) => parts.join(''))];

/**
 * Asks for an amount, reads it back, registers it and asks again: every answer is replied to with a sentence never said
 * before. What customers say is known to the script as it would be to any: samples of intents, questions, a list of amounts.
 */
export function turnScript(amounts: readonly string[]): ScriptDocument {
  const waysToSay = (amount: string): string[] => [
    ...new Set(amountPhrases.map((phrase) => phrase.replace('#', amount)).filter((phrase) => phrase !== amount)),
  ];
  const [founded, yearly, hospital, leaving] = knownOthers;
  const answered = (id: string, question: string, answers: string) => ({
    id,
    question,
    similar: [question],
    answers,
    goTo: 'return',
  });
  return scriptDocumentSchema.parse({
    id: 'turns',
    name: '轮次',
    purpose: 'test',
    // Quicker than people like it: the bench need not wait for long sentences.
    voice: { speed: 1.4 },
    bargeIn: { mode: 'after', protectMs: 0, minSpeechMs: 300 },
    slots: {
      amount: {
        name: '保额',
        entity: { type: 'choice', values: Object.fromEntries(amounts.map((amount) => [amount, waysToSay(amount)])) },
      },
    },
    intents: [
      {
        id: 'yes',
        name: '肯定',
        polarity: 'positive',
        keywords: ['对', '没错', '是的'],
        samples: [...yeses, ...[...brokenYeses, ...hesitantYeses].map((parts) => parts.join(''))],
      },
      { id: 'change', name: '修改', keywords: ['改一下'], samples: [interruption] },
    ],
    knowledge: [
      answered('founded', founded, '我们公司成立快三十年了。'),
      answered('yearly', yearly, '是的，每年交一次，交满二十年。'),
      answered('hospital', hospital, '住院费用最多报销八成。'),
      answered('leaving', leaving, '您随时可以退保，七天内到账。'),
    ],
    flows: {
      main: {
        kind: 'main',
        start: 'hello',
        nodes: {
          hello: { kind: 'speak', say: '您好，我是智能助手。', branches: [{ on: 'any', to: 'ask' }] },
          ask: {
            kind: 'slot',
            slot: 'amount',
            say: '您想要多少万？',
            attempts: 9,
            branches: [
              { on: 'ok', to: 'confirm' },
              { on: 'failed', to: 'ask' },
            ],
          },
          confirm: {
            kind: 'speak',
            say: '好的，{amount}的保额，请问对吗？',
            branches: [{ on: 'positive', to: 'registered' }],
          },
          registered: { kind: 'speak', say: '那就为您登记{amount}的保额。', branches: [{ on: 'any', to: 'clear' }] },
          clear: { kind: 'jump', set: { amount: '' }, to: 'ask' },
        },
      },
      change: {
        kind: 'global',
        start: 'clear',
        enterOn: ['change'],
        nodes: { clear: { kind: 'jump', set: { amount: '' }, to: 'main/ask' } },
      },
    },
    patterns: {
      maxRounds: 100,
      silence: { afterMs: 8_000, max: 9, say: '您还在吗？' },
      noMatch: { max: 9, say: '不好意思，我没听清楚。' },
    },
  });
}
