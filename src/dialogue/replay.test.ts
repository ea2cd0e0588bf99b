import { describe, expect, it } from 'vitest';
import { advance } from './advance.ts';
import { compileScript } from './compiled-script.ts';
import type { DialogueInput } from './dialogue-input.ts';
import { startMemory, type DialogueMemory } from './dialogue-memory.ts';
import type { Move } from './move.ts';
import { converse, mondayTen } from './testing/converse.ts';
import { smallScript } from './testing/small-script.ts';

/** The first dialogue of all: greeting, insurance, what there is, critical illness, how much cover. */
const script = compileScript(
  smallScript(
    {
      start: {
        kind: 'speak',
        say: '您好，我是AI智能助手，本次通话会录音。请问您想了解保险，还是理财？',
        branches: [{ on: 'intent', intent: 'insurance', to: 'introduce' }],
      },
      introduce: {
        kind: 'slot',
        slot: 'product',
        say: '我们有重疾险和医疗险，您想了解哪一个？',
        branches: [{ on: 'ok', to: 'ask-amount' }],
      },
      'ask-amount': {
        kind: 'slot',
        slot: 'amount',
        say: '{product}很合适。您想要多少保额？',
        branches: [{ on: 'ok', to: 'summary' }],
      },
      summary: {
        kind: 'speak',
        say: '{product}，保额{amount}，给您登记，可以吗？',
        branches: [{ on: 'positive', to: 'done' }],
      },
      done: { kind: 'end', reason: 'done', say: '登记好了，再见。' },
    },
    {
      intents: [{ id: 'insurance', name: '保险', keywords: ['保险'] }],
      slots: {
        product: { name: '产品', entity: { type: 'choice', values: { 重疾险: ['重疾'], 医疗险: ['医疗'] } } },
        amount: { name: '保额', entity: { type: 'amount', unitYuan: 10_000 } },
      },
    },
  ),
);
const heard = (text: string): DialogueInput => ({ kind: 'heard', text, confidence: 1 });
const call: readonly DialogueInput[] = [
  { kind: 'answered' },
  { kind: 'said', sayId: 's1', completed: false, spokenText: '您好，' },
  { kind: 'heard', text: '嗯', confidence: 0.9, talkedOver: true },
  heard('保险'),
  { kind: 'silence' },
  { kind: 'heard', text: '重疾险', confidence: 0.8, mood: { emotion: 'hesitant', confidence: 0.7 } },
  heard('五十万'),
  heard('不对，三十万'),
  heard('可以'),
];

/** Each input with what came of it; the memory goes through JSON between any two. */
function play(
  inputs: readonly DialogueInput[],
  from: DialogueMemory = startMemory(script, {}, mondayTen),
): readonly { readonly memory: DialogueMemory; readonly moves: readonly Move[] }[] {
  let memory = from;
  return inputs.map((input) => {
    const step = advance(script, JSON.parse(JSON.stringify(memory)) as DialogueMemory, input);
    memory = step.memory;
    return step;
  });
}

describe('the first dialogue of all', () => {
  it('is in the right state after every step', () => {
    const lines = ['', '保险', '重疾险', '五十万', '可以'];
    const states = lines.map((_, step) => {
      const { memory, said, ended } = converse(script, lines.slice(1, step + 1).join('|'));
      const slots = Object.fromEntries(Object.entries(memory.slots).map(([slot, { value }]) => [slot, value]));
      return { at: memory.at.node, phase: memory.phase, slots, says: said.at(-1), ends: ended?.reason ?? null };
    });
    const product = { product: '重疾险' };
    const both = { ...product, amount: '500000' };
    expect(states).toEqual([
      {
        at: 'start',
        phase: 'listening',
        slots: {},
        ends: null,
        says: '您好，我是AI智能助手，本次通话会录音。请问您想了解保险，还是理财？',
      },
      { at: 'introduce', phase: 'listening', slots: {}, ends: null, says: '我们有重疾险和医疗险，您想了解哪一个？' },
      { at: 'ask-amount', phase: 'listening', slots: product, ends: null, says: '重疾险很合适。您想要多少保额？' },
      { at: 'summary', phase: 'listening', slots: both, ends: null, says: '重疾险，保额50万元，给您登记，可以吗？' },
      { at: 'done', phase: 'ended', slots: both, ends: 'done', says: '登记好了，再见。' },
    ]);
  });
});

describe('a memory', () => {
  it('is plain: what went through JSON gives the same moves at every turn', () => {
    let memory = startMemory(script, {}, mondayTen);
    const direct = call.map((input) => {
      const step = advance(script, memory, input);
      memory = step.memory;
      return step;
    });
    expect(play(call)).toEqual(direct);
    expect(memory).toMatchObject({
      phase: 'ended',
      slots: { amount: { value: '300000' } },
      talkOvers: 1,
      moods: { hesitant: 1 },
    });
  });

  it('is taken up again at any turn, and the rest of the call goes as it went', () => {
    const whole = play(call);
    for (let turn = 1; turn < call.length; turn++)
      expect(play(call.slice(turn), whole[turn - 1]?.memory)).toEqual(whole.slice(turn));
  });
});

describe('who rings back', () => {
  const ringBack = {
    start: { kind: 'speak', say: '您好，想介绍一款保险。', branches: [{ on: 'any', to: 'bye' }] },
    why: {
      kind: 'speak',
      say: '您好{name}，刚才是我们打给您，想介绍一款保险，现在方便吗？',
      branches: [{ on: 'positive', to: 'start' }],
    },
    bye: { kind: 'end', say: '再见。' },
  } as const;
  const opening = (target: string | undefined, begins: 'as-called' | 'ringing-back'): string => {
    const nodes = target === 'why' ? ringBack : { start: ringBack.start, bye: ringBack.bye };
    const small = compileScript(
      smallScript(nodes, { variables: { name: {} }, ...(target !== undefined && { ringBack: target }) }),
    );
    const { moves } = advance(small, startMemory(small, { name: '王女士' }, mondayTen, begins), { kind: 'answered' });
    return moves.flatMap((move) => (move.kind === 'say' ? [move.text] : [])).join('');
  };

  it('hears why we called, where the script says so, and is greeted as anybody where it does not', () => {
    expect(opening('why', 'ringing-back')).toBe('您好王女士，刚才是我们打给您，想介绍一款保险，现在方便吗？');
    expect(opening('why', 'as-called')).toBe('您好，想介绍一款保险。再见。');
    expect(opening(undefined, 'ringing-back')).toBe('您好，想介绍一款保险。再见。');
  });
});
