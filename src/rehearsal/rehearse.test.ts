import { describe, expect, it } from 'vitest';
import type { ScriptDocument } from '../contract/script-document.ts';
import { smallScript, type SmallNodes } from '../dialogue/testing/small-script.ts';
import { sampleScript } from '../scripts/testing/sample-scripts.ts';
import { loadPersonas } from './index.ts';
import { rehearse } from './rehearse.ts';
import { reportPage } from './report-page.ts';

const sound: SmallNodes = {
  start: {
    kind: 'speak',
    say: '您现在方便吗？方便请按1，不方便请按2。',
    branches: [
      { on: 'digits', digits: '1', to: 'offer' },
      { on: 'digits', digits: '2', to: 'bye' },
      { on: 'positive', to: 'offer' },
      { on: 'negative', to: 'bye' },
    ],
  },
  offer: {
    kind: 'speak',
    say: '给您送一张电影票，要吗？',
    branches: [
      { on: 'positive', to: 'sent' },
      { on: 'negative', to: 'bye' },
    ],
  },
  sent: { kind: 'end', reason: 'sent', say: '好的，稍后发给您，再见。' },
  bye: { kind: 'end', reason: 'refused', say: '好的，再见。' },
};
const with_ = (nodes: SmallNodes): ScriptDocument => smallScript({ ...sound, ...nodes });
const allTo = (to: string): { on: 'positive' | 'negative' | 'unrecognised'; to: string }[] => [
  { on: 'positive', to },
  { on: 'negative', to },
  { on: 'unrecognised', to },
];
const options = { conversations: 120, seed: 3 };

describe('rehearse()', () => {
  const insurance = rehearse(sampleScript('insurance'), { conversations: 500, seed: 1 });

  it('goes through nearly all of the insurance script, with customers who know nothing of it', () => {
    expect(insurance.coverage.nodes).toBeGreaterThanOrEqual(0.95);
    expect(insurance.coverage.branches).toBeGreaterThanOrEqual(0.75);
    expect(insurance).toMatchObject({ conversations: 500, loops: [], deadEnds: [] });
  });

  it('tells customers apart by what their conversations come to', () => {
    const share = (persona: string, ...reasons: readonly string[]): number => {
      const { outcomes = {}, conversations = 0 } = insurance.personas[persona] ?? {};
      return reasons.reduce((sum, reason) => sum + (outcomes[reason] ?? 0), 0) / conversations;
    };
    expect(share('keen', 'ordered')).toBeGreaterThan(0.6);
    expect(share('refuser', 'not-interested', 'customer-hung-up')).toBeGreaterThan(0.6);
    expect(share('angry', 'do-not-call', 'complaint', 'not-interested')).toBeGreaterThan(0.7);
    expect(share('voicemail', 'voicemail')).toBe(1);
    const counts = Object.values(insurance.personas).map(({ conversations }) => conversations);
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(500);
    expect(Math.min(...counts)).toBeGreaterThan(0);
  });

  it('holds the same conversations for the same seed, and others for another', () => {
    const [one, again, other] = [3, 3, 4].map((seed) => rehearse(with_({}), { conversations: 40, seed }));
    expect(again).toEqual(one);
    expect(other?.examples).not.toEqual(one?.examples);
  });

  it('finds nothing where nothing is wrong', () => {
    expect(rehearse(with_({}), options)).toMatchObject({
      coverage: { nodes: 1, branches: 1 },
      loops: [],
      deadEnds: [],
      uncovered: { nodes: [], branches: [] },
    });
  });

  it('finds a planted loop of two questions', () => {
    const report = rehearse(
      with_({
        offer: { kind: 'speak', say: '要一张电影票吗？', branches: allTo('again') },
        again: { kind: 'speak', say: '您真的想好了吗？', branches: allTo('offer') },
      }),
      options,
    );
    expect(report.loops[0]?.nodes.toSorted()).toEqual(['main/again', 'main/offer']);
    expect(report.loops[0]?.conversations).toBeGreaterThan(10);
    expect(report.deadEnds.map(({ node }) => node)).toEqual(['main/offer', 'main/again']);
  });

  it('finds a question that leads back to itself', () => {
    const { loops } = rehearse(
      with_({
        offer: {
          kind: 'speak',
          say: '要一张电影票吗？',
          branches: [
            { on: 'positive', to: 'offer' },
            { on: 'negative', to: 'bye' },
          ],
        },
      }),
      options,
    );
    expect(loops.map(({ nodes }) => nodes)).toEqual([['main/offer']]);
  });

  it('finds nodes that go round without a word', () => {
    const { loops } = rehearse(
      with_({ offer: { kind: 'jump', to: 'hop' }, hop: { kind: 'jump', to: 'offer' } }),
      options,
    );
    expect(loops.map(({ nodes }) => nodes.toSorted())).toEqual([['main/hop', 'main/offer']]);
  });

  it('finds a planted dead end: a question whose only answer nobody gives', () => {
    const { deadEnds, coverage, loops } = rehearse(
      smallScript(
        {
          ...sound,
          offer: {
            kind: 'speak',
            say: '请您说出本次活动的口令。',
            branches: [{ on: 'intent', intent: 'password', to: 'sent' }],
          },
        },
        { intents: [{ id: 'password', name: '口令', keywords: ['芝麻开门'] }] },
      ),
      options,
    );
    expect(deadEnds).toMatchObject([{ node: 'main/offer', why: 'nobody-gets-on' }]);
    expect(deadEnds[0]?.conversations).toBeGreaterThan(10);
    expect(deadEnds[0]?.example).not.toBeNull();
    expect(coverage.nodes).toBe(0.75);
    expect(loops).toEqual([]);
  });

  it('finds a dead end that lint refuses as well: a draft is rehearsed as it stands', () => {
    const draft = with_({ offer: { kind: 'speak', say: '要一张电影票吗？', branches: [] } });
    const { deadEnds } = rehearse(draft, options);
    expect(deadEnds.map(({ node, why }) => [node, why])).toContainEqual(['main/offer', 'fault']);
  });

  it('takes personas of other people', () => {
    const text = `personas:
  - { id: loyal, name: 老客户, goal: 问积分, willing: 0.9, objections: [{ about: [我的积分还有多少], chance: 0.9 }] }`;
    const { personas, examples } = rehearse(with_({}), { ...options, personas: loadPersonas(text, 'mine.yaml') });
    expect(Object.keys(personas)).toEqual(['loyal']);
    expect(examples.flatMap(({ stays }) => stays.map(({ customer }) => customer)).join()).toContain('积分');
  });

  it('names the line of a persona that is none', () => {
    const text =
      'personas:\n  - { id: a, name: 甲, goal: 买, willing: 3 }\n  - { id: a, name: 乙, goal: 买, willing: 1 }';
    expect(() => loadPersonas(text, 'mine.yaml')).toThrow(/^mine\.yaml:2: persona '甲': willing: /u);
    expect(() => loadPersonas(text.replace('3', '0'), 'mine.yaml')).toThrow(
      "mine.yaml:3: persona '乙': id: a second persona is called 'a'",
    );
  });
});

