import { describe, expect, test } from 'vitest';
import { levelDbfs } from '../../audio/index.ts';
import { initialVoiceGate, stepVoiceGate, type VoiceGateEvent } from './voice-gate.ts';

/** 20 ms frames of 8 kHz sound through the gate, by level alone. */
function gated(soundMs: number, sampleAt: (index: number) => number, thenQuietMs: number): VoiceGateEvent[] {
  const events: VoiceGateEvent[] = [];
  let state = initialVoiceGate;
  for (let atMs = 0; atMs < soundMs + thenQuietMs; atMs += 20) {
    const samples = Int16Array.from({ length: 160 }, (_, index) => (atMs < soundMs ? sampleAt(atMs * 8 + index) : 0));
    const step = stepVoiceGate(state, { levelDb: levelDbfs(samples), probability: null, echo: false, atMs });
    state = step.state;
    if (step.event) events.push(step.event);
  }
  return events;
}

describe('three seconds of bad sound', () => {
  test('pure silence is no speech', () => {
    expect(gated(3_000, () => 0, 500)).toEqual([]);
  });

  test('clipping to full scale is one stretch that ends when it ends', () => {
    const clipped = (index: number): number => (Math.sin(index * 0.7) > 0 ? 32_767 : -32_768);
    expect(gated(3_000, clipped, 500)).toEqual([
      { kind: 'speech-started', startedAtMs: 0 },
      { kind: 'speech-paused', startedAtMs: 0, lastVoicedAtMs: 2_980 },
    ]);
  });
});
