import { describe, expect, it } from 'vitest';
import { scriptDocumentSchema } from '../contract/script-document.ts';
import { modelScript } from '../dialogue/testing/model-script.ts';
import { smallScript } from '../dialogue/testing/small-script.ts';
import { describeFailures, loadCaseFile, testScript } from './index.ts';

const script = smallScript({
  start: {
    kind: 'speak',
    say: '您想订票吗？',
    branches: [
      { on: 'positive', to: 'order' },
      { on: 'negative', to: 'bye' },
      { on: 'refuse', to: 'bye' },
    ],
  },
  order: {
    kind: 'function',
    name: 'create-order',
    args: { product: '票', amount: '1' },
    branches: [
      { on: 'ok', to: 'ordered' },
      { on: 'failed', to: 'sorry' },
    ],
  },
  ordered: { kind: 'end', reason: 'ordered', say: '订好了，再见。' },
  sorry: { kind: 'end', reason: 'order-failed', say: '没有订上，再见。' },
  bye: { kind: 'end', reason: 'refused', say: '好的，再见。' },
});

const file = (cases: string): string => `script: small\ncases:\n${cases}`;
const buys = `  - name: 订票
    says: [好的]
    expect: { ends: ordered, functions: [{ name: create-order, args: { product: 票, amount: 1 } }], says: [订好了] }
`;
const fails = `  - name: 订不上
    says: [好的]
    functions: { create-order: { ok: false, reason: database-away } }
    expect: { ends: order-failed }
`;
const declines = `  - name: 不订
    says: [不是]
    expect: { ends: refused }
`;
const refuses = `  - name: 拒绝
    says: [没兴趣]
    expect: { ends: refused }
`;
const load = (cases: string): ReturnType<typeof loadCaseFile> => loadCaseFile(file(cases), 'small.cases.yaml');

describe('testScript()', () => {
  it('passes cases that go as they should, with what functions answer', () => {
    expect(testScript(script, load(buys + fails + declines))).toMatchObject({ cases: 3, passed: 3, failed: [] });
  });

  it('understands by what was learnt, as calls do', () => {
    const learns = smallScript({
      start: {
        kind: 'speak',
        say: '您现在方便吗？',
        branches: [
          { on: 'intent', intent: 'busy', to: 'later' },
          { on: 'unrecognised', to: 'lost' },
        ],
      },
      later: { kind: 'end', reason: 'later' },
      lost: { kind: 'end', reason: 'lost' },
    });
    const cooks = `  - name: 在炒菜\n    says: [我这边正炒着菜呢腾不出手]\n    expect: { ends: later }\n`;
    expect(testScript(learns, load(cooks)).failed).toEqual([]);
  });

  it('tells what differed, where the case stands and what was said', () => {
    const wrong = buys.replace('ends: ordered', 'ends: refused').replace('[订好了]', '[没订]');
    const report = testScript(script, load(declines + wrong));
    expect(report).toMatchObject({ cases: 2, passed: 1 });
    expect(describeFailures(report, 'small.cases.yaml')).toEqual([
      "small.cases.yaml:6: case '订票'",
      '  ends: wanted "refused", got "ordered"',
      '  says: wanted ["没订"], got "订好了，再见。"',
      '    机器人 您想订票吗？',
      '    客户 好的',
      '    机器人 订好了，再见。',
    ]);
  });

  it('names the branches whose loss no case notices', () => {
    const { mutations } = testScript(script, load(buys + declines), { mutations: true });
    expect(mutations).toEqual({
      branches: 5,
      survivors: [
        { node: 'start', index: 2, branch: 'refuse → bye', path: ['flows', 'main', 'nodes', 'start', 'branches', 2] },
        { node: 'order', index: 1, branch: 'failed → sorry', path: ['flows', 'main', 'nodes', 'order', 'branches', 1] },
      ],
    });
  });

  it('counts a refusal as covered only where the case would go otherwise without its branch', () => {
    // Without a branch for refusals they go by that for a no: to the same end.
    const { mutations } = testScript(script, load(buys + fails + declines + refuses), { mutations: true });
    expect(mutations?.survivors.map(({ branch }) => branch)).toEqual(['refuse → bye']);
  });

  it('holds a case with the variants it names, and takes branches away from what it was held with', () => {
    const rules = { success: { outcome: 'ordered' }, baseline: 20, minimumEffect: 5 } as const;
    const words = { kind: 'words', node: 'bye', ...rules, variants: { warm: { say: '多谢您，再见。' } } } as const;
    const brief = { start: 'ask', nodes: { ask: { kind: 'end', reason: 'brief', say: '再会。' } } } as const;
    const flow = { kind: 'flow', flow: 'main', ...rules, variants: { brief: { flow: 'brief' } } } as const;
    const says = (variant: string, last: string): string =>
      declines
        .replace('不订', variant)
        .replace('{ ends: refused }', `{ says: [${last}] }\n    variants: { ending: warm }`);
    const varied = { ...script, experiments: { ending: words } } as unknown as typeof script;
    const both = loadCaseFile(file(says('换一种说法', '多谢您') + declines), 'small.cases.yaml');
    const report = testScript(scriptDocumentSchema.parse(varied), both, { mutations: true });
    expect(report).toMatchObject({ cases: 2, passed: 2, mutations: { branches: 5 } });
    expect(report.mutations?.survivors.map(({ branch }) => branch)).not.toContain('negative → bye');
    const whole = scriptDocumentSchema.parse({
      ...script,
      flows: { ...script.flows, brief },
      experiments: { whole: flow },
    });
    expect(testScript(whole, load(buys), { variants: { whole: 'brief' } })).toMatchObject({
      failed: [{ differences: [{ what: 'ends', got: 'brief' }, {}, {}] }],
    });
  });

  it('refuses the cases of another script', () => {
    const other = loadCaseFile(file(buys).replace('small', 'large'), 'large.cases.yaml');
    expect(() => testScript(script, other)).toThrow("these are cases of script 'large', not of 'small'");
  });
});

