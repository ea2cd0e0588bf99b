import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { isDeepStrictEqual } from 'node:util';
import { scriptDocumentSchema, type ScriptDocument, type ScriptDocumentInput } from '../../contract/script-document.ts';
import { sampleScript } from '../testing/sample-scripts.ts';
import { describeDiff } from './describe-diff.ts';
import { diffScripts } from './diff-scripts.ts';
import { changedPairs } from './list-changes.ts';

const first: ScriptDocumentInput = {
  id: 'spring',
  name: '春季回访',
  purpose: 'service',
  patterns: { silence: { say: '喂？' }, noMatch: { say: '没听清。' } },
  intents: [
    { id: 'buy', name: '买', samples: ['我要买', '来一份'] },
    { id: 'say', name: '说', samples: ['你说'] },
  ],
  knowledge: [{ id: 'price', question: '多少钱', answers: ['十元。', '十块钱。'] }],
  flows: {
    main: {
      kind: 'main',
      start: 'ask',
      nodes: {
        ask: {
          kind: 'speak',
          say: ['您好？', '在吗？'],
          branches: [
            { on: 'positive', to: 'bye' },
            { on: 'negative', to: 'bye' },
          ],
        },
        bye: { kind: 'end', say: '再见。' },
      },
    },
  },
};
const script = (change: (document: ScriptDocument) => void = () => undefined): ScriptDocument => {
  const document = scriptDocumentSchema.parse(first);
  change(document);
  return document;
};
const changes = (change: (document: ScriptDocument) => void) =>
  diffScripts(script(), script(change)).map(({ kind, part, place }) => `${kind} ${part} ${place}`);
const ask = (document: ScriptDocument) => {
  const node = document.flows['main']?.nodes['ask'];
  if (node?.kind !== 'speak') throw new Error('no such node');
  return node;
};

describe('diffScripts()', () => {
  it('finds nothing between a script and itself, whatever the order of its keys', () => {
    const document = sampleScript('insurance');
    const turned = Object.fromEntries(Object.entries(document).reverse()) as ScriptDocument;
    expect(diffScripts(document, turned)).toEqual([]);
  });

  it.each<[string, (document: ScriptDocument) => void, string[]]>([
    [
      'a wording that says something else',
      (one) => void (ask(one).say![1] = { text: '您在吗？' }),
      ['changed utterance main/ask say 2'],
    ],
    ['a wording more', (one) => void ask(one).say!.unshift({ text: '早上好？' }), ['added utterance main/ask say 1']],
    [
      'a recording',
      (one) => void (ask(one).say![0] = { text: '您好？', audio: 'a.wav' }),
      ['changed utterance main/ask say 1'],
    ],
    ['a branch less', (one) => void ask(one).branches.shift(), ['removed branch main/ask branches 1']],
    ['a branch elsewhere', (one) => void (ask(one).branches[1]!.to = 'ask'), ['changed branch main/ask branches 2']],
    ['a node more', (one) => void (one.flows['main']!.nodes['new'] = { ...ask(one) }), ['added node main/new']],
    ['a node less', (one) => void delete one.flows['main']!.nodes['bye'], ['removed node main/bye']],
    [
      'a node of another kind',
      (one) => void (one.flows['main']!.nodes['bye'] = { ...ask(one) }),
      ['changed node main/bye'],
    ],
    [
      'a flow more',
      (one) => void (one.flows['side'] = { kind: 'branch', start: 'a', nodes: {}, enterOn: [] }),
      ['added flow flow side'],
    ],
    ['another start', (one) => void (one.flows['main']!.start = 'bye'), ['changed flow flow main start']],
    [
      'an intent less, however they stand',
      (one) => void (one.intents = [one.intents[1]!]),
      ['removed intent intent buy'],
    ],
    ['a sample more', (one) => void one.intents[0]!.samples.push('买买买'), ['added intent intent buy samples 3']],
    [
      'a sample of an intent named like a wording',
      (one) => void one.intents[1]!.samples.push('讲'),
      ['added intent intent say samples 2'],
    ],
    [
      'an answer',
      (one) => void (one.knowledge[0]!.answers[1] = { text: '十元整。' }),
      ['changed utterance knowledge price answers 2'],
    ],
    ['a pattern', (one) => void (one.patterns.silence.max = 1), ['changed pattern pattern silence max']],
    [
      'what is said in silence',
      (one) => void (one.patterns.silence.say[0] = { text: '在吗？' }),
      ['changed utterance pattern silence say 1'],
    ],
    ['a setting', (one) => void (one.voice.speed = 1.2), ['changed setting voice speed']],
  ])('names %s', (_what, change, expected) => {
    expect(changes(change)).toEqual(expected);
  });

  it('writes what was there before and after', () => {
    const after = script((one) => {
      ask(one).say![0] = { text: '您好，请问方便吗？' };
      ask(one).branches.push({ on: 'silence', to: 'bye', tag: '没声音' });
      delete one.flows['main']!.nodes['bye'];
    });
    const diff = { scriptId: 'spring', from: '3', to: 'draft', changes: [...diffScripts(script(), after)] };
    expect(describeDiff(diff).split('\n')).toEqual([
      "script 'spring', 3 → draft: 3 differences",
      '+ branch main/ask branches 3: silence → bye #没声音',
      '~ utterance main/ask say 1',
      '    - 您好？',
      '    + 您好，请问方便吗？',
      expect.stringContaining('- node main/bye: {"kind":"end"'),
    ]);
    expect(describeDiff({ ...diff, changes: [] })).toBe("script 'spring', 3 → draft: no difference");
  });
});

describe('changedPairs()', () => {
  it('tells how to come from any list to any other, and leaves alone what both have', () => {
    const lists = fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { maxLength: 12 });
    fc.assert(
      fc.property(lists, lists, (before, after) => {
        const pairs = changedPairs(before, after, isDeepStrictEqual);
        const gone = new Set(pairs.map(({ beforeAt }) => beforeAt));
        const young = new Set(pairs.map(({ afterAt }) => afterAt));
        const keptBefore = before.filter((_, index) => !gone.has(index));
        expect(keptBefore).toEqual(after.filter((_, index) => !young.has(index)));
      }),
    );
  });
});
