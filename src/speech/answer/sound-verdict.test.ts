import { expect, it } from 'vitest';
import type { AnswerFrame } from './sound-turn.ts';
import { initialSoundState, stepSound, type SoundVerdict } from './sound-verdict.ts';

const quiet = (ms: number, levelDb = -70): AnswerFrame[] =>
  Array.from({ length: ms / 20 }, () => ({ levelDb, crossings: 40 }));
/** Syllables of 200 ms: a consonant, a vowel, a dip. */
const speech = (ms: number, levelDb = -20): AnswerFrame[] =>
  Array.from({ length: ms / 20 }, (_, index) =>
    index % 10 < 2
      ? { levelDb: levelDb - 12, crossings: 70 }
      : index % 10 === 9
        ? { levelDb: levelDb - 20, crossings: 30 }
        : { levelDb, crossings: 15 + (index % 10) },
  );
const music = (ms: number): AnswerFrame[] =>
  Array.from({ length: ms / 20 }, (_, index) => ({ levelDb: -18 - (index % 15) / 2, crossings: 18 + (index % 3) }));

/** All verdicts in order. `tones`: which tone became certain at which time. */
function verdicts(frames: readonly AnswerFrame[], tones: Readonly<Record<number, string>> = {}): SoundVerdict[] {
  let state = initialSoundState;
  const told: SoundVerdict[] = [];
  for (const frame of frames) {
    const before = state.verdict;
    state = stepSound(state, { ...frame, tone: tones[state.turns.atMs] ?? null });
    if (state.verdict && state.verdict !== before) told.push(state.verdict);
  }
  return told;
}
const kinds = (frames: readonly AnswerFrame[], tones?: Readonly<Record<number, string>>): string[] =>
  verdicts(frames, tones).map(({ answeredBy }) => answeredBy);

it('takes one who greets and waits for a person, 0.9 s after the greeting, and says why', () => {
  const [verdict, ...more] = verdicts([...quiet(600), ...speech(600), ...quiet(5_000)]);
  expect(verdict).toMatchObject({ answeredBy: 'human', reason: 'spoke for 0.6 s, then waited 0.9 s' });
  expect(verdict?.afterMs).toBeGreaterThanOrEqual(2_000);
  expect(verdict?.afterMs).toBeLessThanOrEqual(2_120);
  expect(more).toEqual([]);
});

it('takes one who speaks on for a recorded voice, and for a voicemail once it beeps', () => {
  const told = verdicts([...quiet(400), ...speech(6_000), ...quiet(500), ...quiet(3_000)], { 7_000: 'beep' });
  expect(told.map(({ answeredBy }) => answeredBy)).toEqual(['voicemail', 'voicemail']);
  expect(told[0]?.afterMs).toBeLessThan(5_000);
  expect(told[1]).toMatchObject({ reason: 'beep after 4.8 s of speech', finished: true });
});

it('takes a recorded voice that waits for an assistant, and one that says as much again for a menu', () => {
  expect(kinds([...speech(5_000), ...quiet(5_000)])).toEqual(['voicemail', 'assistant']);
  expect(kinds([...speech(5_000), ...quiet(2_000), ...speech(5_000), ...quiet(1_000)])).toEqual(['voicemail', 'ivr']);
});

it('takes no beep without a voice before it for a voicemail', () => {
  expect(kinds(quiet(5_000), { 2_000: 'beep' })).toEqual([]);
});

it('says nothing of silence, of music and of noise that goes on', () => {
  for (const frames of [quiet(10_000), music(10_000), quiet(10_000, -38)]) expect(kinds(frames)).toEqual([]);
});

it('hears the person after music that was still playing', () => {
  expect(kinds([...music(3_000), ...quiet(260), ...speech(700), ...quiet(2_000)])).toEqual(['human']);
});

it('takes lost packets neither for quiet nor for the noise of the room', () => {
  const noisy = [...quiet(600, -38), ...speech(600), ...quiet(4_000, -38)];
  const lossy = noisy.map((frame, index) => (index % 17 === 0 ? { levelDb: -96, crossings: 0 } : frame));
  expect(kinds(lossy)).toEqual(['human']);
});

it('takes a long answer to what the robot said for a person', () => {
  expect(kinds([...quiet(7_000), ...speech(5_000), ...quiet(2_000)])).toEqual(['human']);
});

it('knows a fax by its tone', () => {
  expect(kinds(quiet(3_000), { 1_000: 'fax' })).toEqual(['fax']);
});