describe('loadCaseFile()', () => {
  const refusal = (cases: string): string => {
    try {
      load(cases);
    } catch (error) {
      return (error as Error).message;
    }
    throw new Error('was not refused');
  };

  it.each([
    ['a field nobody knows', buys.replace('says: [好的]', 'say: [好的]'), /:3: case '订票': .*says/u],
    ['an expectation nobody knows', buys.replace('ends:', 'end:'), /:5: case '订票': expect: .*end/u],
    [
      'a case that expects nothing',
      buys.replace(/expect: .*/u, 'expect: {}'),
      /:5: case '订票': expect: expects nothing/u,
    ],
    ['two cases of one name', buys + buys, /:6: case '订票': name: a second case is called '订票'/u],
    [
      'a time that is none',
      buys.replace('says:', 'startsAt: morgen\n    says:'),
      /:4: case '订票': startsAt: wanted a time/u,
    ],
    ['a text that is a list', buys.replace('[好的]', '[[好的]]'), /:4: case '订票': says\.0: wanted a text/u],
    ['no YAML', '  - name: [', /^small\.cases\.yaml:\d+: /u],
  ])('names the line of %s', (_, cases, message) => {
    expect(refusal(cases)).toMatch(message);
  });

  it('reads numbers that are not quoted as texts', () => {
    const [one] = load(`  - { name: 数, says: [5], expect: { slots: { amount: 500000 } } }\n`).cases;
    expect(one).toMatchObject({ says: ['5'], expect: { slots: { amount: '500000' } } });
  });
});

describe('cases of a script whose questions a language model answers', () => {
  const asking = modelScript();
  const cases = (answers: string): string => `script: small
cases:
  - name: 问保费再报保额
    says: [您好, 一年要交多少钱呢, 那就五十万吧]
    expect: { ends: finished, says: [已经记下], slots: { amount: 500000 } }
    model: [${answers}]
`;
  const price = '{ turn: 2, says: 一年保费是三千六百元。您想保多少？ }';
  const reached = '{ turn: 3, goal: reached, extracts: { amount: 五十万 } }';
  const tested = (text: string) => testScript(asking, loadCaseFile(text, 'small.cases.yaml'));

  it('are held with what the model said when they were recorded, and judged by the rules of a call', () => {
    expect(tested(cases(`${price}, ${reached}`))).toMatchObject({ cases: 1, passed: 1, failed: [] });
    const promised = cases('{ turn: 2, says: 我们保证收益。 }')
      .replace(', 那就五十万吧', '')
      .replace(/expect: .*/u, 'expect: { says: [这个我不太确定] }');
    expect(tested(promised)).toMatchObject({ passed: 1 });
    const looksUp = cases(`{ turn: 2, calls: lookup-profile }, ${price}, ${reached}`);
    expect(
      tested(looksUp.replace('slots: { amount: 500000 }', 'functions: [{ name: lookup-profile, args: {} }]')),
    ).toMatchObject({ passed: 1 });
    const away = cases('{ turn: 2, fails: stalled }')
      .replace(', 那就五十万吧', '')
      .replace(/expect: .*/u, 'expect: { says: [请顾问联系您] }');
    expect(tested(away)).toMatchObject({ passed: 1 });
  });

  it('fail where an answer is not recorded, with flow, node and turn, or is recorded where nothing asks', () => {
    const wanted = (answers: string): unknown[] =>
      tested(cases(answers)).failed.flatMap(({ differences }) =>
        differences.flatMap((one) => (one.what === 'model' ? [one.wanted] : [])),
      );
    expect(wanted(price)).toEqual(["a recorded answer for flow 'main', node 'ask', turn 3"]);
    expect(wanted(`${price}, ${reached}, { turn: 3, says: 好的。 }`)).toEqual([
      'a question to the model at turn 3, for which an answer is recorded',
    ]);
    expect(describeFailures(tested(cases('')), 'small.cases.yaml').join('\n')).toContain(
      "model: wanted \"a recorded answer for flow 'main', node 'ask', turn 2\", got none",
    );
    expect(() => tested(cases('{ turn: 1 }'))).toThrow(/small\.cases\.yaml:\d+.*says/u);
  });
});
