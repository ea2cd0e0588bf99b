import { CadenceSource, holdMusic, joined, toneSound } from '../../src/audio/index.ts';
import { pick, type Corpus, type CorpusCase, type Making } from './making.ts';
import { tune } from './music.ts';
import { announcementTexts, ringWords } from './texts.ts';
import { espeakSays, quiet } from './voices.ts';

const cadences = { ringback: [1000, 4000], busy: [350, 350], congestion: [700, 700] } as const;
const causes = { ringback: 'none', busy: 'busy', congestion: 'network-busy', sit: 'vacant' } as const;
const lengthMs = 7_000;

/** Call progress (GF 002-9002.1: 450 Hz ± 25) with an exchange's own pitch and time, and special information tones (ITU-T E.180). */
export function tonesOf({ random, times, line }: Making): readonly CorpusCase[] {
  return Object.entries(causes).flatMap(([tone, label]) =>
    Array.from({ length: 6 * times }, () => {
      const sound = quiet(lengthMs);
      if (tone === 'sit') {
        const tones = [950, 1400, 1800].map((hz) =>
          toneSound({ frequenciesHz: [hz * (0.99 + random.next() * 0.02)], levelDbfs: -20 }, 330),
        );
        sound.set(joined(tones), 8 * random.int(2000));
      } else {
        const [on, off] = cadences[tone as keyof typeof cadences];
        const pace = 0.94 + random.next() * 0.12;
        const frequenciesHz = [430 + random.int(41)];
        new CadenceSource({ frequenciesHz, levelDbfs: -20, rhythmMs: [on * pace, off * pace] }).addTo(
          sound.subarray(8 * random.int(1000)),
        );
      }
      return { kind: `tone/${tone}`, label, words: null, samples: line(sound) };
    }),
  );
}

/** Tunes, tunes with an advertisement spoken over them, and the music that holds callers. */
export async function colourRingsOf(making: Making): Promise<readonly CorpusCase[]> {
  const { half, random, times, line } = making;
  const cases: CorpusCase[] = [];
  for (let index = 0; index < 8 * times; index++) {
    const samples = index % 4 === 3 ? holdMusic().slice(0, 80_000) : tune(10_000, random);
    if (index % 4 === 2) {
      const words = await espeakSays(pick(ringWords[half], random), making.speaker());
      for (const [at, sample] of words.entries()) samples[8000 + at] = (samples[8000 + at] ?? 0) / 3 + sample / 1.5;
    }
    cases.push({ kind: 'colour-ring', label: 'none', words: null, samples: line(samples) });
  }
  return cases;
}

/**
 * Announcements of the network. Each recording is known to the operator as it was made; what is judged came over a line,
 * begins anywhere in it, and repeats. A few in voices that nobody has recorded: those only words can tell.
 */
export async function announcementsOf(making: Making): Promise<Corpus> {
  const { half, random, times, line } = making;
  const cases: CorpusCase[] = [];
  const enrolled: { label: string; name: string; samples: Int16Array }[] = [];
  for (const [label, texts] of Object.entries(announcementTexts))
    for (const [index, text] of texts[half].entries()) {
      const samples = await espeakSays(text, making.speaker());
      enrolled.push({ label, name: `${label}-${index + 1}`, samples });
      for (let time = 0; time < 2 * times; time++)
        cases.push({
          kind: `announcement/${label}`,
          label,
          words: text,
          samples: line(repeated(samples, time === 0 ? 0 : random.int(12_000), random.int(1500))),
        });
      const strange = await espeakSays(text, making.speaker());
      cases.push({ kind: 'unrecorded', label, words: text, samples: line(repeated(strange, 0, random.int(1500))) });
    }
  return { cases, enrolled };
}

/** As a caller hears it who comes in `from` samples late: three times, with pauses. */
function repeated(samples: Int16Array, from: number, quietMs: number): Int16Array {
  const again = joined([samples, quiet(900)]);
  return joined([quiet(quietMs), samples.subarray(Math.min(from, samples.length - 4000)), quiet(900), again, again]);
}
