import { describe, expect, it } from 'vitest';
import { compileScript } from '../compiled-script.ts';
import { converse } from '../testing/converse.ts';
import { smallScript, type SmallNodes, type SmallRest } from '../testing/small-script.ts';

/** A small sale: does it suit, how much cover, how old, will you. */
const nodes = {
  start: {
    kind: 'speak',
    say: '想给您介绍一款保险，方便吗？',
    rephrase: '就是说说看病怎么报销，现在能听一分钟吗？',
    branches: [
      { on: 'positive', to: 'product' },
      { on: 'negative', to: 'bye' },
      { on: 'refuse', to: 'bye' },
    ],
  },
  product: {
    kind: 'slot',
    slot: 'product',
    say: '重疾险还是医疗险？',
    branches: [
      { on: 'ok', to: 'amount' },
      { on: 'failed', to: 'bye' },
    ],
  },
  amount: {
    kind: 'slot',
    slot: 'amount',
    say: '保额要多少？',
    rephrase: '出事的时候您希望赔多少钱？',
    branches: [
      { on: 'ok', to: 'age' },
      { on: 'skipped', to: 'age' },
      { on: 'failed', to: 'bye' },
    ],
  },
  age: {
    kind: 'slot',
    slot: 'age',
    say: '您多大年纪？',
    branches: [
      { on: 'ok', to: 'offer' },
      { on: 'failed', to: 'bye' },
    ],
  },
  offer: {
    kind: 'speak',
    say: '现在办吗？',
    branches: [
      { on: 'positive', to: 'done' },
      { on: 'negative', to: 'bye' },
      { on: 'refuse', to: 'bye' },
    ],
  },
  done: { kind: 'end', reason: 'done', say: '办好了。' },
  bye: { kind: 'end', reason: 'bye', say: '再见。' },
} as const satisfies SmallNodes;

const rest = {
  slots: {
    product: { name: '产品', entity: { type: 'choice', values: { 重疾险: ['重疾'], 医疗险: ['医疗'] } } },
    amount: {
      name: '保额',
      entity: { type: 'amount', unitYuan: 10_000, minYuan: 10_000, maxYuan: 1_000_000 },
      invalid: '{value}不行，一万到一百万之间，您要多少？',
    },
    age: {
      name: '年龄',
      entity: { type: 'number', min: 18, max: 60, units: ['岁'] },
      invalid: '{value}岁暂时不能投保，您说的是您自己的年龄吗？',
    },
  },
  intents: [
    { id: 'ask-claim', name: '理赔流程/怎么赔', keywords: ['理赔'] },
    { id: 'ask-branch', name: '网点', spoken: '网点在哪', keywords: ['网点'] },
  ],
  knowledge: [
    { id: 'claim', question: '怎么理赔？', intents: ['ask-claim'], answers: '手机上申请。' },
    { id: 'branch', question: '网点在哪', intents: ['ask-branch'], answers: '每个市都有。' },
    {
      id: 'price',
      question: '多少钱',
      intents: ['ask-price'],
      answers: '一年两千左右。',
      ask: '您想按年交吗？',
      followUps: ['yearly', 'monthly', 'cheaper'],
    },
    { id: 'yearly', question: '按年交', onlyAsFollowUp: true, on: 'positive', answers: '按年交一次付清。' },
    { id: 'monthly', question: '按月交', onlyAsFollowUp: true, on: 'negative', answers: '按月也行，一个月两百。' },
    {
      id: 'cheaper',
      question: '为什么这么贵',
      keywords: ['这么贵', '便宜'],
      onlyAsFollowUp: true,
      answers: '保得多，所以贵一点。',
      followUps: ['discount'],
    },
    {
      id: 'discount',
      question: '两个人一起买呢',
      keywords: ['一起买', '两个人'],
      onlyAsFollowUp: true,
      answers: '一起买打九五折。',
    },
  ],
} as const satisfies SmallRest;

function talk(customer: string, patterns: object = {}, more: SmallRest = {}): ReturnType<typeof converse> {
  const small = smallScript(nodes, { ...rest, ...more });
  return converse(
    compileScript({ ...small, patterns: smallScript(nodes, { patterns: { ...basic, ...patterns } }).patterns }),
    customer,
  );
}
const basic = { silence: { max: 1, say: '喂，能听到吗？' }, noMatch: { max: 2, say: '没听清。' } };
const values = ({ memory }: ReturnType<typeof converse>): Record<string, string> =>
  Object.fromEntries(Object.entries(memory.slots).map(([slot, { value }]) => [slot, value]));
