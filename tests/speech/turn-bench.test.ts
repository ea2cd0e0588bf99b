import { describe, expect, it } from 'vitest';
import type { Said } from '../../bench/turn/caller.ts';
import { turnRows } from '../../bench/turn/mix.ts';
import { newWords, utteranceOf } from '../../bench/turn/utterance.ts';
import { callIdSchema } from '../../src/contract/ids.ts';
import { broken, turnsOf, type ToldEvent, type TurnFigures } from '../../bench/turn/verdict.ts';

describe('the mix of the bench of turns', () => {
  it('has 60 % answers, 30 % others, 10 % broken off, and a third with a pause of 300 to 900 ms', () => {
    const mix = turnRows(220, 11)
      .flatMap(({ lines }) => lines)
      .filter(({ kind }) => kind !== 'interrupt');
    const share = (kind: string): number => mix.filter((line) => line.kind === kind).length / mix.length;
    expect([share('answer'), share('other'), share('mid-phrase')].map((of) => Math.round(of * 10))).toEqual([6, 3, 1]);
    const pauses = mix.filter(({ parts }) => parts.length === 2).map(({ pauseMs }) => pauseMs);
    expect(pauses.length / mix.length).toBeCloseTo(1 / 3, 1);
    expect([Math.min(...pauses), Math.max(...pauses)]).toEqual([300, 900]);
  });

  it('is the same each time, and offers each customer the amounts that he says', () => {
    const rows = turnRows(60, 12);
    expect(turnRows(60, 12)).toEqual(rows);
    const unknown = rows.flatMap(({ lines, amounts }) =>
      lines
        .map(({ parts }) => parts.join(''))
        .filter((text) => text.includes('万') && !amounts.some((amount) => text.includes(amount))),
    );
    expect(unknown).toEqual([]);
  });
});

it('an utterance has its pause between voiced frames, and its words leave with the voice', () => {
  const voiced = (frames: number): Int16Array => new Int16Array(frames * 160).fill(8_000);
  const line = { kind: 'answer', parts: ['我要', '五万'], pauseMs: 300 } as const;
  const utterance = utteranceOf(line, [voiced(4), voiced(4)]);
  expect(utterance.said).toHaveLength(4 + 15 + 4);
  const words = utterance.said.map((_, frame) => newWords(utterance, frame));
  expect([words.slice(0, 4).join(''), words.slice(4, 19).join(''), words.slice(19).join('')]).toEqual([
    '我要',
    '',
    '五万',
  ]);
  expect(words.at(-1)).toBe('万');
});

describe('turnsOf()', () => {
  const said: Said = {
    kind: 'answer',
    text: '三十万',
    firstVoicedAtMs: 1_000,
    lastVoicedAtMs: 2_000,
    replyAtMs: 2_300,
    robotLastVoicedAtMs: null,
    spokenInto: false,
  };
  const heard = (atMs: number, text: string): ToldEvent => ({
    atMs,
    event: {
      kind: 'customer-said',
      callId: callIdSchema.parse('bench-00000000-0000-4000-8000-000000000001'),
      atMs: 0,
      turn: 1,
      node: 'ask',
      text,
      confidence: 1,
      via: 'speech',
      offsetMs: 0,
      durationMs: 0,
    },
  });

  it.each([
    ['one turn after its end is whole', [heard(2_250, '三十万')], said, false],
    ['two turns are a cut-off', [heard(2_250, '三十'), heard(2_900, '万')], said, true],
    ['a turn that ended before the utterance did is a cut-off', [heard(1_600, '三十')], said, true],
    ['a robot that spoke into it is a cut-off', [heard(2_250, '三十万')], { ...said, spokenInto: true }, true],
  ])('%s', (_name, told, log, cutOff) => {
    expect(turnsOf([log], told)).toMatchObject([{ cutOff }]);
  });
});

it('each figure beyond its budget is named', () => {
  const figures: TurnFigures = {
    p50: 300,
    p95: 801,
    falseCutoffs: 0.05,
    bargeInP95: 100,
    lessWaitP50: 50,
    lessWaitP95: 90,
    newReplies: 0.4,
    unanswered: 0,
  };
  expect(broken(figures)).toEqual(['p95 801 > 800', 'newReplies 0.4 < 0.5']);
});
