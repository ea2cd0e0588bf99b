import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { framesOf } from '../src/audio/index.ts';
import { seededRandom } from '../src/foundation/random.ts';
import { denoiserEngine } from '../src/speech/denoise/denoiser-engine.ts';
import { gtcrnDenoiser } from '../src/speech/denoise/gtcrn.ts';
import { cleanedBy, pullRealGtcrn } from '../src/speech/denoise/testing/real-gtcrn.ts';
import { GainControl } from '../src/speech/gain/gain-control.ts';
import { openClosedSetModel, type ClosedSetDecoder } from '../src/speech/pocketsphinx/closed-set-decoder.ts';
import { grammarOf, type Grammar } from '../src/speech/pocketsphinx/grammar.ts';
import { realClosedSet } from '../src/speech/pocketsphinx/testing/real-closed-set.ts';
import { readSentences, soundOfSample } from '../src/speech/testing/spoken-samples.ts';
import { ratioOf, type Bench, type BenchOptions, type BenchResult } from './report.ts';

const voiceDbfs = -20;
type Sound = Int16Array;
type Line = (sound: Sound) => Sound;

function powerOf(sound: Sound): number {
  return sound.reduce((sum, sample) => sum + sample * sample, 0) / sound.length;
}
const scaled = (sound: Sound, factor: number): Sound =>
  sound.map((sample) => Math.max(-32_768, Math.min(32_767, Math.round(sample * factor))));
const atLevel = (sound: Sound, dbfs: number): Sound =>
  scaled(sound, Math.sqrt((32_768 ** 2 * 10 ** (dbfs / 10)) / powerOf(sound)));

/** Noise of a street: strong below 300 Hz, falling above. */
function street(length: number): Sound {
  const random = seededRandom(length);
  let low = 0;
  return Int16Array.from({ length }, () => {
    const white = random.next() * 2 - 1;
    low = 0.92 * low + white;
    return 2_000 * low + 700 * white;
  });
}

/** Four others who speak at once. */
function babble(sounds: readonly Sound[], length: number): Sound {
  const others = [1, 2, 3, 4].map((step) => sounds[(length + step * 17) % sounds.length] as Sound);
  return Int16Array.from({ length }, (_, at) =>
    others.reduce((sum, other) => sum + (other[(at + 4_000) % other.length] as number), 0),
  );
}

function noisy(sound: Sound, noise: Sound, snrDb: number): Sound {
  const factor = Math.sqrt(powerOf(sound) / powerOf(noise) / 10 ** (snrDb / 10));
  return sound.map((sample, at) => Math.max(-32_768, Math.min(32_767, sample + (noise[at] as number) * factor)));
}

async function denoiserLine(): Promise<{ readonly line: Line; readonly close: () => Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'waihu-denoise-'));
  const model = await pullRealGtcrn(folder);
  const engine = denoiserEngine(gtcrnDenoiser(model), () => gtcrnDenoiser(model), 1);
  return { line: (sound) => cleanedBy(engine, sound), close: () => rm(folder, { recursive: true }) };
}

function hear(decoder: ClosedSetDecoder, grammar: Grammar, sound: Sound): string {
  decoder.begin(grammar);
  for (const frame of framesOf(sound)) decoder.accept(frame);
  return decoder.end().text;
}

const levelled: Line = (sound) => {
  const control = new GainControl();
  return Int16Array.from(framesOf(sound).flatMap((frame) => [...control.apply(frame)]));
};
const quiet: Line = (sound) => scaled(sound, 10 ** (-18 / 20));
const inStreet =
  (snrDb: number): Line =>
  (sound) =>
    noisy(sound, street(sound.length), snrDb);
const asIs: Line = (sound) => sound;

type Named = readonly (readonly [name: string, line: Line])[];
/** The line that stands for all, and the two ways that are set against each other on it. */
const judgedLine = 'street, 5 dB';
const [untouched, denoised] = ['as it comes', 'denoiser'];

export const bench: Bench = {
  method: [
    'sentences of audio/aishell in WAIHU_MODELS_DIR, all of them the closed set, heard by PocketSphinx at 8 kHz: clean, quiet, and in noise made here;',
    'each as it comes, through gain control, and through the denoiser (GTCRN, denoise/gtcrn_simple.sherpa.onnx there)',
    '24 of the sentences, quick 8',
  ],
  async run({ quick }: BenchOptions): Promise<BenchResult> {
    const sentences = readSentences();
    const sounds = sentences.map((sample) => soundOfSample(sample));
    const model = await openClosedSetModel(realClosedSet);
    const decoder = model.open();
    const { grammar } = grammarOf(
      sentences.map(({ text }) => text),
      model.pronunciations,
    );
    if (!grammar) throw new Error('no sentence of the set can be pronounced');
    const { line: cleaned, close } = await denoiserLine();
    const step = Math.ceil(sentences.length / (quick ? 8 : 24));
    const judged = sentences.flatMap(({ text }, at) =>
      at % step === 0 ? [{ text, sound: atLevel(sounds[at] as Sound, voiceDbfs) }] : [],
    );
    const lines: Named = [
      ['clean', asIs],
      ['clean, 18 dB too quiet', quiet],
      ['street, 10 dB', inStreet(10)],
      [judgedLine, inStreet(5)],
      ['babble, 5 dB', (sound) => noisy(sound, babble(sounds, sound.length), 5)],
    ];
    const ways: Named = [
      [untouched, asIs],
      ['gain control', levelled],
      [denoised, cleaned],
    ];
    const right: Record<string, Record<string, number>> = {};
    for (const [line, damage] of lines)
      for (const [way, mend] of ways) {
        const heard = judged.filter(({ sound, text }) => hear(decoder, grammar, mend(damage(sound))) === text);
        right[line] = { ...right[line], [way]: heard.length };
        console.log(`  ${line}, ${way}: ${heard.length} of ${judged.length} right`);
      }
    await close();
    const [ours, peer] = [right[judgedLine]?.[denoised] ?? 0, right[judgedLine]?.[untouched] ?? 0];
    return {
      bench: 'denoise',
      unit: `sentences of ${judged.length} right in ${judgedLine}, with the denoiser; more is better`,
      ours,
      peer,
      peerName: untouched,
      ratio: ratioOf(ours, peer),
      budget: 'none: whether it helps is for each line to be seen',
      holds: judged.length > 0,
      detail: { sentences: judged.length, right },
    };
  },
};
