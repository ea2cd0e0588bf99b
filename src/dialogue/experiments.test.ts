import { describe, expect, it } from 'vitest';
import type { ScriptDocument } from '../contract/script-document.ts';
import { compileScript } from './compiled-script.ts';
import { lintScript } from './lint/lint-script.ts';
import { settleExperiment, settleExperiments } from './settle-experiments.ts';
import { converse } from './testing/converse.ts';
import { smallScript, type SmallNodes, type SmallRest } from './testing/small-script.ts';

const rules = { success: { grade: 'B' }, baseline: 20, minimumEffect: 5 } as const;
const nodes: SmallNodes = {
  start: { kind: 'speak', say: '您好，方便吗？', rephrase: '能说话吗？', branches: [{ on: 'any', to: 'bye' }] },
  bye: { kind: 'end', say: '再见。' },
};
const words = { kind: 'words', node: 'start', ...rules, variants: { short: { say: '在吗？' } } } as const;
const brief = {
  start: 'ask',
  nodes: {
    ask: { kind: 'speak', say: '一句话的事，好吗？', branches: [{ on: 'any', to: 'end' }] },
    end: { kind: 'end', say: '谢谢。' },
  },
} as const;
const flow = { kind: 'flow', flow: 'main', ...rules, variants: { brief: { flow: 'brief' } } } as const;
const withWords = smallScript(nodes, { experiments: { opening: words } });
const withFlow = smallScript(nodes, { flows: { brief }, experiments: { whole: flow } });

const opening = (script: ScriptDocument, variants = {}): string | undefined =>
  converse(compileScript(settleExperiments(script, variants)), '好').said[0];

describe('a script with its experiments settled', () => {
  it('says the control, or the words of the variant', () => {
    expect(opening(withWords)).toBe('您好，方便吗？再见。');
    expect(opening(withWords, { opening: 'short' })).toBe('在吗？再见。');
    expect(opening(withWords, { opening: 'gone', other: 'short' })).toBe('您好，方便吗？再见。');
  });

  it('keeps what the variant leaves out, and nothing of the experiment', () => {
    const settled = settleExperiment(withWords, 'opening', 'short');
    expect(settled.experiments).toEqual({});
    expect(settled.flows['main']?.nodes['start']).toMatchObject({
      say: [{ text: '在吗？' }],
      rephrase: [{ text: '能说话吗？' }],
    });
    expect(settleExperiment(withWords, 'opening', 'control')).toEqual(smallScript(nodes));
  });

  it('goes by another flow where that varies, and only one of them is left', () => {
    expect(opening(withFlow)).toBe('您好，方便吗？再见。');
    expect(opening(withFlow, { whole: 'brief' })).toBe('一句话的事，好吗？谢谢。');
    expect(Object.keys(settleExperiments(withFlow).flows)).toEqual(['main']);
    expect(settleExperiments(withFlow, { whole: 'brief' }).flows).toMatchObject({ brief: { kind: 'main' } });
  });

  it('leads into the flow that took the place where the other one was named', () => {
    const side = { start: 'back', nodes: { back: { kind: 'jump', to: 'main/ask' } } } as const;
    const both = { ...nodes, ask: { kind: 'end', say: '好的。' } } as const;
    const script = smallScript(both, { flows: { brief, side }, experiments: { whole: flow } });
    expect(settleExperiments(script, { whole: 'brief' }).flows['side']?.nodes['back']).toMatchObject({
      to: 'brief/ask',
    });
  });
});

const faults = (rest: object, own: SmallNodes = nodes): readonly string[] =>
  lintScript(smallScript(own, rest as SmallRest)).map(({ code, message }) => `${code} ${message}`);
const faultsOf = (experiment: object, rest: object = {}): readonly string[] =>
  faults({ experiments: { opening: { ...words, ...experiment } }, ...rest });

describe('lint of experiments', () => {
  it('has nothing against those that can be held', () => {
    expect(faultsOf({ shares: { control: 60, short: 40 } })).toEqual([]);
    expect(lintScript(withFlow)).toEqual([]);
  });

  it('finds forbidden words and missing recordings in variants as anywhere', () => {
    const forbidden = faultsOf({ variants: { short: { say: '全国第一，在吗？' } } }, { purpose: 'marketing' });
    expect(forbidden.join('\n')).toContain('word-forbidden');
    const recorded = { ...nodes, bye: { kind: 'end', say: { text: '再见。', audio: 'bye.wav' } } } as const;
    const silent = faults({ experiments: { opening: words } }, recorded);
    expect(silent.join('\n')).toContain('recording-missing script \'small\': "在吗？" has no recording');
  });

  it('refuses two experiments on one node, also within a flow that varies', () => {
    expect(faults({ experiments: { one: words, two: words } }).join('\n')).toContain(
      "experiments 'one' and 'two' both vary 'main/start'",
    );
    expect(faults({ flows: { brief }, experiments: { one: words, whole: flow } }).join('\n')).toContain(
      "experiments 'one' and 'whole' both vary 'main/start'",
    );
  });
});
