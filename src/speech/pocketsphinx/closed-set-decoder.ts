import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ComfortNoise } from '../../audio/index.ts';
import { parsePronunciations, wordsOf, type Pronunciations } from './dictionary.ts';
import type { Grammar } from './grammar.ts';
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
  begin(grammar: Grammar): void;
  /** 8 kHz, any length. */
  accept(samples: Int16Array): void;
  /** The best phrase so far, perhaps not whole yet. */
  soFar(): HeardPhrase;
  end(): HeardPhrase;
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
/** Compiled grammars that a decoder keeps. */
const mostGrammars = 12;
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

/** A decoder over two of PocketSphinx's: one that hears the grammar, one that hears any phones and judges the first. */
function closedSetDecoder(
  words: SphinxDecoder,
  phones: SphinxDecoder,
  pronunciations: Pronunciations,
): ClosedSetDecoder {
  const known = new Set<string>();
  /** Name of each compiled grammar, the one used longest ago first. */
  const compiled = new Map<string, string>();
  const noise = new ComfortNoise();
  noise.setLevel(noiseDbfs);
  phones.addPhoneLoop('phones');
  phones.use('phones');
  let made = 0;

  const compile = ({ jsgf, characters }: Grammar): string => {
    for (const key of characters) {
      if (known.has(key)) continue;
      known.add(key);
      for (const { word, phones: said } of wordsOf(key, pronunciations)) words.addWord(word, said);
    }
    const name = `expected-${++made}`;
    words.addGrammar(name, jsgf);
    return name;
  };
  const heard = (): HeardPhrase => {
    const grammar = words.hypothesis();
    const confidence = judgeHypothesis({ grammar, phones: phones.hypothesis(), frames: words.frames() });
    return { text: grammar.words.replaceAll(' ', ''), confidence };
  };

  return {
    knows: ({ jsgf }) => compiled.has(jsgf),
    begin(grammar) {
      const name = compiled.get(grammar.jsgf) ?? compile(grammar);
      compiled.delete(grammar.jsgf);
      compiled.set(grammar.jsgf, name);
      words.use(name);
      for (const [jsgf, old] of [...compiled].slice(0, -mostGrammars)) {
        compiled.delete(jsgf);
        words.dropSearch(old);
      }
      for (const one of [words, phones]) one.begin();
    },
    accept(samples) {
      const noisy = samples.map((sample) => Math.max(-32_768, Math.min(32_767, sample + noise.next())));
      for (const one of [words, phones]) one.accept(noisy);
    },
    soFar: heard,
    end() {
      for (const one of [words, phones]) one.end();
      return heard();
    },
  };
}
