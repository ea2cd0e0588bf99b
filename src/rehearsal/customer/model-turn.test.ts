import { describe, expect, it } from 'vitest';
import type { ModelPart } from '../../contract/language-model.ts';
import { turnFrom } from './model-turn.ts';

const words = (...texts: readonly string[]): ModelPart[] => texts.map((text) => ({ kind: 'words', text }));
const tool = (name: string, args: Record<string, string> = {}): ModelPart => ({ kind: 'tool', name, args });

describe('turnFrom()', () => {
  it.each<[string, readonly ModelPart[], unknown]>([
    ['words in pieces', words('那你', '说说吧'), { kind: 'says', text: '那你说说吧' }],
    [
      'a stage direction, a name and quotation marks',
      words('客户：“（叹气）多少钱啊？”'),
      { kind: 'says', text: '多少钱啊？' },
    ],
    ['words and a tool', [...words('再见'), tool('hang-up')], { kind: 'says', text: '再见' }],
    ['keys', [tool('press-keys', { keys: '1#' })], { kind: 'keys', digits: '1#' }],
    ['silence', [tool('say-nothing')], { kind: 'silent' }],
    ['the end', [tool('hang-up')], { kind: 'hangs-up' }],
    ['no keys of a telephone', [tool('press-keys', { keys: 'abc' })], expect.stringContaining("'press-keys'")],
    ['a tool of nobody', [tool('create-order')], expect.stringContaining("'create-order', which no customer can do")],
    ['nothing', [{ kind: 'used', tokens: 3 }], 'the model said nothing'],
    ['marks alone', words('……！'), 'the model said nothing that is words'],
    ['a model that leaves its role', words('作为一个人工智能助手，我不能这样做。'), 'the model left its role'],
  ])('makes of %s what the customer does, or says why it is nothing', (_, parts, wanted) => {
    expect(turnFrom(parts)).toEqual(wanted);
  });

  it('cuts what is too long for a breath after a clause', () => {
    const turn = turnFrom(words(`我跟你说，${'这个事情我已经想了很久很久了，'.repeat(8)}`));
    expect(turn).toMatchObject({ kind: 'says', text: expect.stringMatching(/^我跟你说，.*了，$/u) });
    expect((turn as { text: string }).text.length).toBeLessThanOrEqual(60);
  });
});
