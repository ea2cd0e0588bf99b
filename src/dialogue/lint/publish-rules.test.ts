import { describe, expect, it } from 'vitest';
import { compileScript } from '../compiled-script.ts';
import { brokenToPublish } from '../testing/broken-to-publish.ts';
import { smallScript } from '../testing/small-script.ts';
import { lintScript } from './lint-script.ts';

const end = { kind: 'end' } as const;
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
describe('what a script must have to be published', () => {
  it.each(brokenToPublish)('finds %s: %#', (code, nodes, rest, path, message) => {
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
