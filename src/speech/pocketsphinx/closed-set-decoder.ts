import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ComfortNoise, rms } from '../../audio/index.ts';
import { parsePronunciations, type Pronunciations } from './dictionary.ts';
import type { Grammar } from './grammar.ts';
import { GrammarShelf } from './grammar-shelf.ts';
import { judgeHypothesis } from './judge-hypothesis.ts';
import { loadPocketSphinx, type PocketSphinx, type SphinxDecoder } from './library.ts';

/** What was heard, and how likely it was that and nothing else (0–1). */
interface HeardPhrase {
  readonly text: string;
  readonly confidence: number;
}

/** How a voice and its line sound on average: what its next utterance is normalised by. */
export type VoiceMean = Float32Array;

/** Hears one utterance at a time within a grammar; synchronous. */
export interface ClosedSetDecoder {
  /** The grammar is compiled: beginning with it costs nothing. */
  knows(grammar: Grammar): boolean;
  /** `mean` null: the voice was not heard before. Its beginning is measured first, and then heard by its own mean. */
  begin(grammar: Grammar, mean: VoiceMean | null): void;
  /** 8 kHz, any length. */
  accept(samples: Int16Array): void;
  /** The best phrase so far, perhaps not whole yet. */
  soFar(): HeardPhrase;
  end(): HeardPhrase & { readonly mean: VoiceMean };
  /** Ends an utterance that nobody asks about any more. */
  abandon(): void;
}

export interface ClosedSetModel {
  readonly pronunciations: Pronunciations;
  open(): ClosedSetDecoder;
}

/** The model's own sampling, no second pass, and beams wide enough for a voice by telephone. */
const common = { samprate: '8000', nfft: '256', bestpath: 'no', compallsen: 'yes' };
const forGrammar = { ...common, beam: '1e-60', wbeam: '1e-40', pbeam: '1e-60' };
/** Phones without their neighbours: half the work, and as good a measure. */
const forPhones = { ...forGrammar, allphone_ci: 'yes' };
/**
 * How much of a voice's first utterance is measured before it is heard: to its first pause, or 5 s. Less costs
 * rejection; hearing it afterwards takes 60 ms a second of sound.
 */
const measuredSamples = 40_000;
/**
 * After so much voice, so much quiet ends the measuring sooner: it is heard while one waits whether more is said. Quiet is 26 dB
 * below the loudest.
 */
const voicedSamples = 6_400;
const quietSamples = 1_280;
const quietShare = 0.05;
/** Under digital silence, which the model has never heard. */
const noiseDbfs = -66;

/**
 * Reads a model's dictionary and makes sure that its decoders open. Throws `no-pocketsphinx`, or `pocketsphinx-failed` for a
 * folder that holds no acoustic model.
 */
export async function openClosedSetModel(
  folder: string,
  library: PocketSphinx = loadPocketSphinx(),
): Promise<ClosedSetModel> {
  const dictionary = (await readdir(folder)).find((name) => name.endsWith('.dic')) ?? 'no dictionary (.dic)';
  const pronunciations = parsePronunciations(await readFile(join(folder, dictionary), 'utf8'));
  const open = (): ClosedSetDecoder =>
    closedSetDecoder(library.open(folder, forGrammar), library.open(folder, forPhones), pronunciations);
  open();
  return { pronunciations, open };
}

/** What is kept of a voice until it can be heard by its own mean. */
class MeasuredBeginning {
  readonly sound: Int16Array[] = [];
  #samples = 0;
  #loudest = 0;
  #voiced = 0;
  #quiet = 0;

  push(samples: Int16Array): void {
    this.sound.push(samples);
    this.#samples += samples.length;
    const level = rms(samples);
    this.#loudest = Math.max(this.#loudest, level);
    const isQuiet = level < this.#loudest * quietShare;
    if (!isQuiet) this.#voiced += samples.length;
    this.#quiet = isQuiet ? this.#quiet + samples.length : 0;
  }

  get isEnough(): boolean {
    const paused = this.#voiced >= voicedSamples && this.#quiet >= quietSamples;
    return paused || this.#samples >= measuredSamples;
  }
}

/** A decoder over two of PocketSphinx's: one that hears the grammar, one that hears any phones and judges the first. */
function closedSetDecoder(
  words: SphinxDecoder,
  phones: SphinxDecoder,
  pronunciations: Pronunciations,
): ClosedSetDecoder {
  const grammars = new GrammarShelf(words, pronunciations);
  const noise = new ComfortNoise();
  noise.setLevel(noiseDbfs);
  phones.addPhoneLoop('phones');
  phones.use('phones');
  const both = [words, phones];
  const usualMean = words.mean();
  /** The beginning of a voice not heard before, until its mean is known. */
  let measured: MeasuredBeginning | null = null;

  const start = (mean: VoiceMean): void => {
    for (const one of both) {
      one.setMean(mean);
      one.begin();
    }
  };
  const hearMeasured = ({ sound }: MeasuredBeginning): void => {
    measured = null;
    phones.end();
    start(phones.mean());
    for (const noisy of sound) for (const one of both) one.accept(noisy);
  };

  const heard = (): HeardPhrase => {
    const grammar = words.hypothesis();
    const confidence = judgeHypothesis({ grammar, phones: phones.hypothesis(), frames: words.frames() });
    return { text: grammar.words.replaceAll(' ', ''), confidence };
  };

  return {
    knows: (grammar) => grammars.has(grammar),
    begin(grammar, mean) {
      grammars.use(grammar);
      if (mean) return start(mean);
      measured = new MeasuredBeginning();
      phones.setMean(usualMean);
      phones.forgetMean();
      phones.begin();
    },
    accept(samples) {
      const noisy = samples.map((sample) => Math.max(-32_768, Math.min(32_767, sample + noise.next())));
      if (!measured) {
        for (const one of both) one.accept(noisy);
        return;
      }
      phones.accept(noisy);
      measured.push(noisy);
      if (measured.isEnough) hearMeasured(measured);
    },
    soFar: () => (measured ? { text: '', confidence: 0 } : heard()),
    abandon() {
      for (const one of measured ? [phones] : both) one.end();
      measured = null;
    },
    end() {
      if (measured) hearMeasured(measured);
      for (const one of both) one.end();
      return { ...heard(), mean: words.mean() };
    },
  };
}
