import { joined, toneSound } from '../../src/audio/index.ts';
import { pick, type Corpus, type CorpusCase, type Enrolled, type Making } from './making.ts';
import { machineTexts } from './texts.ts';
import { espeakSays, quiet } from './voices.ts';

const tailMs = 6_000;

/** Voicemail with and without a beep, assistants, screening, menus, fax. One recording of each text is known to the operator. */
export async function machinesOf(making: Making): Promise<Corpus> {
  const { half, random, times, line } = making;
  const cases: CorpusCase[] = [];
  const enrolled: Enrolled[] = [];
  for (const [label, texts] of Object.entries(machineTexts))
    for (const [index, text] of texts[half].entries()) {
      const known = await espeakSays(text, making.speaker());
      enrolled.push({ label, name: `${label}-${index + 1}`, samples: known });
      cases.push({ kind: `recorded/${label}`, label, words: text, samples: line(said(known, label, making, 0)) });
      for (let time = 0; time < 3 * times; time++) {
        const sound = await espeakSays(text, making.speaker());
        cases.push({ kind: `machine/${label}`, label, words: text, samples: line(said(sound, label, making, time)) });
      }
    }
  for (let time = 0; time < 5 * times; time++) {
    const [frequencyHz, length] = time % 2 === 0 ? [2100, 3000] : [1100, 500];
    const tone = toneSound({ frequenciesHz: [frequencyHz + random.int(21) - 10], levelDbfs: -20 }, length);
    const sound = time % 2 === 0 ? [tone] : [tone, quiet(3000), tone, quiet(3000), tone];
    const samples = line(joined([quiet(random.int(2000)), ...sound, quiet(2000)]), { lossShare: 0 });
    cases.push({ kind: 'machine/fax', label: 'fax', words: null, samples });
  }
  return { cases, enrolled };
}

/** What follows the machine's words: a beep, the words again, or waiting. */
function said(words: Int16Array, label: string, { random }: Making, time: number): Int16Array {
  const before = quiet(random.int(1200));
  if (label === 'ivr') return joined([before, words, quiet(1500 + random.int(1500)), words, quiet(tailMs)]);
  if (label !== 'voicemail' || time % 3 === 2) return joined([before, words, quiet(tailMs)]);
  const beep = toneSound({ frequenciesHz: [pick([850, 1000, 1400], random)], levelDbfs: -18 }, 250 + random.int(400));
  return joined([before, words, quiet(200 + random.int(1000)), beep, quiet(tailMs)]);
}
