import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { defaultEndpointRules, endpointWaitMs, looksUnfinished } from './endpointing.ts';
import { initialTurnEnd, stepTurnEnd, type TurnEnded, type TurnEndInput } from './turn-end.ts';

/** Steps events in virtual time, waking the machine whenever it asked for it. */
function run(inputs: readonly TurnEndInput[], untilMs = 60_000): TurnEnded[] {
  let state = initialTurnEnd;
  let wakeAtMs: number | null = null;
  const ended: TurnEnded[] = [];
  const step = (input: TurnEndInput): void => {
    const next = stepTurnEnd(state, input);
    ({ state, wakeAtMs } = next);
    if (next.ended) ended.push(next.ended);
  };
  const timeOf = (input: TurnEndInput): number => (input.kind === 'speech-started' ? input.startedAtMs : input.atMs);
  const wakeUntil = (atMs: number): void => {
    if (wakeAtMs === null || wakeAtMs > atMs) return;
    step({ kind: 'time', atMs: wakeAtMs });
    wakeUntil(atMs);
  };
  for (const input of inputs) {
    wakeUntil(timeOf(input) - 0.001);
    step(input);
  }
  wakeUntil(untilMs);
  return ended;
}

const started = (startedAtMs: number): TurnEndInput => ({ kind: 'speech-started', startedAtMs });
const paused = (lastVoicedAtMs: number): TurnEndInput => ({
  kind: 'speech-paused',
  lastVoicedAtMs,
  atMs: lastVoicedAtMs + 60,
});
const text = (words: string, atMs: number, answered: 'answer' | 'more' | 'unknown' = 'unknown'): TurnEndInput => ({
  kind: 'text',
  text: words,
  answered,
  atMs,
});

test('a turn ends 600 ms after its last voiced frame', () => {
  expect(run([started(1_000), paused(2_000)])).toEqual([
    { startedAtMs: 1_000, lastVoicedAtMs: 2_000, endedAtMs: 2_600, waitMs: 600, why: 'quiet' },
  ]);
});

test('a turn ends 250 ms after its last voiced frame when the words answer the question', () => {
  expect(run([started(0), text('好的', 300, 'answer'), paused(500)])[0]).toMatchObject({ endedAtMs: 750, waitMs: 250 });
});

test('words that answer late end the turn at once', () => {
  expect(run([started(0), paused(500), text('好的', 900, 'answer')])[0]).toMatchObject({ endedAtMs: 900, waitMs: 250 });
});

test('in mid-phrase or mid-number it waits 1 200 ms', () => {
  expect(run([started(0), text('我的电话是', 300, 'more'), paused(500)])[0]).toMatchObject({ endedAtMs: 1_700 });
  expect(run([started(0), text('138', 300), paused(500)])[0]).toMatchObject({ endedAtMs: 1_700 });
});

test('speech that goes on in the wait is the same turn', () => {
  expect(run([started(0), paused(500), started(900), paused(1_500)])).toEqual([
    { startedAtMs: 0, lastVoicedAtMs: 1_500, endedAtMs: 2_100, waitMs: 600, why: 'quiet' },
  ]);
});

test('somebody who never stops is cut off after 30 s', () => {
  expect(run([started(1_000)])[0]).toMatchObject({ endedAtMs: 31_000, why: 'too-long' });
});

test('text without sound is a turn of its own, and late text of an ended turn is not', () => {
  expect(run([text('您好', 5_000)])[0]).toMatchObject({ endedAtMs: 6_500, lastVoicedAtMs: 5_000, why: 'typed' });
  expect(run([started(0), paused(500), text('吗', 1_300)])).toHaveLength(1);
});

test('a pause nobody waits for and a second start change nothing', () => {
  expect(run([paused(500)])).toEqual([]);
  expect(run([started(0), started(100), paused(500)])).toHaveLength(1);
});

test('turns never overlap, never end before their wait, and each start of speech is in one', () => {
  const gaps = fc.array(fc.tuple(fc.integer({ min: 80, max: 3_000 }), fc.integer({ min: 80, max: 3_000 })), {
    maxLength: 20,
  });
  fc.assert(
    fc.property(gaps, (spans) => {
      let atMs = 0;
      const inputs: TurnEndInput[] = [];
      for (const [quietMs, voiceMs] of spans) {
        inputs.push(started(atMs + quietMs), paused(atMs + quietMs + voiceMs));
        atMs += quietMs + voiceMs;
      }
      const turns = run(inputs, atMs + 5_000);
      for (const [index, turn] of turns.entries()) {
        expect(turn.endedAtMs).toBeGreaterThanOrEqual(turn.lastVoicedAtMs + turn.waitMs);
        expect(turn.startedAtMs).toBeGreaterThanOrEqual(turns[index - 1]?.endedAtMs ?? 0);
      }
      const breaks = spans.filter(([quietMs], index) => index > 0 && quietMs > defaultEndpointRules.normalMs).length;
      expect(turns).toHaveLength(spans.length === 0 ? 0 : breaks + 1);
    }),
  );
});

describe('looksUnfinished', () => {
  test.each(['因为', '我想买，', '我的电话是 138', '一三八', '那个', 'I want to', 'my number is 555-', '请问'])(
    '%s goes on',
    (said) => {
      expect(looksUnfinished(said)).toBe(true);
      expect(endpointWaitMs({ answered: 'unknown', text: said })).toBe(1_200);
    },
  );

  test.each(['好的', '不需要', '13800138000', '可以。', '一百万', '62345678', 'Panama', '是吗？', ''])(
    '%s is whole',
    (said) => {
      expect(looksUnfinished(said)).toBe(false);
      expect(endpointWaitMs({ answered: 'unknown', text: said })).toBe(600);
    },
  );
});
