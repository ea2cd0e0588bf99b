import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { callOutcomes, type CallOutcome } from '../contract/call-outcome.ts';
import { defaultRetryPolicy, retryPolicySchema } from '../contract/campaign-settings.ts';
import { planNext as plan, type AttemptEnd, type EndedByCause } from './plan-next.ts';

const policy = {
  retry: retryPolicySchema.parse({
    busy: { max: 2, afterMs: 60_000 },
    'no-answer': { max: 1, afterMs: 120_000 },
  }),
  maxAttempts: 4,
  callBackAfterMs: 900_000,
};
const end = (outcome: CallOutcome, given: Partial<AttemptEnd> = {}): AttemptEnd => ({
  outcome,
  dialedAtMs: 970_000,
  endedAtMs: 1_000_000,
  doNotCall: false,
  callBack: null,
  grade: null,
  ...given,
});

const times = { triedAtMs: [970_000], zone: 'Asia/Shanghai', isOpen: () => true };
const planNext = (given: Parameters<typeof plan>[0], causes: EndedByCause, attempt: AttemptEnd) =>
  plan(given, causes, attempt, times);

describe('planNext', () => {
  it('waits the interval of the cause while attempts of that cause are left', () => {
    const first = planNext(policy, { busy: 1 }, end('busy'));
    expect(first).toMatchObject({ state: 'waiting', nextAttemptAtMs: 1_060_000, callBack: false, timeIsGiven: true });
    expect(planNext(policy, { busy: 2 }, end('busy')).state).toBe('waiting');
    expect(planNext(policy, { busy: 3 }, end('busy')).state).toBe('done');
    expect(planNext(policy, { busy: 2, 'no-answer': 1 }, end('no-answer')).state).toBe('waiting');
    expect(planNext(policy, { 'no-answer': 2 }, end('no-answer')).state).toBe('done');
  });

  it('is done after a conversation, and after any cause that names no retry', () => {
    for (const outcome of ['completed', 'callee-hung-up', 'rejected', 'vacant'] as const)
      expect(planNext(policy, { [outcome]: 1 }, end(outcome))).toEqual({ state: 'done' });
  });

  it('never dials a vacant number again: the policy refuses to say so', () => {
    expect(retryPolicySchema.safeParse({ vacant: { max: 1, afterMs: 60_000 } }).success).toBe(false);
    expect(defaultRetryPolicy.vacant).toBeUndefined();
  });

  it('calls back when the customer said, or after the campaign’s own time', () => {
    const named = end('callee-hung-up', { callBack: { wantedAtMs: 5_000_000 } });
    expect(planNext(policy, { 'callee-hung-up': 1 }, named)).toEqual({
      state: 'waiting',
      nextAttemptAtMs: 5_000_000,
      callBack: true,
      timeIsGiven: true,
    });
    const someTime = end('transfer-failed', { callBack: { wantedAtMs: null } });
    expect(planNext(policy, { 'transfer-failed': 1 }, someTime)).toMatchObject({ nextAttemptAtMs: 1_900_000 });
    const past = end('completed', { callBack: { wantedAtMs: 5 } });
    expect(planNext(policy, { completed: 1 }, past)).toMatchObject({ nextAttemptAtMs: 1_000_000 });
  });

  it('leaves in peace who asked for it, whatever else was said', () => {
    const asked = end('busy', { doNotCall: true, callBack: { wantedAtMs: 5_000_000 } });
    expect(planNext(policy, { busy: 1 }, asked)).toEqual({ state: 'done' });
  });

  it('ends after at most maxAttempts, and never plans into the past', () => {
    const outcome = fc.constantFrom(...callOutcomes);
    const wantedAtMs = fc.option(fc.integer({ min: 0, max: 2_000_000 }));
    const callBack = fc.option(fc.record({ wantedAtMs }));
    fc.assert(
      fc.property(fc.array(fc.record({ outcome, callBack, doNotCall: fc.boolean() }), { minLength: 30 }), (ends) => {
        const causes: Partial<Record<CallOutcome, number>> = {};
        let attempts = 0;
        for (const given of ends) {
          attempts += 1;
          causes[given.outcome] = (causes[given.outcome] ?? 0) + 1;
          const next = planNext({ ...policy, retry: defaultRetryPolicy }, causes, end(given.outcome, given));
          if (next.state === 'done') break;
          expect(next.nextAttemptAtMs).toBeGreaterThanOrEqual(1_000_000);
        }
        expect(attempts).toBeLessThanOrEqual(policy.maxAttempts);
      }),
    );
  });
});
