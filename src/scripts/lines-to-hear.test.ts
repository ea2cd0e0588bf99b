import { describe, expect, it } from 'vitest';
import { scriptDocumentSchema } from '../contract/script-document.ts';
import { linesToHear } from './lines-to-hear.ts';

const document = scriptDocumentSchema.parse({
  id: 'small',
  name: 'small',
  voice: { name: 'own', emotion: 'warm' },
  variables: { company: { default: '安康' } },
  slots: { amount: { name: '保额', entity: { type: 'amount' } } },
  patterns: { silence: { say: '喂？' }, noMatch: { say: '没听清。' } },
  flows: {
    main: {
      kind: 'main',
      start: 'ask',
      nodes: {
        ask: { kind: 'speak', say: ['{company}的{amount}？', '在吗？'], rephrase: '换句话说？', voice: { speed: 1.5 } },
        on: { kind: 'jump', to: 'ask' },
      },
    },
    other: { start: 'bye', nodes: { bye: { kind: 'end', say: '再见{who}。' } } },
  },
});

describe('linesToHear()', () => {
  it('gives each wording of a node with its places filled, in the voice of the node', () => {
    const lines = linesToHear(document, 'ask');
    expect(lines.map(({ text }) => text)).toEqual(['安康的保额？', '在吗？', '换句话说？']);
    expect(lines[0]?.voice).toEqual({ name: 'own', language: 'cmn', emotion: 'warm', speed: 1.5, pitch: 1 });
  });

  it('takes another voice by name, and nodes of other flows', () => {
    expect(linesToHear(document, 'other/bye', 'deep')).toMatchObject([{ text: '再见who。', voice: { name: 'deep' } }]);
  });

  it.each(['on', 'nobody', 'gone/bye', ''])('says that no node "%s" says anything', (node) => {
    expect(() => linesToHear(document, node)).toThrow(`no node '${node}' says anything`);
  });
});
