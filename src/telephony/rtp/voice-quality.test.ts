import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { estimateMos, type StreamFacts } from './voice-quality.ts';

const clean: StreamFacts = { codec: 'PCMA', lostShare: 0, jitterMs: 0, roundTripMs: 0 };

describe('estimateMos()', () => {
  it('gives a clean call what a telephone can have, and a ruined one next to nothing', () => {
    expect(estimateMos(clean)).toBeCloseTo(4.4, 1);
    expect(estimateMos({ ...clean, lostShare: 0.02 })).toBeGreaterThan(3.5);
    expect(estimateMos({ ...clean, lostShare: 0.2 })).toBeLessThan(2);
    expect(estimateMos({ ...clean, lostShare: 1 })).toBe(1);
    expect(estimateMos({ ...clean, roundTripMs: 300 })).toBeLessThan(4.4);
    expect(estimateMos({ ...clean, roundTripMs: 1_000 })).toBeLessThan(3.1);
  });

  it('takes an unknown round trip for none', () => {
    expect(estimateMos({ ...clean, roundTripMs: null })).toBe(estimateMos(clean));
  });

  it('stays between 1 and 4.5, and never rises with loss, jitter or delay', () => {
    const facts = fc.record({
      codec: fc.constantFrom('PCMA', 'PCMU', 'G722', 'opus'),
      lostShare: fc.double({ min: 0, max: 1, noNaN: true }),
      jitterMs: fc.double({ min: 0, max: 500, noNaN: true }),
      roundTripMs: fc.double({ min: 0, max: 3_000, noNaN: true }),
    });
    fc.assert(
      fc.property(facts, fc.double({ min: 0, max: 0.5, noNaN: true }), (one, more) => {
        const mos = estimateMos(one);
        expect(mos).toBeGreaterThanOrEqual(1);
        expect(mos).toBeLessThanOrEqual(4.5);
        const almost = mos + 1e-9;
        expect(estimateMos({ ...one, lostShare: one.lostShare + more })).toBeLessThanOrEqual(almost);
        expect(estimateMos({ ...one, jitterMs: one.jitterMs + 100 * more })).toBeLessThanOrEqual(almost);
        expect(estimateMos({ ...one, roundTripMs: one.roundTripMs + 1_000 * more })).toBeLessThanOrEqual(almost);
      }),
    );
  });
});
