import fc from 'fast-check';
import { expect, test } from 'vitest';
import { freshMessage, leastVoicedMs, messageStep, type MessageEffect, type MessageInput } from './message-machine.ts';

const inputs: fc.Arbitrary<MessageInput> = fc.oneof(
  fc.constantFrom<MessageInput>({ kind: 'said' }, { kind: 'timer' }),
  fc.record({ kind: fc.constant('key' as const), key: fc.constantFrom('0', '1', '2', '3', '9', '*', '#') }),
  fc.record({ kind: fc.constant('recorded' as const), durationMs: fc.nat(9_000), voicedMs: fc.nat(3_000) }),
);

/** All effects of a whole call: it begins, something happens, the caller goes, and what was being recorded ends. */
function play(happened: readonly MessageInput[]): MessageEffect[] {
  let state = freshMessage;
  const all: MessageEffect[] = [];
  const last: MessageInput = { kind: 'recorded', durationMs: 2_000, voicedMs: 2_000 };
  for (const input of [{ kind: 'begin' } as const, ...happened, { kind: 'gone' } as const, last]) {
    const step = messageStep(state, input);
    state = step.state;
    all.push(...step.effects);
  }
  expect(state.phase).toBe('over');
  return all;
}

test('whatever happens, each recording is kept or discarded once, and what is kept was spoken', () => {
  fc.assert(
    fc.property(fc.array(inputs, { maxLength: 40 }), (happened) => {
      const effects = play(happened);
      const recorded = effects.flatMap((effect) => (effect.kind === 'record' ? [effect.take] : []));
      const settled = effects.flatMap((effect) =>
        effect.kind === 'keep' || effect.kind === 'discard' ? [effect.take] : [],
      );
      expect(settled).toEqual(recorded);
      const kept = effects.filter((effect) => effect.kind === 'keep');
      expect(kept.length).toBeLessThanOrEqual(1);
      for (const { message } of kept) expect(message.voicedMs).toBeGreaterThanOrEqual(leastVoicedMs);
    }),
  );
});

test('it ends once, and says that a message was left exactly where one is kept', () => {
  fc.assert(
    fc.property(fc.array(inputs, { maxLength: 40 }), (happened) => {
      const effects = play(happened);
      const ends = effects.filter((effect) => effect.kind === 'done');
      expect(ends.length).toBeLessThanOrEqual(1);
      for (const { left } of ends) expect(left).toBe(effects.some(({ kind }) => kind === 'keep'));
    }),
  );
});

test('nothing is said or recorded after the caller has gone', () => {
  fc.assert(
    fc.property(fc.array(inputs, { maxLength: 40 }), fc.array(inputs, { maxLength: 10 }), (before, after) => {
      let state = freshMessage;
      for (const input of [{ kind: 'begin' } as const, ...before, { kind: 'gone' } as const])
        state = messageStep(state, input).state;
      for (const input of after) {
        const step = messageStep(state, input);
        state = step.state;
        expect(
          ['say', 'replay', 'record', 'beep', 'done'].filter((kind) => step.effects.some((one) => one.kind === kind)),
        ).toEqual([]);
      }
    }),
  );
});
