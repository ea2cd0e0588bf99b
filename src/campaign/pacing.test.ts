import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CampaignId } from '../contract/ids.ts';
import { giveBack, pace, type PacedCampaign, type PacedTrunk, type PacingState } from './pacing.ts';

const id = (name: string): CampaignId => name as CampaignId;
const campaign = (name: string, given: Partial<PacedCampaign> = {}): PacedCampaign => ({
  campaignId: id(name),
  trunkKey: 'trunk',
  priority: 5,
  maxConcurrency: 100,
  callsPerSecond: 100,
  inFlight: 0,
  due: 1_000,
  ...given,
});
const trunk = (given: Partial<PacedTrunk> = {}): PacedTrunk => ({
  trunkKey: 'trunk',
  freeLines: 100,
  callsPerSecond: 100,
  ...given,
});
const fresh: PacingState = new Map();
const grant = (name: string, campaigns: PacedCampaign[], trunks = [trunk()]): number =>
  pace(fresh, campaigns, trunks, 0).grants.get(id(name)) ?? 0;

describe('pace', () => {
  it('grants no more than lines, concurrency, rate and due leads, whichever is least', () => {
    expect(grant('a', [campaign('a')], [trunk({ freeLines: 7 })])).toBe(7);
    expect(grant('a', [campaign('a', { maxConcurrency: 12, inFlight: 4 })])).toBe(8);
    expect(grant('a', [campaign('a', { callsPerSecond: 3 })])).toBe(3);
    expect(grant('a', [campaign('a')], [trunk({ callsPerSecond: 2 })])).toBe(2);
    expect(grant('a', [campaign('a', { due: 1 })])).toBe(1);
    expect(grant('a', [campaign('a')], [])).toBe(0);
  });

  it('serves the higher priority first and shares equally within one', () => {
    const trunks = [trunk({ freeLines: 10 })];
    const campaigns = [campaign('low', { priority: 1 }), campaign('a', { due: 4 }), campaign('b'), campaign('c')];
    const { grants } = pace(fresh, campaigns, trunks, 0);
    expect([...grants]).toEqual([
      [id('a'), 4],
      [id('b'), 3],
      [id('c'), 3],
    ]);
    expect(grant('low', [campaign('low', { priority: 1 }), campaign('a', { due: 4 })], trunks)).toBe(6);
  });

  it('lets a slow rate through one call at a time', () => {
    const slow = [campaign('a', { callsPerSecond: 0.5 })];
    let state = fresh;
    const dialedAtMs: number[] = [];
    for (let nowMs = 0; nowMs <= 6_000; nowMs += 100) {
      const decision = pace(state, slow, [trunk()], nowMs);
      state = decision.state;
      if (decision.grants.size > 0) dialedAtMs.push(nowMs);
    }
    expect(dialedAtMs).toEqual([0, 2_000, 4_000, 6_000]);
  });

  it('gives back what was not dialed', () => {
    const once = pace(fresh, [campaign('a', { callsPerSecond: 2 })], [trunk()], 0);
    const { state } = once;
    expect(pace(state, [campaign('a', { callsPerSecond: 2 })], [trunk()], 0).grants.size).toBe(0);
    const returned = giveBack(state, campaign('a'), 2);
    expect(pace(returned, [campaign('a', { callsPerSecond: 2 })], [trunk()], 0).grants.get(id('a'))).toBe(2);
  });

  it('never exceeds a trunk’s rate over any span, whatever campaigns and pauses there are', () => {
    const steps = fc.array(fc.integer({ min: 0, max: 700 }), { maxLength: 60 });
    fc.assert(
      fc.property(steps, fc.integer({ min: 1, max: 20 }), (pauses, callsPerSecond) => {
        let state = fresh;
        let nowMs = 0;
        let total = 0;
        for (const pause of pauses) {
          nowMs += pause;
          const decision = pace(state, [campaign('a'), campaign('b')], [trunk({ callsPerSecond })], nowMs);
          state = decision.state;
          for (const count of decision.grants.values()) total += count;
        }
        expect(total).toBeLessThanOrEqual(callsPerSecond + (nowMs * callsPerSecond) / 1_000 + 1e-6);
      }),
    );
  });
});
