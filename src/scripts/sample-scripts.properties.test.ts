import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sampleNames, sampleScript } from './testing/sample-scripts.ts';
import {
  advance,
  answersQuestion,
  compileScript,
  expectedPhrases,
  startMemory,
  type DialogueInput,
  type Move,
} from '../dialogue/index.ts';
import { mondayTen } from '../dialogue/testing/converse.ts';

const scripts = sampleNames.map((name) => compileScript(sampleScript(name)));

const sentences = [
  '好的',
  '嗯',
  '不方便',
  '不用了',
  '没兴趣',
  '重疾险',
  '医疗险',
  '三十万',
  '五十',
  '确认',
  '不对，是二十万',
  '多少钱',
  '你是机器人吗',
  '我在开车',
  '考虑一下',
  '明天下午三点',
  '加微信',
  '转人工',
  '什么',
  '喂',
  '别再打了',
  '投诉',
  '两个人',
  '上午',
  '改成下午',
  '苹果',
  '',
  '。',
  '你推荐吧',
  '改产品',
  '不是',
];
const text = fc.oneof(
  { weight: 9, arbitrary: fc.constantFrom(...sentences) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 300 }) },
);
const input: fc.Arbitrary<DialogueInput> = fc.oneof(
  {
    weight: 12,
    arbitrary: fc.record({
      kind: fc.constant('heard' as const),
      text,
      confidence: fc.double({ min: 0, max: 1, noNaN: true }),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('keys' as const),
      digits: fc.stringMatching(/^[0-9*#]{0,5}$/),
      complete: fc.boolean(),
    }),
  },
  { weight: 2, arbitrary: fc.constant({ kind: 'silence' as const }) },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('said' as const),
      sayId: fc.nat(20).map((id) => `s${id}`),
      completed: fc.boolean(),
      spokenText: fc.constantFrom('', '您好', '给您做的方案是'),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('function-result' as const),
      key: fc.constantFrom('1', '2', '3'),
      result: fc.constantFrom(
        { ok: true as const, values: { orderNumber: 'B1' } },
        { ok: false as const, reason: 'away' },
      ),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('transfer-result' as const),
      answered: fc.boolean(),
      reason: fc.constant(null),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('answered-by' as const),
      answeredBy: fc.constantFrom('human' as const, 'voicemail' as const, 'unknown' as const),
    }),
  },
  { weight: 1, arbitrary: fc.constantFrom({ kind: 'answered' as const }, { kind: 'time-limit' as const }) },
);
const inputs = fc.array(input, { maxLength: 60 });
const scripted = fc.constantFrom(...scripts);

describe('any sequence of inputs', () => {
  it('never throws, keeps the memory a JSON value, and ends each turn in one waiting move at most', () => {
    fc.assert(
      fc.property(scripted, inputs, (script, sequence) => {
        let memory = startMemory(script, {}, mondayTen);
        for (const each of [{ kind: 'answered' } as const, ...sequence]) {
          const step = advance(script, memory, each);
          memory = step.memory;
          expect(JSON.parse(JSON.stringify(memory))).toEqual(memory);
          const waits = step.moves.filter(({ kind }) => kind !== 'say' && kind !== 'fact');
          expect(waits).toEqual(step.moves.slice(step.moves.length - Math.min(waits.length, 1)));
          expect(['answer', 'more', 'unknown']).toContain(answersQuestion(script, memory, '三十'));
          expect(expectedPhrases(script, memory).length).toBeLessThanOrEqual(300);
        }
      }),
      { numRuns: 60 },
    );
  });

  it('replayed gives the same moves, from a memory that went through JSON as well', () => {
    const run = (
      script: (typeof scripts)[number],
      sequence: readonly DialogueInput[],
      viaJson: boolean,
    ): readonly Move[] => {
      let memory = startMemory(script, {}, mondayTen);
      return [{ kind: 'answered' } as const, ...sequence].flatMap((each) => {
        const step = advance(script, memory, each);
        memory = viaJson ? (JSON.parse(JSON.stringify(step.memory)) as typeof memory) : step.memory;
        return step.moves;
      });
    };
    fc.assert(
      fc.property(scripted, inputs, (script, sequence) => {
        expect(run(script, sequence, true)).toEqual(run(script, sequence, false));
      }),
      { numRuns: 40 },
    );
  });

  it('ends within its rounds, whatever the customer says', () => {
    fc.assert(
      fc.property(scripted, fc.array(text, { minLength: 80, maxLength: 80 }), (script, said) => {
        let memory = startMemory(script, {}, mondayTen);
        memory = advance(script, memory, { kind: 'answered' }).memory;
        for (const each of said) {
          const step = advance(script, memory, { kind: 'heard', text: `${each}嗯`, confidence: 1 });
          memory = step.memory;
          const last = step.moves.at(-1);
          if (last?.kind === 'call-function')
            memory = advance(script, memory, {
              kind: 'function-result',
              key: last.key,
              result: { ok: false, reason: 'x' },
            }).memory;
          if (memory.phase === 'transfer')
            memory = advance(script, memory, { kind: 'transfer-result', answered: false, reason: null }).memory;
        }
        expect(memory.phase).toBe('ended');
      }),
      { numRuns: 40 },
    );
  });
});
