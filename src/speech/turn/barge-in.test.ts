import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { BargeInPolicy } from '../../contract/script-document.ts';
import { bargeIn, onlyBackchannel, type BargeInFacts } from './barge-in.ts';

const fillers = ['嗯', '啊', '对', '好的好的'];

function facts(changed: Partial<BargeInFacts> = {}): BargeInFacts {
  const speechStartedAtMs = changed.speechStartedAtMs ?? 5_000;
  const voicedMs = changed.voicedMs ?? 400;
  return {
    playStartedAtMs: 1_000,
    atMs: speechStartedAtMs + voicedMs,
    partialText: null,
    fillers,
    speechStartedAtMs,
    voicedMs,
    ...changed,
  };
}

const after: BargeInPolicy = { mode: 'after', protectMs: 0, minSpeechMs: 300 };

test('never and disclosure lines ignore every speech', () => {
  expect(bargeIn({ mode: 'never' }, facts({ voicedMs: 9_000, partialText: '停' }))).toBe('ignore');
  expect(bargeIn({ mode: 'always', minSpeechMs: 100 }, facts({ voicedMs: 9_000, disclosure: true }))).toBe('ignore');
});

describe('after', () => {
  test('waits for the minimum speech, then interrupts', () => {
    expect(bargeIn(after, facts({ voicedMs: 280 }))).toBe('wait');
    expect(bargeIn(after, facts({ voicedMs: 300 }))).toBe('interrupt');
  });

  test('speech that began under protection counts from where protection ends', () => {
    const policy: BargeInPolicy = { mode: 'after', protectMs: 2_000, minSpeechMs: 300 };
    expect(bargeIn(policy, facts({ speechStartedAtMs: 1_500, voicedMs: 1_700, atMs: 3_200 }))).toBe('wait');
    expect(bargeIn(policy, facts({ speechStartedAtMs: 1_500, voicedMs: 1_800, atMs: 3_300 }))).toBe('interrupt');
  });

  test('speech that began before the sentence counts from its start', () => {
    expect(bargeIn(after, facts({ speechStartedAtMs: 200, voicedMs: 1_000, atMs: 1_200 }))).toBe('wait');
  });

  test('backchannel words alone do not interrupt, other words do', () => {
    expect(bargeIn(after, facts({ partialText: '嗯嗯，对' }))).toBe('ignore');
    expect(bargeIn(after, facts({ partialText: '对，多少钱' }))).toBe('interrupt');
  });

  test('a voice much longer than its backchannel words says more than they show', () => {
    expect(bargeIn(after, facts({ partialText: '嗯', voicedMs: 840 }))).toBe('ignore');
    expect(bargeIn(after, facts({ partialText: '嗯', voicedMs: 860 }))).toBe('interrupt');
  });

  test('where words come, they are awaited 100 ms beyond the minimum', () => {
    expect(bargeIn(after, facts({ voicedMs: 380, textExpected: true }))).toBe('wait');
    expect(bargeIn(after, facts({ voicedMs: 400, textExpected: true }))).toBe('interrupt');
  });
});

test('always needs certainty alone', () => {
  expect(bargeIn({ mode: 'always', minSpeechMs: 200 }, facts({ voicedMs: 180 }))).toBe('wait');
  expect(bargeIn({ mode: 'always', minSpeechMs: 200 }, facts({ voicedMs: 200, partialText: '嗯' }))).toBe('interrupt');
});

test('keyword needs one of its words, however written', () => {
  const policy: BargeInPolicy = { mode: 'keyword', keywords: ['人工', 'Stop'] };
  expect(bargeIn(policy, facts({ voicedMs: 5_000 }))).toBe('wait');
  expect(bargeIn(policy, facts({ partialText: '转，人工' }))).toBe('interrupt');
  expect(bargeIn(policy, facts({ partialText: 'please stop.' }))).toBe('interrupt');
});

describe('onlyBackchannel', () => {
  test('knows rows of fillers from words that contain one', () => {
    expect(onlyBackchannel('嗯。嗯，啊', fillers)).toBe(true);
    expect(onlyBackchannel('好的好的', fillers)).toBe(true);
    expect(onlyBackchannel('对不起', fillers)).toBe(false);
    expect(onlyBackchannel('', fillers)).toBe(false);
    expect(onlyBackchannel('嗯', [])).toBe(false);
  });

  test('any row of fillers with punctuation is backchannel, and with one word more it is not', () => {
    const row = fc.array(fc.constantFrom(...fillers), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(row, (words) => {
        expect(onlyBackchannel(words.join('，'), fillers)).toBe(true);
        expect(onlyBackchannel(`${words.join('')}退保`, fillers)).toBe(false);
      }),
    );
  });
});

test('more speech never turns an interruption back while the words stay the same', () => {
  const policy = fc.record({
    mode: fc.constant('after' as const),
    protectMs: fc.integer({ min: 0, max: 3_000 }),
    minSpeechMs: fc.integer({ min: 100, max: 2_000 }),
  });
  fc.assert(
    fc.property(
      policy,
      fc.integer({ min: 0, max: 6_000 }),
      fc.integer({ min: 20, max: 3_000 }),
      fc.constantFrom(null, '嗯', '等等'),
      (one, speechStartedAtMs, voicedMs, partialText) => {
        const now = bargeIn(one, facts({ speechStartedAtMs, voicedMs, partialText }));
        const later = bargeIn(one, facts({ speechStartedAtMs, voicedMs: voicedMs + 200, partialText }));
        expect([now, later]).not.toEqual(['interrupt', expect.stringMatching(/wait|ignore/)]);
      },
    ),
  );
});