const last = ({ said }: ReturnType<typeof converse>): string => said.at(-1) ?? '';

describe('a doubtful reading', () => {
  const clarify = { say: '您是问{meaning}吗？', either: '您是问{meaning}，还是{other}？', below: 0.88, margin: 0 };
  const asked = '出了事你们怎么理赔的给我';

  it.each([
    [asked, '您是问理赔流程吗？'],
    [`${asked}|对`, '手机上申请。想给您介绍一款保险，方便吗？'],
    [`${asked}|嗯`, '手机上申请。想给您介绍一款保险，方便吗？'],
    [`${asked}|不是`, '想给您介绍一款保险，方便吗？'],
    [`${asked}|不是，多少钱`, '一年两千左右。您想按年交吗？'],
    [`${asked}|重疾险`, '没听清。'],
    [`好的|${asked}|对`, '手机上申请。重疾险还是医疗险？'],
    [`${asked}|你再说一遍`, '您是问理赔流程吗？'],
    ['别再给我打电话', '再见。'],
  ])('%s: %s', (customer, words) => {
    expect(last(talk(customer, { clarify }))).toBe(words);
  });

  it('is taken for what it is where the script asks nothing back, or has asked often enough', () => {
    expect(last(talk(asked))).toBe('手机上申请。想给您介绍一款保险，方便吗？');
    expect(last(talk(`${asked}|不是|${asked}`, { clarify: { ...clarify, max: 1 } }))).toContain('手机上申请');
  });

  const both = '你们怎么理赔给我，你们在这边网点开在什么地方';
  const bothAsked = { clarify: { ...clarify, margin: 1 } };

  it('with another as likely names both', () => {
    expect(last(talk(both, bothAsked))).toBe('您是问理赔流程，还是网点在哪？');
  });

  it.each([
    ['对', '手机上申请'],
    ['前面那个', '手机上申请'],
    ['第二个', '每个市都有'],
    ['我问网点', '每个市都有'],
    ['不是', '方便吗'],
  ])('with another as likely is settled by %s: %s', (answer, words) => {
    expect(last(talk(`${both}|${answer}`, bothAsked))).toContain(words);
  });
});

describe('skipping a question', () => {
  it.each([
    ['好的|重疾险|这个先不说', 'age', '您多大年纪？'],
    ['好的|重疾险|跳过吧', 'age', '您多大年纪？'],
    ['好的|重疾险|这个我不方便透露', 'age', '您多大年纪？'],
    ['好的|重疾险|三十万|保密', 'bye', '再见。'],
  ])('%s leads to %s', (customer, node, words) => {
    const heard = talk(customer);
    expect([heard.memory.at.node, last(heard)]).toEqual([node, words]);
  });

  it('is said so where the script has words for it, and leaves the slot empty', () => {
    const heard = talk('好的|重疾险|跳过', { skip: { say: '好，这个先不说。' } });
    expect([last(heard), values(heard)]).toEqual(['好，这个先不说。您多大年纪？', { product: '重疾险' }]);
  });

  it('means nothing where no value is asked for', () => {
    expect(last(talk('跳过这个'))).toBe('没听清。');
  });
});

describe('small talk', () => {
  const chitchat = { max: 2, say: ['哈哈，我是机器人。', '您真会聊。'], enough: '咱们说正事。' };

  it.each([
    ['今天天气怎么样', '哈哈，我是机器人。想给您介绍一款保险，方便吗？'],
    ['你吃饭了吗|你多大了', '您真会聊。想给您介绍一款保险，方便吗？'],
    ['你吃饭了吗|你多大了|讲个笑话吧', '咱们说正事。想给您介绍一款保险，方便吗？'],
    ['好的|你声音真好听', '哈哈，我是机器人。重疾险还是医疗险？'],
  ])('%s: %s', (customer, words) => {
    expect(last(talk(customer, { chitchat }))).toBe(words);
  });

  it('may lead away when it was enough', () => {
    expect(talk('天气真好|讲个笑话', { chitchat: { ...chitchat, max: 1, goTo: 'bye' } }).ended?.reason).toBe('bye');
  });
});

