import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { seededRandom } from '../../foundation/random.ts';
import {
  confirmSpeech,
  initialVoiceGate,
  stepVoiceGate,
  type VoiceGateEvent,
  type VoiceGateInput,
  type VoiceGateState,
} from './voice-gate.ts';

type Frame = Partial<Omit<VoiceGateInput, 'atMs'>>;

const quiet: Frame = { levelDb: -66 };
const voiced: Frame = { levelDb: -24 };
const of = (count: number, frame: Frame): Frame[] => Array.from({ length: count }, () => frame);

/** Runs frames through the gate, 20 ms apart from 0. */
function run(frames: readonly Frame[]): {
  readonly events: VoiceGateEvent[];
  readonly voicedMs: number;
  readonly startedAtMs: number;
  readonly state: VoiceGateState;
} {
  let state = initialVoiceGate;
  const events: VoiceGateEvent[] = [];
  for (const [index, frame] of frames.entries()) {
    const step = stepVoiceGate(state, { levelDb: -66, probability: null, echo: false, ...frame, atMs: index * 20 });
    state = step.state;
    if (step.event) events.push(step.event);
  }
  return { events, voicedMs: state.voicedMs, startedAtMs: state.startedAtMs, state };
}

describe('by level alone', () => {
  test('speech starts at its first voiced frame once 80 ms are certain, and pauses 60 ms after its last', () => {
    expect(run([...of(10, quiet), ...of(3, voiced)]).events).toEqual([]);
    expect(run([...of(10, quiet), ...of(4, voiced)]).events).toEqual([{ kind: 'speech-started', startedAtMs: 200 }]);
    expect(run([...of(10, quiet), ...of(10, voiced), ...of(3, quiet)]).events).toEqual([
      { kind: 'speech-started', startedAtMs: 200 },
      { kind: 'speech-paused', startedAtMs: 200, lastVoicedAtMs: 380 },
    ]);
  });

  test('a first word in the first frames of a call is heard', () => {
    expect(run(of(4, voiced)).events).toEqual([{ kind: 'speech-started', startedAtMs: 0 }]);
  });

  test('a click of 40 ms is no speech, and a gap of 40 ms does not break a beginning', () => {
    expect(run([...of(10, quiet), ...of(2, voiced), ...of(20, quiet)]).events).toEqual([]);
    expect(run([...of(10, quiet), ...of(2, voiced), ...of(1, quiet), ...of(2, voiced)]).events).toEqual([
      { kind: 'speech-started', startedAtMs: 200 },
    ]);
  });

  test('speech is counted from its first frame, consonants included, pauses up to 400 ms bridged but not counted', () => {
    expect(run([...of(10, quiet), ...of(15, voiced)]).voicedMs).toBe(300);
    expect(run([...of(8, voiced), ...of(5, quiet), ...of(7, voiced)]).voicedMs).toBe(400);
    expect(run([...of(8, voiced), ...of(15, quiet), ...of(7, voiced)])).toMatchObject({
      voicedMs: 300,
      startedAtMs: 0,
    });
    expect(run([...of(8, voiced), ...of(25, quiet), ...of(7, voiced)])).toMatchObject({
      voicedMs: 140,
      startedAtMs: 660,
    });
  });

  test('speech goes on after a pause as a new start', () => {
    const kinds = run([...of(9, voiced), ...of(9, quiet), ...of(9, voiced)]).events.map((event) => event.kind);
    expect(kinds).toEqual(['speech-started', 'speech-paused', 'speech-started']);
  });

  test('steady noise is learnt within two seconds and a voice above it is still heard', () => {
    const random = seededRandom(5);
    const noise = (): Frame => ({ levelDb: -38 + random.next() * 2 });
    const noisy = Array.from({ length: 200 }, noise);
    const { events } = run([...noisy, ...of(10, { levelDb: -20 }), ...Array.from({ length: 20 }, noise)]);
    expect(events.filter((event) => event.kind === 'speech-started' && event.startedAtMs > 2_500)).toEqual([
      { kind: 'speech-started', startedAtMs: 4_000 },
    ]);
    expect(events.at(-1)).toMatchObject({ kind: 'speech-paused', lastVoicedAtMs: 4_180 });
  });
});

