import { expect, it } from 'vitest';
import type { KeptDialogue } from '../contract/kept-dialogue.ts';
import type { ScriptDocument } from '../contract/script-document.ts';
import {
  advance,
  compileScript,
  learnScript,
  startMemory,
  teach,
  withoutSecrets,
  type CompiledScript,
  type DialogueInput,
} from '../dialogue/index.ts';
import { smallScript, type SmallNodes } from '../dialogue/testing/small-script.ts';
import { mondayTen } from './index.ts';
import { replayDialogues, type Replay } from './replay.ts';

const nodes: SmallNodes = {
  start: { kind: 'speak', say: '请您输入密码。', branches: [{ on: 'any', to: 'pin' }] },
  pin: {
    kind: 'digits',
    say: '以井号结束。',
    slot: 'pin',
    maxDigits: 6,
    secret: true,
    branches: [
      { on: 'ok', to: 'send' },
      { on: 'failed', to: 'bye' },
    ],
  },
  send: {
    kind: 'function',
    name: 'send-sms',
    args: { template: 'a', pin: '{pin}' },
    branches: [
      { on: 'ok', to: 'ask' },
      { on: 'failed', to: 'bye' },
    ],
  },
  ask: {
    kind: 'speak',
    say: '收到了，还要别的吗？',
    branches: [
      { on: 'positive', to: 'more' },
      { on: 'negative', to: 'bye' },
    ],
  },
  more: { kind: 'end', reason: 'more', say: '稍后联系您。' },
  bye: { kind: 'end', reason: 'bye', say: '再见。' },
};
const rest = { slots: { pin: { name: '密码', entity: { type: 'digits' as const } } } };
const script = smallScript(nodes, rest);

/** A dialogue kept as a call keeps it: through JSON, without secrets. */
function kept(
  document: ScriptDocument,
  inputs: readonly DialogueInput[],
  compiled: CompiledScript = compileScript(document),
): KeptDialogue {
  let memory = startMemory(compiled, {}, mondayTen);
  const steps = inputs.map((input, index) => {
    const before = memory;
    const step = advance(compiled, before, input);
    memory = step.memory;
    return {
      afterMs: index * 1_000,
      learnt: compiled.classifier !== null,
      ...withoutSecrets(compiled, [before, memory], { input, moves: step.moves }),
    };
  });
  const opening = { atMs: mondayTen.nowMs, utcOffsetMinutes: 480, scriptId: 'small', scriptVersion: 3, variables: {} };
  return JSON.parse(JSON.stringify({ opening, steps })) as KeptDialogue;
}

const inputs: readonly DialogueInput[] = [
  { kind: 'answered' },
  { kind: 'said', sayId: 's1', completed: true, spokenText: '请您输入密码。' },
  { kind: 'said', sayId: 's2', completed: false, spokenText: '以井号' },
  { kind: 'keys', digits: '739154', complete: true },
  { kind: 'function-result', key: '1', result: { ok: true, values: {} } },
  { kind: 'said', sayId: 's3', completed: true, spokenText: '收到了，还要别的吗？' },
  { kind: 'heard', text: '不用了', confidence: 0.9 },
];
const dialogue = kept(script, inputs);
const replay = (changed: SmallNodes): Replay => {
  const document = smallScript({ ...nodes, ...changed }, rest);
  return replayDialogues(document, [{ callId: 'one', dialogue }])[0]!;
};

it('makes the same moves with the same script', () => {
  expect(replay({})).toEqual({ callId: 'one', version: 3, steps: 7, differences: [], partAt: null });
});

it('understands each step as the call did: before the script was learnt, and after', () => {
  const said: readonly DialogueInput[] = [
    ...inputs.slice(0, 6),
    { kind: 'heard', text: '成啊就这么着吧', confidence: 1 },
  ];
  const learnt = { ...compileScript(script), others: new Map() };
  teach(learnt, learnScript(script));
  const held = { plain: kept(script, said), learnt: kept(script, said, learnt) };
  expect(held.learnt.steps.map(({ moves }) => moves)).not.toEqual(held.plain.steps.map(({ moves }) => moves));
  for (const past of [held.plain, held.learnt])
    expect(replayDialogues(script, [{ callId: 'one', dialogue: past }])[0]?.differences).toEqual([]);
});

it('keeps no secret key, in what was typed or in what it was used for', () => {
  expect(JSON.stringify(dialogue)).not.toContain('739154');
  expect(dialogue.steps[3]).toMatchObject({
    input: { digits: '000000' },
    moves: [{}, {}, { kind: 'call-function', args: { pin: '000000' } }],
  });
});

it('shows a sentence that is worded otherwise and nothing else', () => {
  const { differences, partAt } = replay({ ...nodes, bye: { kind: 'end', reason: 'bye', say: '祝您愉快。' } });
  expect(differences).toMatchObject([
    {
      step: 6,
      afterMs: 6_000,
      before: [{ kind: 'say', text: '再见。' }],
      after: [{ kind: 'say', text: '祝您愉快。' }],
    },
  ]);
  expect(partAt).toBeNull();
});

it('knows sentences again where one more shifts their numbers', () => {
  const { differences, partAt } = replay({
    start: { kind: 'speak', say: '您好。', branches: [{ on: 'any', to: 'please' }] },
    please: { kind: 'speak', say: '请您输入密码。', branches: [{ on: 'any', to: 'pin' }] },
  });
  expect(differences.map(({ step }) => step)).toEqual([0]);
  expect(partAt).toBeNull();
});

it('parts where the same answer leads elsewhere, and compares no further', () => {
  const { differences, partAt } = replay({
    send: {
      kind: 'function',
      name: 'send-sms',
      args: { template: 'a', pin: '{pin}' },
      branches: [
        { on: 'ok', to: 'bye' },
        { on: 'failed', to: 'ask' },
      ],
    },
  });
  expect(partAt).toBe(4);
  expect(differences).toHaveLength(1);
  expect(differences[0]?.after.at(-1)).toMatchObject({ kind: 'hang-up', reason: 'bye' });
});
