import { describe, expect, it } from 'vitest';
import { advance, compileScript, startMemory, type DialogueInput, type Move } from '../dialogue/index.ts';
import { mondayTen } from '../dialogue/testing/converse.ts';
import { sampleNames, sampleScript } from './testing/sample-scripts.ts';

/** An utterance that means nothing, as it sounds. */
const said = (emotion: 'angry' | 'neutral'): DialogueInput => ({
  kind: 'heard',
  text: '白日依山尽',
  confidence: 1,
  mood: { emotion, confidence: 0.9 },
});

describe.each(sampleNames)('the ready-made script %s', (name) => {
  const script = compileScript(sampleScript(name));
  const after = (inputs: readonly DialogueInput[]): { readonly text: string; readonly tags: readonly string[] } => {
    let memory = startMemory(script, {}, mondayTen);
    let moves: readonly Move[] = [];
    for (const input of [{ kind: 'answered' } as const, ...inputs])
      ({ memory, moves } = advance(script, memory, input));
    return { text: moves.flatMap((move) => (move.kind === 'say' ? [move.text] : [])).join(''), tags: memory.tags };
  };

  it('says first that an AI calls and that the call is recorded, and cannot be interrupted there', () => {
    const { moves } = advance(script, startMemory(script, {}, mondayTen), { kind: 'answered' });
    const [first] = moves.filter((move) => move.kind === 'say');
    expect(first?.text).toMatch(/AI智能助手.*本次通话会录音/u);
    expect(first?.bargeIn).toEqual({ mode: 'never' });
  });

  it('apologises to somebody who sounds angry twice, and not to others', () => {
    expect(after([said('angry'), said('angry')])).toMatchObject({
      text: expect.stringContaining('真对不起') as string,
      tags: expect.arrayContaining(['生气']) as string[],
    });
    expect(after([said('neutral'), said('angry')]).tags).not.toContain('生气');
  });
});
