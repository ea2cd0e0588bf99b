import { describe, expect, it } from 'vitest';
import { compileScript } from '../compiled-script.ts';
import { smallScript, type SmallNodes, type SmallRest } from '../testing/small-script.ts';
import { lintScript } from './lint-script.ts';
import type { ProblemCode } from './problem.ts';

const end = { kind: 'end' } as const;
const says = (text: string): SmallNodes => ({ start: { kind: 'end', say: text } });
const marketing = (text: string, allowedWords: readonly string[] = []) =>
  smallScript(
    {
      start: {
        kind: 'speak',
        say: '我是智能助手。',
        bargeIn: { mode: 'never' },
        branches: [{ on: 'any', to: 'tell' }],
      },
      tell: { kind: 'end', say: text },
    },
    { purpose: 'marketing', allowedWords },
  );
const twoIntents = (samples: readonly string[], keywords: readonly string[]): SmallRest => ({
  intents: [
    { id: 'buy', name: '买', samples },
    { id: 'return', name: '退', keywords },
  ],
});

/** A script that breaks one rule, the rule, where, and what is said of it. */
const broken: readonly (readonly [ProblemCode, SmallNodes, SmallRest, readonly (string | number)[], string])[] = [
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
    'word-forbidden',
    says('我们是国家级的平台。'),
    {},
    ['flows', 'main', 'nodes', 'start', 'say', 0],
    `node 'start': "我们是国家级的平台。" says '国家级': superlatives are forbidden (广告法第九条); a name that holds it goes under 'allowedWords'`,
  ],
];

describe('what a script must have to be published', () => {
  it.each(broken)('finds %s: %#', (code, nodes, rest, path, message) => {
    const found = lintScript(smallScript(nodes, rest)).filter((problem) => problem.code === code);
    expect(found.map((problem) => problem.message)).toContainEqual(expect.stringContaining(message));
    expect(found.find((problem) => problem.message.includes(message))?.path).toEqual(path);
  });

  it('keeps no version from running that was published before', () => {
    const advert = marketing('我们的产品全国第一。');
    expect(lintScript(advert)).toMatchObject([{ code: 'word-forbidden', severity: 'error', node: 'tell' }]);
    expect(() => compileScript(advert)).not.toThrow();
  });

  it('sees no collision between a question and the intent that asks it', () => {
    const document = smallScript(
      { start: end },
      {
        intents: [{ id: 'when-open', name: '营业时间', samples: ['你们几点开门营业'] }],
        knowledge: [{ id: 'hours', question: '你们几点开门营业呢', intents: ['when-open'], answers: '九点。' }],
      },
    );
    expect(lintScript(document)).toEqual([]);
  });
});

describe('the words of 广告法', () => {
  it.each([
    '这是国家级的项目',
    '我们的产品是最佳选择',
    '最高级的服务',
    '销量第一',
    '全国第一的品牌',
    '第一品牌值得信赖',
    '顶级配置',
    '100%通过审核',
    '百分之百有效',
    '这款理财保本保息',
    '稳赚不赔',
    '无风险高收益',
    '没有任何风险',
    '一次包过',
    '包过不收费',
    '保证通过考试',
    '根治糖尿病',
    '必下款',
    '全网最低价',
    'We are No.1 in China',
  ])('are found in "%s"', (text) => {
    expect(lintScript(marketing(text)).map(({ code }) => code)).toContain('word-forbidden');
  });

  it.each([
    '您最近有空吗',
    '这是第一次给您来电',
    '最后再确认一下',
    '第一个是重疾险，第二个是医疗险',
    '第一，价格透明；第二，随时可退',
    '第一时间通知您',
    '第一人民医院旁边',
    '您最好带上身份证',
    '最高可以赔三百万',
    '最大限度保障您',
    '需要投保本人签字',
    '本产品不保本',
    '投资并非无风险',
    '我们不承诺保证收益',
    '外包过程由我们负责',
    '您投保过其他保险吗',
    '不必过来',
    '安全第一',
  ])('leave "%s" alone', (text) => {
    expect(lintScript(marketing(text))).toEqual([]);
  });

  it('may stand in a name that the author allows, and only there', () => {
    const allowed = ['第一财经', '最佳西方酒店'];
    expect(lintScript(marketing('我是第一财经和最佳西方酒店的助手', allowed))).toEqual([]);
    expect(lintScript(marketing('我是最佳西方酒店，服务最佳', allowed))).toHaveLength(1);
  });

  it('are errors in a marketing script, warnings in a service one and nobody’s business in a test', () => {
    const severity = (purpose: 'marketing' | 'service' | 'test') =>
      lintScript({ ...marketing('顶级配置'), purpose }).map((problem) => problem.severity);
    expect(severity('marketing')).toEqual(['error']);
    expect(severity('service')).toEqual(['warning']);
    expect(severity('test')).toEqual([]);
  });
});
