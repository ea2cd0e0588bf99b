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

// How many sentences of a closed set are heard in noise, with the denoiser and with gain control, and without them.
// `node bin/run-ts.mjs bench/denoise-bench.ts [SENTENCES]`, with the models in WAIHU_MODELS_DIR.

const count = Number(process.argv[2] ?? '24');
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
function street(length: number, seed: number): Sound {
  const random = seededRandom(seed);
  let low = 0;
  return Int16Array.from({ length }, () => {
    const white = random.next() * 2 - 1;
    low = 0.92 * low + white;
    return 2_000 * low + 700 * white;
  });
}

const sentences = readSentences();
const sounds = sentences.map((sample) => soundOfSample(sample));
/** Four others who speak at once. */
function babble(length: number, seed: number): Sound {
  const others = [1, 2, 3, 4].map((step) => sounds[(seed + step * 17) % sounds.length] as Sound);
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
  decoder.begin(grammar, null);
  for (const frame of framesOf(sound)) decoder.accept(frame);
  return decoder.end().text;
}

const levelled: Line = (sound) => {
  const control = new GainControl();
  return Int16Array.from(framesOf(sound).flatMap((frame) => [...control.apply(frame)]));
};
const quiet: Line = (sound) => scaled(sound, 10 ** (-18 / 20));
const street5: Line = (sound) => noisy(sound, street(sound.length, sound.length), 5);
const street10: Line = (sound) => noisy(sound, street(sound.length, sound.length), 10);
const babble5: Line = (sound) => noisy(sound, babble(sound.length, sound.length), 5);
const asIs: Line = (sound) => sound;

const model = await openClosedSetModel(realClosedSet);
const decoder = model.open();
const { grammar } = grammarOf(
  sentences.map(({ text }) => text),
  model.pronunciations,
);
if (!grammar) throw new Error('no sentence of the set can be pronounced');
const { line: cleaned, close } = await denoiserLine();
const judged = sentences.flatMap((sample, at) =>
  at % Math.ceil(sentences.length / count) === 0 ? [{ ...sample, at }] : [],
);
const lines: readonly (readonly [string, Line])[] = [
  ['clean', asIs],
  ['clean, 18 dB too quiet', quiet],
  ['street, 10 dB', street10],
  ['street, 5 dB', street5],
  ['babble, 5 dB', babble5],
];
const ways: readonly (readonly [string, Line])[] = [
  ['as it comes', asIs],
  ['gain control', levelled],
  ['denoiser', cleaned],
];
for (const [line, damage] of lines)
  for (const [way, mend] of ways) {
    const right = judged.filter(({ at, text }) => {
      const sound = mend(damage(atLevel(sounds[at] as Sound, voiceDbfs)));
      return hear(decoder, grammar, sound) === text;
    });
    process.stdout.write(`${line}, ${way}: ${right.length} of ${judged.length} right\n`);
  }
await close();
