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

/** Hears one utterance at a time within a grammar; synchronous. */
export interface ClosedSetDecoder {
  /** The grammar is compiled: beginning with it costs nothing. */
  knows(grammar: Grammar): boolean;
  /**
   * How the voice and its line sound on average is measured first, up to the first pause, and all of it heard by that mean: what was
   * said before gives a worse one, as other words have other sounds.
   */
  begin(grammar: Grammar): void;
  /** 8 kHz, any length. */
  accept(samples: Int16Array): void;
  /** The best phrase so far, perhaps not whole yet. */
  soFar(): HeardPhrase;
  end(): HeardPhrase;
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
/** Cepstra are averaged as the sound is searched: a search that finds nothing is the cheapest. */
const forMean = { ...common, compallsen: 'no', beam: '1e-2', wbeam: '1e-2', pbeam: '1e-2', allphone_ci: 'yes' };
/**
 * How much of an utterance is measured before it is heard: to its first pause, or 5 s. Less costs rejection; hearing it
 * afterwards takes 60 ms a second of sound.
 */
const measuredSamples = 40_000;
/**
 * After so much voice, so much quiet ends the measuring sooner: it is heard while one waits whether more is said. Quiet is 26 dB
 * below the loudest.
 */
const voicedSamples = 6_400;
const quietSamples = 1_280;
const quietShare = 0.05;
/**
 * Of a longer quiet only this much is heard, 160 ms: how long one waits for the end of a turn would else be part of a voice's mean.
 */
const heardQuietSamples = 1_280;
/** 10 ms. */
const samplesPerSearchedFrame = 80;
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
    closedSetDecoder(
      library.open(folder, forGrammar),
      library.open(folder, forPhones),
      library.open(folder, forMean),
      pronunciations,
    );
  open();
  return { pronunciations, open };
}

/** Follows which of the sound is quiet beside the loudest of it. */
class Loudness {
  readonly #parts: { readonly samples: number; readonly level: number }[] = [];
  #loudest = 0;
  /** Samples since the last voice. */
  quiet = 0;

  push(samples: Int16Array): void {
    const level = rms(samples);
    this.#parts.push({ samples: samples.length, level });
    this.#loudest = Math.max(this.#loudest, level);
    this.quiet = this.#isQuiet(level) ? this.quiet + samples.length : 0;
  }

  /** Samples with a voice: what came before the first word is known for quiet by it. */
  get voiced(): number {
    return this.#parts.reduce((sum, { samples, level }) => sum + (this.#isQuiet(level) ? 0 : samples), 0);
  }

  #isQuiet(level: number): boolean {
    return level < this.#loudest * quietShare;
  }
}

/** What is kept of a voice until it can be heard by its own mean. */
class MeasuredBeginning {
  readonly sound: Int16Array[] = [];
  #samples = 0;

  push(samples: Int16Array): void {
    this.sound.push(samples);
    this.#samples += samples.length;
  }

  isEnough({ voiced, quiet }: Loudness): boolean {
    const paused = voiced >= voicedSamples && quiet >= quietSamples;
    return paused || this.#samples >= measuredSamples;
  }
}

/** A decoder over three of PocketSphinx's: one that hears the grammar, one that hears any phones and judges the first, one that measures. */
function closedSetDecoder(
  words: SphinxDecoder,
  phones: SphinxDecoder,
  meter: SphinxDecoder,
  pronunciations: Pronunciations,
): ClosedSetDecoder {
  const grammars = new GrammarShelf(words, pronunciations);
  const noise = new ComfortNoise();
  noise.setLevel(noiseDbfs);
  for (const one of [phones, meter]) {
    one.addPhoneLoop('phones');
    one.use('phones');
  }
  const both = [words, phones];
  const usualMean = words.mean();
  /** The beginning of the utterance, until its mean is known. */
  let measured: MeasuredBeginning | null = null;
  let loudness = new Loudness();

  const hearMeasured = ({ sound }: MeasuredBeginning): void => {
    measured = null;
    meter.end();
    const mean = meter.heardMean() ?? usualMean;
    for (const one of both) {
      one.setMean(mean);
      one.begin();
      for (const noisy of sound) one.accept(noisy);
    }
  };

  const heard = (): HeardPhrase => {
    const grammar = words.hypothesis();
    const voicedFrames = loudness.voiced / samplesPerSearchedFrame;
    const evidence = { grammar, phones: phones.hypothesis(), frames: words.frames(), voicedFrames };
    return { text: grammar.words.replaceAll(' ', ''), confidence: judgeHypothesis(evidence) };
  };

  return {
    knows: (grammar) => grammars.has(grammar),
    begin(grammar) {
      grammars.use(grammar);
      measured = new MeasuredBeginning();
      loudness = new Loudness();
      meter.setMean(usualMean);
      meter.forgetMean();
      meter.begin();
    },
    accept(samples) {
      const noisy = samples.map((sample) => Math.max(-32_768, Math.min(32_767, sample + noise.next())));
      loudness.push(noisy);
      const isMoreQuiet = loudness.voiced > 0 && loudness.quiet > heardQuietSamples;
      if (!measured) {
        if (!isMoreQuiet) for (const one of both) one.accept(noisy);
        return;
      }
      if (!isMoreQuiet) {
        meter.accept(noisy);
        measured.push(noisy);
      }
      if (measured.isEnough(loudness)) hearMeasured(measured);
    },
    soFar: () => (measured ? { text: '', confidence: 0 } : heard()),
    abandon() {
      for (const one of measured ? [meter] : both) one.end();
      measured = null;
    },
    end() {
      if (measured) hearMeasured(measured);
      for (const one of both) one.end();
      return heard();
    },
  };
}
