import { expect, test } from 'vitest';
import { DetectorRest } from './detector-rest.ts';
import { initialVoiceGate, type VoiceGateState } from './voice-gate.ts';

const floorDb = -60;
const gate = (phase: VoiceGateState['phase']): VoiceGateState => ({
  ...initialVoiceGate,
  phase,
  floor: { spanMinimaDb: [floorDb], currentMinimumDb: floorDb, framesInSpan: 0, smoothedDb: floorDb },
});
const speaking = gate('speaking');
const loudDb = floorDb + 30;

interface Frames {
  readonly ms: number;
  readonly levelDb?: number;
  readonly phase?: VoiceGateState['phase'];
  /** What the detector says of each frame that it is asked about; null: nothing. */
  readonly word?: number | null;
}

/** Frame by frame of 20 ms: the times at which the detector was asked, and what was taken for its word. */
function follow(...spans: readonly Frames[]): { readonly asked: number[]; readonly words: (number | null)[] } {
  const rest = new DetectorRest();
  const [asked, words]: [number[], (number | null)[]] = [[], []];
  let atMs = 0;
  for (const { ms, levelDb = loudDb, phase = 'speaking', word = 0.95 } of spans)
    for (const untilMs = atMs + ms; atMs < untilMs; atMs += 20) {
      words.push(rest.probabilityAt(atMs));
      if (!rest.isAsked(phase === 'speaking' ? speaking : gate(phase), levelDb, atMs)) continue;
      asked.push(atMs);
      if (word !== null) rest.heard(word, atMs);
    }
  return { asked, words };
}

test('a voice that stands far above the noise is judged now and then, and what was said of it stands meanwhile', () => {
  const { asked, words } = follow({ ms: 4_000 });
  expect(asked.length).toBeLessThan(100);
  expect(asked.length).toBeGreaterThan(40);
  expect(words.slice(1).every((word) => word === 0.95)).toBe(true);
  const longestMs = Math.max(...asked.slice(1).map((atMs, index) => atMs - (asked[index] ?? 0)));
  expect(longestMs).toBe(320);
});

test.each([
  ['a voice near the noise', { ms: 2_000, levelDb: floorDb + 15 }],
  ['what the detector is not sure of', { ms: 2_000, word: 0.6 }],
  ['a beginning', { ms: 2_000, phase: 'rising' }],
] as const)('%s is judged frame by frame', (_name, frames) => {
  expect(follow(frames).asked).toHaveLength(100);
});

test('quiet is not judged', () => {
  expect(follow({ ms: 400, phase: 'quiet' }).asked).toEqual([]);
});

test('the detector is asked at once where a loud voice falls to the noise', () => {
  const { asked } = follow({ ms: 100 }, { ms: 200, levelDb: floorDb + 5 });
  expect(asked.filter((atMs) => atMs >= 100)).toHaveLength(10);
});

test('its first words after a rest, which it says of a sound it half remembers, do not count', () => {
  const { words } = follow({ ms: 60 }, { ms: 340 }, { ms: 60, word: 0.1 });
  expect(words.every((word) => word === null || word === 0.95)).toBe(true);
});

test('something else as loud that takes the place of the voice is found out within half a second', () => {
  const { words } = follow({ ms: 400 }, { ms: 600, word: 0.05 });
  expect(words.findIndex((word) => word === 0.05)).toBeLessThan((400 + 500) / 20);
});

test('a detector that says nothing is left alone for a second, and then asked again', () => {
  const { asked, words } = follow({ ms: 2_000, word: null });
  expect(words.every((word) => word === null)).toBe(true);
  expect(asked.filter((atMs) => atMs >= 320 && atMs < 1_300)).toEqual([]);
  expect(asked.some((atMs) => atMs > 1_300)).toBe(true);
});