describe('reportPage()', () => {
  it('is one page without anything from outside, and lets no name of a script into its markup', () => {
    const report = rehearse({ ...with_({}), name: '<script>alert(1)</script>' }, { conversations: 30, seed: 1 });
    const page = reportPage(report);
    expect(page).toContain('&lt;script&gt;alert(1)');
    expect(page).not.toMatch(/<script|https?:|<link|<img/u);
    expect(page).toContain('节点覆盖');
    expect(page).toContain('nodes covered');
    for (const { seed } of report.examples) expect(page).toContain(`id="c${seed}"`);
  });
});

describe('rehearse() of a script with experiments', () => {
  const rules = { success: { tag: 'sent' }, baseline: 20, minimumEffect: 5 } as const;
  const brief = {
    start: 'ask',
    nodes: {
      ask: {
        kind: 'speak',
        say: '送您一张票，要吗？',
        branches: [{ on: 'positive', to: 'thanks' }, ...allTo('no').slice(1)],
      },
      thanks: { kind: 'end', reason: 'sent', say: '谢谢，再见。' },
      no: { kind: 'end', reason: 'refused', say: '打扰了，再见。' },
    },
  } as const;
  const whole = { kind: 'flow', flow: 'main', ...rules, variants: { brief: { flow: 'brief' } } } as const;
  const compared = smallScript(sound, { flows: { brief }, experiments: { whole } });

  it('goes through every variant, and counts their flows as covered', () => {
    const { uncovered, coverage } = rehearse(compared, options);
    expect(uncovered.nodes).toEqual([]);
    expect(coverage.nodes).toBe(1);
  });

  it('goes through one alone where it is asked to', () => {
    const { uncovered, examples } = rehearse(compared, { ...options, variants: { whole: 'brief' } });
    expect(uncovered.nodes).toEqual([]);
    expect(examples.flatMap(({ visited }) => visited).every((place) => place.startsWith('brief/'))).toBe(true);
  });
});
