import { describe, expect, it } from 'vitest';
import { ringStep, startRing, type RingInput, type RingStep } from './ring.ts';

/** Everything that comes of the inputs, in order. */
function ringing(rounds: readonly (readonly number[])[], ...inputs: readonly RingInput[]): RingStep[] {
  const steps = [startRing(rounds)];
  for (const input of inputs) steps.push(ringStep((steps.at(-1) as RingStep).ring, input));
  return steps;
}

const refused = (target: number, status: number, reason = `${status}`): RingInput => ({
  kind: 'refused',
  target,
  status,
  reason,
});

/** What the caller is told in the end. */
function failureOf(rounds: readonly (readonly number[])[], ...inputs: readonly RingInput[]): unknown {
  const effects = ringing(rounds, ...inputs).flatMap((step) => step.effects);
  return effects.find((effect) => effect.kind === 'failed')?.failure;
}

describe('telephones that ring', () => {
  it('of a round are asked at once, and the first that answers ends the ringing of the others', () => {
    const [begun, rang, again, answered, late] = ringing(
      [[0, 1]],
      { kind: 'rang' },
      { kind: 'rang' },
      { kind: 'answered', target: 1 },
      { kind: 'answered', target: 0 },
    );
    expect(begun?.effects).toEqual([
      { kind: 'ask', target: 0 },
      { kind: 'ask', target: 1 },
      { kind: 'ring-timer', on: true },
    ]);
    expect([rang?.effects, again?.effects]).toEqual([[{ kind: 'ring-caller' }], []]);
    expect(answered?.effects).toEqual([
      { kind: 'ring-timer', on: false },
      { kind: 'cancel', target: 0 },
      { kind: 'connect', target: 1 },
    ]);
    expect(late?.effects).toEqual([]);
  });

  it('of the next round are asked when those before refused or did not answer in time', () => {
    const [, , second, third] = ringing([[0], [], [1], [2]], refused(7, 486), refused(0, 486), {
      kind: 'nobody-answers',
    });
    expect(second?.effects).toEqual([
      { kind: 'ask', target: 1 },
      { kind: 'ring-timer', on: true },
    ]);
    expect(third?.effects).toEqual([
      { kind: 'cancel', target: 1 },
      { kind: 'ask', target: 2 },
      { kind: 'ring-timer', on: true },
    ]);
  });

  it('ring no more when the caller gives up', () => {
    const [, , over, after] = ringing([[0, 1]], refused(0, 486), { kind: 'given-up' }, { kind: 'nobody-answers' });
    expect(over?.effects).toEqual([
      { kind: 'ring-timer', on: false },
      { kind: 'cancel', target: 1 },
    ]);
    expect(after?.effects).toEqual([]);
  });
});

describe('what a caller is told whom nobody took', () => {
  it.each([
    ['nobody is registered', [], [], { status: 480, outcome: 'out-of-reach', cause: 'away' }],
    ['one is busy', [[0, 1]], [refused(0, 404), refused(1, 486)], { status: 486, outcome: 'busy', cause: 'busy' }],
    ['all is busy', [[0]], [refused(0, 600)], { status: 600, outcome: 'busy', cause: 'busy' }],
    ['one declines', [[0]], [refused(0, 603)], { status: 603, outcome: 'rejected', cause: 'declined' }],
    ['nobody answers', [[0]], [{ kind: 'nobody-answers' }], { status: 480, outcome: 'no-answer', cause: 'no-answer' }],
    ['one answers nothing', [[0]], [refused(0, 408)], { status: 480, outcome: 'no-answer', cause: 'no-answer' }],
    ['two say something else', [[0], [1]], [refused(0, 404), refused(1, 503)], { status: 480, outcome: 'no-answer' }],
  ] as const)('%s', (_, rounds, inputs, wanted) => {
    expect(failureOf(rounds, ...inputs)).toMatchObject(wanted);
  });

  it.each([403, 404, 484, 503])('%i stands where nobody said anything else, with its reason', (status) => {
    const wanted = { status, reason: 'outside.destination', outcome: 'failed', hangUpBy: 'network', cause: 'away' };
    expect(failureOf([[0]], refused(0, status, 'outside.destination'))).toEqual(wanted);
    expect(failureOf([[0], [1]], refused(0, status, 'outside.destination'), refused(1, status))).toEqual(wanted);
  });
});
