import { expect, it } from 'vitest';
import { addTone, decodeG711, encodeG711, framesOf, joined } from '../../audio/index.ts';
import { seededRandom } from '../../foundation/random.ts';
import { knownRecording, meaningOf, type KnownRecording } from './known-recording.ts';
import { RecordingEar } from './recording-ear.ts';
import type { RecordingMatch } from './recording-match.ts';

/** Syllables of changing chords: as far from each other as words are. */
function babble(seed: number, syllables: number): Int16Array {
  const random = seededRandom(seed);
  const sound = new Int16Array(syllables * 1600);
  for (let index = 0; index < syllables; index++) {
    const frequenciesHz = Array.from({ length: 5 }, () => 300 + random.int(1700));
    addTone(sound.subarray(index * 1600, index * 1600 + 1400), { frequenciesHz, levelDbfs: -24 }, 0, 8000);
  }
  return sound;
}

function known(label: string, samples: Int16Array): KnownRecording {
  const meaning = meaningOf(label);
  if (!meaning) throw new Error(`'${label}' means nothing`);
  return knownRecording(label, meaning, samples);
}

function heard(samples: Int16Array, recordings: readonly KnownRecording[]): (RecordingMatch & { atMs: number }) | null {
  const ear = new RecordingEar(recordings);
  for (const [index, frame] of framesOf(samples).entries()) {
    const match = ear.push(frame);
    if (match) return { ...match, atMs: (index + 1) * 20 };
  }
  return null;
}

/** Quieter, with noise, A-law, and every fortieth packet lost. */
function overBadLine(samples: Int16Array): Int16Array {
  const random = seededRandom(5);
  const noisy = samples.map((sample) => Math.round(sample * 0.4 + (random.next() - 0.5) * 300));
  const out = decodeG711('PCMA', encodeG711('PCMA', noisy));
  for (let from = 0; from < out.length; from += 6400) out.fill(0, from, from + 160);
  return out;
}

const [off, vacant] = [babble(1, 20), babble(2, 20)];
const library = [known('powered-off', off), known('vacant', vacant)];

it('finds a known recording that comes late, quiet, noisy, coded and with lost packets, before it ends', () => {
  const match = heard(overBadLine(joined([new Int16Array(3_333), vacant])), library);
  expect(match?.recording.meaning).toEqual({ cause: 'vacant' });
  expect(match?.differs).toBeLessThan(0.31);
  expect(match?.atMs).toBeLessThan(4_500);
});

it('finds a recording that was joined in its middle', () => {
  expect(heard(overBadLine(off.subarray(9_137)), library)?.recording.name).toBe('powered-off');
});

it('finds nothing in sounds that nobody recorded, in noise, and in silence', () => {
  const random = seededRandom(8);
  const noise = Int16Array.from({ length: 48_000 }, () => random.int(4000) - 2000);
  for (const sound of [babble(3, 25), babble(4, 25), noise, new Int16Array(48_000)])
    expect(heard(overBadLine(sound), library)).toBeNull();
});

it('waits for the words after an opening that two recordings share', () => {
  const opening = babble(6, 14);
  const alike = [
    known('powered-off', joined([opening, babble(7, 7)])),
    known('suspended', joined([opening, babble(8, 7)])),
  ];
  expect(heard(overBadLine(joined([opening, babble(9, 12)])), alike)).toBeNull();
  expect(heard(overBadLine(joined([opening, babble(8, 7)])), alike)?.recording.name).toBe('suspended');
});

it('knows which labels a recording may have', () => {
  expect(meaningOf('arrears')).toEqual({ cause: 'arrears' });
  expect(meaningOf('assistant')).toEqual({ answeredBy: 'assistant' });
  for (const label of ['human', 'unknown', 'completed', 'nonsense']) expect(meaningOf(label)).toBeNull();
});