describe('other words', () => {
  it.each([
    ['你说的什么意思', '就是说说看病怎么报销，现在能听一分钟吗？'],
    ['没听懂', '就是说说看病怎么报销，现在能听一分钟吗？'],
    ['你再说一遍', '想给您介绍一款保险，方便吗？'],
    ['好的|重疾险|没听明白', '出事的时候您希望赔多少钱？'],
    ['好的|什么意思', '重疾险还是医疗险？'],
    ['呜呜呀呀|咕噜咕噜', '没听清。就是说说看病怎么报销，现在能听一分钟吗？'],
    ['好的|重疾险|呜呜呀呀', '没听清。出事的时候您希望赔多少钱？'],
  ])('%s: %s', (customer, words) => {
    expect(last(talk(customer))).toBe(words);
  });
});

describe('a value that is not valid', () => {
  it.each([
    ['好的|重疾险|三百万', '300万元不行，一万到一百万之间，您要多少？'],
    ['好的|重疾险|五百块', '500元不行，一万到一百万之间，您要多少？'],
    ['好的|重疾险|三十万|七十岁', '70岁暂时不能投保，您说的是您自己的年龄吗？'],
    ['好的|重疾险|三百万|五十万', '您多大年纪？'],
    ['好的|重疾险|三百万|四百万|五百万', '再见。'],
  ])('%s: %s', (customer, words) => {
    expect(last(talk(customer))).toBe(words);
  });

  it('is refused by a pattern too, by word and by key', () => {
    const slots = {
      ...rest.slots,
      product: { name: '编号', entity: { type: 'digits' }, pattern: '^8\\d{3}$', invalid: '{value}不是编号。' },
    } as const;
    const heard = (line: string): ReturnType<typeof converse> => talk(`好的|${line}`, {}, { slots });
    expect([last(heard('一二三四')), last(heard('#1234')), values(heard('八一二三'))]).toEqual([
      '1234不是编号。',
      '1234不是编号。',
      { product: '8123' },
    ]);
  });
});

describe('a correction', () => {
  const correction = { say: '好的，{slot}改成{value}。' };

  it.each([
    ['好的|重疾险|不对，是医疗险', { product: '医疗险' }, '好的，产品改成医疗险。保额要多少？'],
    [
      '好的|重疾险|三十万|不对，保额改成五十万',
      { product: '重疾险', amount: '500000' },
      '好的，保额改成50万元。您多大年纪？',
    ],
    [
      '好的|重疾险|三十万|四十岁|错了，年龄是四十五岁',
      { product: '重疾险', amount: '300000', age: '45' },
      '好的，年龄改成45。现在办吗？',
    ],
    [
      '好的|重疾险|三十万|四十岁|说错了，我要的是医疗险',
      { product: '医疗险', amount: '300000', age: '40' },
      '好的，产品改成医疗险。现在办吗？',
    ],
    ['好的|重疾险|三十万|不是，我三十五岁', { product: '重疾险', amount: '300000', age: '35' }, '现在办吗？'],
  ])('%s', (customer, slots, words) => {
    const heard = talk(customer, { correction });
    expect([values(heard), last(heard)]).toEqual([slots, words]);
  });
});

describe('follow-ups of an answer', () => {
  const price = '一年两千左右。您想按年交吗？';

  it.each([
    ['多少钱', price],
    ['多少钱|对', '按年交一次付清。想给您介绍一款保险，方便吗？'],
    ['多少钱|嗯', '按年交一次付清。想给您介绍一款保险，方便吗？'],
    ['多少钱|不是', '按月也行，一个月两百。想给您介绍一款保险，方便吗？'],
    ['多少钱|按月交', '按月也行，一个月两百。想给您介绍一款保险，方便吗？'],
    ['多少钱|怎么这么贵', '保得多，所以贵一点。想给您介绍一款保险，方便吗？'],
    ['多少钱|怎么这么贵|那我们两个人呢', '一起买打九五折。想给您介绍一款保险，方便吗？'],
    ['多少钱|怎么理赔|好的', '重疾险还是医疗险？'],
    ['多少钱|对|好的', '重疾险还是医疗险？'],
    ['我们两个人呢', '没听清。'],
    ['多少钱|对|好的|那我们两个人呢', '没听清。重疾险还是医疗险？'],
  ])('%s: %s', (customer, words) => {
    expect(last(talk(customer))).toBe(words);
  });
});