describe('with the neural detector', () => {
  test('loud noise that it denies is no speech', () => {
    expect(run([...of(10, quiet), ...of(100, { levelDb: -24, probability: 0.05 })]).events).toEqual([]);
  });

  test('its word comes late: speech is dated back to the first loud frame', () => {
    const frames = [...of(10, quiet), ...of(4, { ...voiced, probability: 0 }), ...of(2, { ...voiced, probability: 1 })];
    expect(run(frames).events).toEqual([{ kind: 'speech-started', startedAtMs: 200 }]);
  });

  test('noise before a voice is not dated back into the speech by more than the detector is late', () => {
    const frames = [...of(20, { levelDb: -30, probability: 0 }), ...of(3, { levelDb: -20, probability: 0.9 })];
    const [event] = run(frames).events;
    expect(event).toMatchObject({ kind: 'speech-started' });
    expect(event?.startedAtMs).toBeGreaterThanOrEqual(400 - 120);
  });

  test('what it calls silence pauses even under noise', () => {
    const frames = [...of(10, { ...voiced, probability: 1 }), ...of(4, { levelDb: -30, probability: 0.1 })];
    expect(run(frames).events.at(-1)).toEqual({ kind: 'speech-paused', startedAtMs: 0, lastVoicedAtMs: 180 });
  });
});

test('frames explained by the robot are never speech, whatever their level and probability', () => {
  const frame = fc.record({
    levelDb: fc.double({ min: -90, max: 0, noNaN: true }),
    probability: fc.option(fc.double({ min: 0, max: 1, noNaN: true })),
    echo: fc.constant(true),
  });
  fc.assert(
    fc.property(fc.array(frame, { maxLength: 200 }), (frames) => {
      expect(run(frames).events).toEqual([]);
    }),
  );
});

test('starts and pauses alternate, in order, with at least 80 ms of voice in between', () => {
  const frame = fc.record({
    levelDb: fc.constantFrom(-80, -60, -50, -40, -30, -20, -10),
    probability: fc.constantFrom(null, 0, 0.4, 0.6, 1),
    echo: fc.boolean(),
  });
  fc.assert(
    fc.property(fc.array(frame, { maxLength: 300 }), (frames) => {
      const { events } = run(frames);
      const wantedKinds = events.map((_, index) => (index % 2 === 0 ? 'speech-started' : 'speech-paused'));
      expect(events.map((event) => event.kind)).toEqual(wantedKinds);
      const pauses = events.filter((event) => event.kind === 'speech-paused');
      for (const pause of pauses) expect(pause.lastVoicedAtMs - pause.startedAtMs).toBeGreaterThanOrEqual(60);
      const times = events.map((event) => (event.kind === 'speech-paused' ? event.lastVoicedAtMs : event.startedAtMs));
      expect(times).toEqual([...new Set(times)].sort((a, b) => a - b));
    }),
  );
});

describe('words that came', () => {
  const doubted: Frame = { levelDb: -24, probability: 0.1 };

  test('prove that a syllable which the detector doubted was speech', () => {
    const { state, events } = run([...of(10, quiet), ...of(6, doubted), ...of(8, quiet)]);
    expect(events).toEqual([]);
    const confirmed = confirmSpeech(state, 480);
    expect(confirmed.events).toEqual([
      { kind: 'speech-started', startedAtMs: 200 },
      { kind: 'speech-paused', startedAtMs: 200, lastVoicedAtMs: 300 },
    ]);
    expect(confirmSpeech(confirmed.state, 500).events).toEqual([]);
  });

  test('begin the speech that is rising, which then pauses by itself', () => {
    const { state } = run([...of(10, quiet), ...of(3, voiced)]);
    const confirmed = confirmSpeech(state, 250);
    expect(confirmed.events).toEqual([{ kind: 'speech-started', startedAtMs: 200 }]);
    const later = stepVoiceGate(confirmed.state, { levelDb: -66, probability: null, echo: false, atMs: 300 });
    expect(later.event).toEqual({ kind: 'speech-paused', startedAtMs: 200, lastVoicedAtMs: 240 });
  });

  test('prove nothing of a click, of a sound long past, or of speech that is known', () => {
    expect(confirmSpeech(run([...of(10, quiet), ...of(1, voiced), ...of(5, quiet)]).state, 320).events).toEqual([]);
    expect(confirmSpeech(run([...of(10, quiet), ...of(3, voiced), ...of(40, quiet)]).state, 1_060).events).toEqual([]);
    expect(confirmSpeech(run([...of(10, quiet), ...of(8, voiced)]).state, 360).events).toEqual([]);
    expect(confirmSpeech(run([...of(10, quiet), ...of(8, voiced), ...of(8, quiet)]).state, 520).events).toEqual([]);
    expect(confirmSpeech(initialVoiceGate, 100).events).toEqual([]);
  });
});
